package io.nodeward.hostprobes.pki;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A word that is looked for in bytes by Horspool's method, which passes over most of them. */
final class Needle {

    private final byte[] word;
    private final int[] skip = new int[256];

    Needle(String word) {
        this.word = word.getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(skip, this.word.length);
        for (int i = 0; i < this.word.length - 1; i++) {
            skip[this.word[i]] = this.word.length - 1 - i;
        }
    }

    boolean in(byte[] text) {
        int last = word.length - 1;
        for (int end = last; end < text.length; end += skip[text[end] & 0xFF]) {
            if (text[end] == word[last] && Arrays.equals(text, end - last, end + 1, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }
}
