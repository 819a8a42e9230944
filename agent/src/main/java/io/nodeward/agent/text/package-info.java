/** Text for people: times, values, wrapped lines. */
@NullMarked
package io.nodeward.agent.text;

import org.jspecify.annotations.NullMarked;
