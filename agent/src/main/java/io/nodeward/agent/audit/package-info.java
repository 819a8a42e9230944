/** One audit from probe to verdict. */
@NullMarked
package io.nodeward.agent.audit;

import org.jspecify.annotations.NullMarked;
