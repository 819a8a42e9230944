@NullMarked
package io.nodeward.hostprobes.netlink;

import org.jspecify.annotations.NullMarked;
