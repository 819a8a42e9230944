package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.profiles.Verdict;
import java.time.Instant;

/**
 * A row of a control's test table.
 *
 * @param given the facts as they are written, in one line
 * @param facts what a host with these facts would yield; every fact that is not given is an unknown one that says so
 * @param now the time of the audit
 */
public record ControlCase(String file, int line, String given, Verdict verdict, Group facts, Instant now) {}
