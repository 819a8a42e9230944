package io.nodeward.hostprobes.pki;

/**
 * SHA-256 (FIPS 180-4) of something public. The Java runtime's own costs more than 10 ms on a cold start, a tenth of an
 * audit, for the security providers that come with it; a test holds this one to it.
 */
final class Sha256 {

    private static final int[] ROUND = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
    };

    private Sha256() {}

    /** The digest in lower-case hexadecimal. */
    static String hex(byte[] message) {
        int[] state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
        int[] words = new int[64];
        byte[] tail = tail(message);
        int whole = message.length / 64 * 64;
        for (int at = 0; at < whole; at += 64) {
            block(state, words, message, at);
        }
        for (int at = 0; at < tail.length; at += 64) {
            block(state, words, tail, at);
        }
        StringBuilder out = new StringBuilder(64);
        for (int word : state) {
            for (int shift = 28; shift >= 0; shift -= 4) {
                out.append("0123456789abcdef".charAt(word >>> shift & 0xF));
            }
        }
        return out.toString();
    }

    /** What is left after the whole blocks, with the padding. */
    private static byte[] tail(byte[] message) {
        int left = message.length % 64;
        byte[] tail = new byte[left < 56 ? 64 : 128];
        System.arraycopy(message, message.length - left, tail, 0, left);
        tail[left] = (byte) 0x80;
        long bits = message.length * 8L;
        for (int i = 0; i < 8; i++) {
            tail[tail.length - 1 - i] = (byte) (bits >>> (8 * i));
        }
        return tail;
    }

    private static void block(int[] state, int[] w, byte[] from, int at) {
        for (int i = 0; i < 16; i++) {
            int o = at + 4 * i;
            w[i] = from[o] << 24 | (from[o + 1] & 0xFF) << 16 | (from[o + 2] & 0xFF) << 8 | (from[o + 3] & 0xFF);
        }
        for (int i = 16; i < 64; i++) {
            int x = w[i - 15];
            int y = w[i - 2];
            int small0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
            int small1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10;
            w[i] = w[i - 16] + small0 + w[i - 7] + small1;
        }
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        int f = state[5];
        int g = state[6];
        int h = state[7];
        for (int i = 0; i < 64; i++) {
            int big1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
            int t1 = h + big1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i];
            int big0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
            int t2 = big0 + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}
