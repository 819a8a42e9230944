package io.nodeward.profiles.authoring;

/**
 * A file that a person wrote.
 *
 * @param name what mistakes call it
 */
public record SourceFile(String name, String text) {}
