package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.firewall.Value.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the expressions of one rule leave values for the next: four registers of 16 bytes, or the same space as sixteen of four. */
final class NftRegisters {

    private static final int WORDS = 20;

    private final @Nullable Value[] words = new Value[WORDS];

    void put(int register, Value value) {
        int word = word(register);
        if (word >= 0 && word < WORDS) {
            words[word] = value;
        }
    }

    /** What a register holds; something of which nothing is known where nothing was put. */
    Value get(int register, int length) {
        int word = word(register);
        Value value = word >= 0 && word < WORDS ? words[word] : null;
        return value == null ? Value.of(Kind.OPAQUE, length) : value;
    }

    /** The values that lie one after the other and make up a key of that many bytes. */
    List<Value> joined(int register, int length) {
        List<Value> key = new ArrayList<>();
        int word = word(register);
        int at = 0;
        while (at < length && word >= 0 && word < WORDS) {
            Value value = words[word];
            Value part = value == null ? Value.of(Kind.OPAQUE, Math.min(4, length - at)) : value;
            key.add(part);
            int taken = Math.max(1, part.bytes().length + 3 >> 2);
            word += taken;
            at += 4 * taken;
        }
        return key;
    }

    void clear() {
        Arrays.fill(words, null);
    }

    private static int word(int register) {
        return register >= 8 ? register - 8 : (register - 1) * 4;
    }
}
