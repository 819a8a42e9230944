/** Units of systemd as it would load them from disk. */
@NullMarked
package io.nodeward.hostprobes.systemd;

import org.jspecify.annotations.NullMarked;
