/**
 * What a hardened node looks like: controls, grouped in baselines, and the engine that turns facts into findings. Reads
 * no host and executes nothing.
 */
@NullMarked
package io.nodeward.profiles;

import org.jspecify.annotations.NullMarked;
