/** Command lines read as the components read them, from tables of their flags. */
@NullMarked
package io.nodeward.hostprobes.kubernetes.flags;

import org.jspecify.annotations.NullMarked;
