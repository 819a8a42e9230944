/** The program. */
@NullMarked
package io.nodeward.agent;

import org.jspecify.annotations.NullMarked;
