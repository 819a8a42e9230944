/** The report of an audit and its formats, one class each. */
@NullMarked
package io.nodeward.agent.report;

import org.jspecify.annotations.NullMarked;
