package io.nodeward.profiles.authoring;

/**
 * A text and where it stands.
 *
 * @param line of its first letter, from 1
 */
record Line(String text, int line) {}
