/** How the host is kept: jobs, time, swap, logs, auditing, sensors, the boot loader. */
@NullMarked
package io.nodeward.hostprobes.upkeep;

import org.jspecify.annotations.NullMarked;
