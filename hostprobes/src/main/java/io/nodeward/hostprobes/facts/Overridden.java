package io.nodeward.hostprobes.facts;

/** A value that lost to another one, and where it stands. */
public record Overridden(Object value, String source) {}
