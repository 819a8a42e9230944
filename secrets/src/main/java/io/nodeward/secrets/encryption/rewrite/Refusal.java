package io.nodeward.secrets.encryption.rewrite;

import org.jspecify.annotations.Nullable;

/**
 * An object that could not be rewritten.
 *
 * @param by the webhook or policy that is in the way, e.g. {@code webhook "labels.example.com"}; null if it is the server
 * @param message for people: what the server said and what to do
 */
public record Refusal(ObjectKey object, @Nullable String by, String message) {}
