/** The configuration file: all mistakes at once, with line and suggestion. */
@NullMarked
package io.nodeward.agent.config;

import org.jspecify.annotations.NullMarked;
