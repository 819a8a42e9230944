package io.nodeward.hostprobes.kubernetes.policy;

import java.util.function.Predicate;

/**
 * The API server whose files are read.
 *
 * @param minor its minor version: 36 for v1.36.3
 * @param gate whether a feature gate is on, its default included; asked only about gates that matter to a file
 * @param files what it can read
 */
public record Server(int minor, Predicate<String> gate, ServerFiles files) {}
