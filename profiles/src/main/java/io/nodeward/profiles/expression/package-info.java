/**
 * Checked expressions and how they are evaluated: three-valued, and with a record of the facts that decided. Knows
 * nothing of the language's parser, so that an audit starts without it.
 */
@NullMarked
package io.nodeward.profiles.expression;

import org.jspecify.annotations.NullMarked;
