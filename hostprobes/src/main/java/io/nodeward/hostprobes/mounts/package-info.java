/** What is mounted where and how: now, and after the next boot. */
@NullMarked
package io.nodeward.hostprobes.mounts;

import org.jspecify.annotations.NullMarked;
