/** Questions to the kernel by sockets that only it answers: netlink(7), and the socket options of the old iptables. */
@NullMarked
package io.nodeward.hostprobes.netlink;

import org.jspecify.annotations.NullMarked;
