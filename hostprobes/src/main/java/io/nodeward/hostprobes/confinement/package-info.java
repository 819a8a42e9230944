/** What the kernel enforces on programs: AppArmor, SELinux and seccomp, now and after the next boot. */
@NullMarked
package io.nodeward.hostprobes.confinement;

import org.jspecify.annotations.NullMarked;
