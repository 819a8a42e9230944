package io.nodeward.profiles;

import java.util.List;

/**
 * A named set of controls.
 *
 * @param id {@code cis-k8s-1.12}
 * @param version of the benchmark, or of our own opinion
 * @param controls ids, in the order of their files
 * @param requirements every requirement that the benchmark has here; empty when that is not counted
 */
public record Baseline(
        String id, String title, String version, List<String> controls, List<String> requirements, boolean local) {}
