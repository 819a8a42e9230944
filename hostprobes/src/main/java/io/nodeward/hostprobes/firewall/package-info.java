/**
 * What filters packets on this host: the kernel's nftables and old iptables, and what loads their rules at boot. {@code
 * Share} and {@code Fate} are the arithmetic of what becomes of a packet of which not everything is known.
 */
@NullMarked
package io.nodeward.hostprobes.firewall;

import org.jspecify.annotations.NullMarked;
