package io.nodeward.profiles;

import io.nodeward.profiles.expression.Template;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a FAIL is mended.
 *
 * @param text what to do, for a person; filled from the host that was looked at
 * @param action the hardening action that can do it, or null
 * @param set the action's parameters: Boolean, Long, Double, String or a List of these
 */
public record Remedy(Template text, @Nullable String action, SequencedMap<String, Object> set) {}
