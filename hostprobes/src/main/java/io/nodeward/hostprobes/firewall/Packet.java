package io.nodeward.hostprobes.firewall;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first packet of a connection that another host begins: what is known of it. Whence it comes is not, but for that it
 * is neither of this host nor from the loopback device.
 */
final class Packet {

    static final int TCP = 6;
    static final int UDP = 17;
    /** A port that nobody names. */
    static final int UNNAMED = -1;

    private final boolean ipv6;
    private final int protocol;
    private final int port;
    private final byte @Nullable [] address;
    private final @Nullable List<String> devices;
    private final boolean forwarded;

    /**
     * @param ipv6 its version of IP
     * @param protocol TCP or UDP, by the number in the IP header
     * @param port to which it goes; {@link #UNNAMED} for any that no rule names
     * @param address to which it goes in network order; null for any of this host, or of another one when forwarded
     * @param devices names of the network devices by which it may come; null for any but the loopback device
     * @param forwarded whether it is for somebody else
     */
    Packet(
            boolean ipv6,
            int protocol,
            int port,
            byte @Nullable [] address,
            @Nullable List<String> devices,
            boolean forwarded) {
        this.ipv6 = ipv6;
        this.protocol = protocol;
        this.port = port;
        this.address = address;
        this.devices = devices;
        this.forwarded = forwarded;
    }

    boolean ipv6() {
        return ipv6;
    }

    int protocol() {
        return protocol;
    }

    int port() {
        return port;
    }

    byte @Nullable [] address() {
        return address;
    }

    boolean forwarded() {
        return forwarded;
    }

    Packet from(@Nullable List<String> others) {
        return new Packet(ipv6, protocol, port, address, others, forwarded);
    }

    /** How many of these packets come from a device of that name, of which the beginning is given where {@code prefix} is set. */
    Share comesBy(String name, boolean prefix) {
        if (devices == null) {
            return prefix && name.isEmpty() ? Share.ALL : name.equals("lo") && !prefix ? Share.NONE : Share.SOME;
        }
        int matches = 0;
        for (String device : devices) {
            if (prefix ? device.startsWith(name) : device.equals(name)) {
                matches++;
            }
        }
        return matches == 0 ? Share.NONE : matches == devices.size() ? Share.ALL : Share.SOME;
    }

    /** How many go to a port of a range. */
    Share goesTo(int from, int to) {
        if (port < 0) {
            return Share.of(from <= 1 && to >= 0xFFFF);
        }
        return Share.of(port >= from && port <= to);
    }
}
