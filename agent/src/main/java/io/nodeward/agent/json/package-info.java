/** JSON as it leaves the program. */
@NullMarked
package io.nodeward.agent.json;

import org.jspecify.annotations.NullMarked;
