package io.nodeward.secrets.encryption.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file whose longer runs of base64 are taken out before it becomes text, since texts cannot be wiped. A parser sees a
 * short mark in the place of each.
 */
final class HiddenKeys implements AutoCloseable {

    /** Nobody writes this; in a file that has it, nothing is taken out. */
    private static final String MARK = "NODEWARD-HIDDEN-";

    /** Keys of 16 bytes have 24 characters. */
    private static final int SHORTEST = 22;

    private final List<byte[]> runs = new ArrayList<>();
    private final String text;

    HiddenKeys(byte[] file) {
        this.text = has(file, MARK.getBytes(StandardCharsets.UTF_8))
                ? new String(file, StandardCharsets.UTF_8)
                : hide(file);
    }

    /** What is to be parsed. */
    String text() {
        return text;
    }

    /** A value with what was taken out of it. */
    String restored(String value) {
        String result = value;
        for (int from = result.indexOf(MARK); from >= 0; from = result.indexOf(MARK, from)) {
            int end = result.indexOf(';', from);
            String run = new String(runs.get(number(result, from, end)), StandardCharsets.UTF_8);
            result = result.substring(0, from) + run + result.substring(end + 1);
            from += run.length();
        }
        return result;
    }

    /** The bytes that a value stands for in base64, as Go takes it; null when it is not base64. */
    byte @Nullable [] decoded(String value) {
        if (value.startsWith(MARK) && value.indexOf(';') == value.length() - 1) {
            return decode(runs.get(number(value, 0, value.length() - 1)));
        }
        byte[] packed = restored(value).replace("\n", "").replace("\r", "").getBytes(StandardCharsets.UTF_8);
        byte[] result = decode(packed);
        Arrays.fill(packed, (byte) 0);
        return result;
    }

    private static byte @Nullable [] decode(byte[] base64) {
        if (base64.length % 4 != 0) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public void close() {
        runs.forEach(run -> Arrays.fill(run, (byte) 0));
    }

    private static int number(String value, int mark, int end) {
        return Integer.parseInt(value, mark + MARK.length(), end, 10);
    }

    private String hide(byte[] file) {
        StringBuilder out = new StringBuilder();
        int kept = 0;
        for (int at = 0; at < file.length; ) {
            int end = at;
            while (end < file.length && base64(file[end])) {
                end++;
            }
            if (end - at >= SHORTEST) {
                out.append(new String(file, kept, at - kept, StandardCharsets.UTF_8));
                out.append(MARK).append(runs.size()).append(';');
                runs.add(Arrays.copyOfRange(file, at, end));
                kept = end;
            }
            at = Math.max(end, at + 1);
        }
        return out.append(new String(file, kept, file.length - kept, StandardCharsets.UTF_8))
                .toString();
    }

    private static boolean base64(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '/' && b <= '9') || b == '+' || b == '=';
    }

    private static boolean has(byte[] file, byte[] word) {
        for (int at = 0; at + word.length <= file.length; at++) {
            if (Arrays.equals(file, at, at + word.length, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }
}
