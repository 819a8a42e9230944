/** Container runtimes, as far as their configuration names what others need. */
@NullMarked
package io.nodeward.hostprobes.runtime;

import org.jspecify.annotations.NullMarked;
