package io.nodeward.hostprobes.confinement;

import java.util.HexFormat;

/**
 * The digest SHA-1 (FIPS 180-4), which kernels before 6.8 keep of AppArmor's profiles. It is compared with what root's own
 * files give, and proves nothing against somebody who makes two of one digest. The Java runtime's own takes too long to
 * start.
 */
final class Sha1 {

    private static final int BLOCK = 64;

    private final int[] state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    private final int[] schedule = new int[80];

    private Sha1() {}

    /** Returns the digest of a part of an array in lower-case hexadecimal. */
    static String hex(byte[] message, int from, int to) {
        Sha1 digest = new Sha1();
        int length = to - from;
        int whole = length / BLOCK * BLOCK;
        for (int at = 0; at < whole; at += BLOCK) {
            digest.block(message, from + at);
        }
        int rest = length - whole;
        byte[] end = new byte[rest + 9 <= BLOCK ? BLOCK : 2 * BLOCK];
        System.arraycopy(message, from + whole, end, 0, rest);
        end[rest] = (byte) 0x80;
        long bits = 8L * length;
        for (int i = 0; i < 8; i++) {
            end[end.length - 1 - i] = (byte) (bits >>> 8 * i);
        }
        for (int at = 0; at < end.length; at += BLOCK) {
            digest.block(end, at);
        }
        StringBuilder out = new StringBuilder(40);
        for (int word : digest.state) {
            out.append(HexFormat.of().toHexDigits(word));
        }
        return out.toString();
    }

    private void block(byte[] message, int from) {
        for (int i = 0; i < 16; i++) {
            int at = from + 4 * i;
            schedule[i] = (message[at] & 0xff) << 24
                    | (message[at + 1] & 0xff) << 16
                    | (message[at + 2] & 0xff) << 8
                    | (message[at + 3] & 0xff);
        }
        for (int i = 16; i < 80; i++) {
            schedule[i] =
                    Integer.rotateLeft(schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16], 1);
        }
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        for (int i = 0; i < 80; i++) {
            int f = i < 20 ? (b & c) | (~b & d) : i < 40 || i >= 60 ? b ^ c ^ d : (b & c) | (b & d) | (c & d);
            int k = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
            int next = Integer.rotateLeft(a, 5) + f + e + k + schedule[i];
            e = d;
            d = c;
            c = Integer.rotateLeft(b, 30);
            b = a;
            a = next;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }
}
