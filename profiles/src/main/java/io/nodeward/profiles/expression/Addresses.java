package io.nodeward.profiles.expression;

import org.jspecify.annotations.Nullable;

/**
 * Who can reach an address: {@code 127.0.0.1}, {@code ::1}, {@code [::1]:2379}, {@code localhost:2379},
 * {@code https://127.0.0.1:2379/path}, {@code unix:///run/x.sock}. No name is ever resolved.
 */
public final class Addresses {

    private Addresses() {}

    /** Returns whether only this host can reach it: a loopback address, {@code localhost}, a Unix socket. */
    public static boolean loopback(String address) {
        if (address.startsWith("unix:") || address.startsWith("unixs:")) {
            return true;
        }
        String host = host(address);
        if (host.equalsIgnoreCase("localhost") || host.equalsIgnoreCase("localhost.")) {
            return true;
        }
        byte[] bytes = bytes(host);
        if (bytes == null) {
            return false;
        }
        return bytes.length == 4
                ? bytes[0] == 127
                : zero(bytes, 15) && bytes[15] == 1 || mapped(bytes) && bytes[12] == 127;
    }

    /** Returns whether it means every address of the host: {@code 0.0.0.0}, {@code ::}, {@code *}, none at all. */
    public static boolean unspecified(String address) {
        if (address.startsWith("unix:") || address.startsWith("unixs:")) {
            return false;
        }
        String host = host(address);
        if (host.isEmpty() || host.equals("*")) {
            return true;
        }
        byte[] bytes = bytes(host);
        return bytes != null
                && (zero(bytes, bytes.length)
                        || mapped(bytes) && bytes[12] == 0 && bytes[13] == 0 && bytes[14] == 0 && bytes[15] == 0);
    }

    /** The host of an address in any of the usual spellings, without brackets, port and zone. */
    private static String host(String address) {
        int scheme = address.indexOf("://");
        int start = scheme < 0 ? 0 : scheme + 3;
        int end = start;
        while (end < address.length() && "/?#".indexOf(address.charAt(end)) < 0) {
            end++;
        }
        start = Math.max(start, address.lastIndexOf('@', end - 1) + 1);
        if (start < end && address.charAt(start) == '[') {
            int close = address.indexOf(']', start);
            end = close < 0 || close > end ? end : close;
            start++;
        } else {
            int colon = address.indexOf(':', start);
            if (colon >= 0 && colon < end && address.indexOf(':', colon + 1) < 0) {
                end = colon;
            }
        }
        int zone = address.indexOf('%', start);
        return address.substring(start, zone >= 0 && zone < end ? zone : end);
    }

    /** The four or sixteen bytes of a literal address; null when it is none. */
    private static byte @Nullable [] bytes(String host) {
        if (host.indexOf(':') < 0) {
            byte[] bytes = new byte[4];
            return dotted(host, bytes, 0) ? bytes : null;
        }
        byte[] bytes = new byte[16];
        int at = 0;
        int gap = -1;
        int i = 0;
        if (host.startsWith("::")) {
            gap = 0;
            i = 2;
        }
        while (i < host.length()) {
            int colon = host.indexOf(':', i);
            String group = host.substring(i, colon < 0 ? host.length() : colon);
            if (colon < 0 && group.indexOf('.') >= 0) {
                if (at > 12 || !dotted(group, bytes, at)) {
                    return null;
                }
                at += 4;
                break;
            }
            int value = hexadecimal(group);
            if (value < 0 || at > 14) {
                return null;
            }
            bytes[at++] = (byte) (value >> 8);
            bytes[at++] = (byte) value;
            if (colon < 0) {
                break;
            }
            i = colon + 1;
            if (i == host.length()) {
                return null;
            }
            if (host.charAt(i) == ':') {
                if (gap >= 0) {
                    return null;
                }
                gap = at;
                i++;
            }
        }
        return gap < 0 ? (at == 16 ? bytes : null) : at == 16 ? null : stretched(bytes, at, gap);
    }

    /** Moves what stands behind {@code ::} to the end. */
    private static byte[] stretched(byte[] bytes, int length, int gap) {
        byte[] all = new byte[16];
        System.arraycopy(bytes, 0, all, 0, gap);
        System.arraycopy(bytes, gap, all, 16 - (length - gap), length - gap);
        return all;
    }

    /** Four decimal numbers without leading zeros. */
    private static boolean dotted(String text, byte[] into, int at) {
        int i = 0;
        for (int part = 0; part < 4; part++) {
            int start = i;
            int value = 0;
            while (i < text.length() && i - start < 3 && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                value = value * 10 + text.charAt(i) - '0';
                i++;
            }
            boolean leadingZero = i - start > 1 && text.charAt(start) == '0';
            boolean ends = part == 3 ? i == text.length() : i < text.length() && text.charAt(i) == '.';
            if (i == start || value > 255 || leadingZero || !ends) {
                return false;
            }
            into[at + part] = (byte) value;
            i++;
        }
        return true;
    }

    private static int hexadecimal(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || text.charAt(i) > 'f') {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static boolean zero(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is an IPv4 address in IPv6 clothes. */
    private static boolean mapped(byte[] bytes) {
        return bytes.length == 16 && zero(bytes, 10) && bytes[10] == -1 && bytes[11] == -1;
    }
}
