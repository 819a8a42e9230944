package io.nodeward.hostprobes.network;

/** Addresses as {@code /proc/net/tcp} writes them: 32-bit words in the byte order of the machine, hexadecimal. */
final class SocketAddresses {

    private static final int WORD = 8;

    private SocketAddresses() {}

    /** Returns the bytes in network order, or an empty array when the text is no address. */
    static byte[] bytes(String hexadecimal) {
        if (hexadecimal.length() != WORD && hexadecimal.length() != 4 * WORD) {
            return new byte[0];
        }
        byte[] bytes = new byte[hexadecimal.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int word = i / 4 * 4;
            // every machine that Kubernetes runs on but s390x is little-endian
            int from = 2 * (word + 3 - (i - word));
            int high = Character.digit(hexadecimal.charAt(from), 16);
            int low = Character.digit(hexadecimal.charAt(from + 1), 16);
            if (high < 0 || low < 0) {
                return new byte[0];
            }
            bytes[i] = (byte) (high << 4 | low);
        }
        return bytes;
    }

    /** The usual text of an address. */
    static String text(byte[] bytes) {
        if (bytes.length == 4) {
            return (bytes[0] & 0xFF) + "." + (bytes[1] & 0xFF) + "." + (bytes[2] & 0xFF) + "." + (bytes[3] & 0xFF);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && group(bytes, i + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(bytes, i)));
        }
        return text.toString();
    }

    static boolean loopback(byte[] bytes) {
        if (bytes.length == 4) {
            return bytes[0] == 127;
        }
        if (mapped(bytes)) {
            return bytes[12] == 127;
        }
        for (int i = 0; i < 15; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[15] == 1;
    }

    static boolean wildcard(byte[] bytes) {
        for (int i = mapped(bytes) ? 12 : 0; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is an address of IPv4 in the form of one of IPv6. */
    static boolean mapped(byte[] bytes) {
        if (bytes.length != 16 || bytes[10] != -1 || bytes[11] != -1) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static int group(byte[] bytes, int index) {
        return (bytes[2 * index] & 0xFF) << 8 | bytes[2 * index + 1] & 0xFF;
    }
}
