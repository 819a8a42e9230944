/** Runs the transcripts in {@code src/test/transcripts}: command lines with what they print, readable as documentation. */
@org.jspecify.annotations.NullMarked
package io.nodeward.agent.transcript;
