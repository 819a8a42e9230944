package io.nodeward.profiles.authoring;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.profiles.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** Makes well-typed expressions over the sample schema, and facts for them; the same ones for the same seed. */
final class RandomExpressions {

    private static final List<String> WORDS = List.of("a", "b", "ab", "", "0600", "127.0.0.1", "é\uD83D\uDE00");

    private final Random random;
    private final List<String> texts = new ArrayList<>();
    private final List<String> numbers = new ArrayList<>();
    private final List<String> files = new ArrayList<>();
    private boolean gaps;
    private int names;

    RandomExpressions(long seed) {
        this.random = new Random(seed);
    }

    /** An expression that is true or false. */
    String condition(boolean withGaps) {
        gaps = withGaps;
        return bool(2 + random.nextInt(3));
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    @SafeVarargs
    private String one(Supplier<String>... of) {
        return of[random.nextInt(of.length)].get();
    }

    private String bool(int depth) {
        if (depth == 0) {
            return one(() -> "live", () -> "secure", () -> "true", () -> "gates.A", () -> "(size(modes) > 1)");
        }
        int d = depth - 1;
        return one(
                () -> "(" + bool(d) + " && " + bool(d) + ")",
                () -> "(" + bool(d) + " || " + bool(d) + " || " + bool(d) + ")",
                () -> "!" + bool(d),
                () -> "(" + bool(d) + " ? " + bool(d) + " : " + bool(d) + ")",
                () -> "(" + bool(d) + " == " + bool(d) + ")",
                () -> "(" + number(d) + comparison() + number(d) + ")",
                () -> "(" + real(d) + comparison() + real(d) + ")",
                () -> "(" + text(d) + comparison() + text(d) + ")",
                () -> "(" + duration(d) + comparison() + duration(d) + ")",
                () -> "(" + time(d) + comparison() + time(d) + ")",
                () -> "(" + textList(d) + " == " + textList(d) + ")",
                () -> "(" + text(d) + " in " + textList(d) + ")",
                () -> "(" + number(d) + " in " + numberList(d) + ")",
                () -> "(" + text(d) + " in " + one(() -> "gates", () -> "labels") + ")",
                () -> text(d) + one(() -> ".startsWith(", () -> ".endsWith(", () -> ".contains(") + text(d) + ")",
                () -> "within(" + text(d) + ", " + text(d) + ")",
                () -> one(() -> "loopback(", () -> "unspecified(") + text(d) + ")",
                () -> overTexts(d, quantifier(), v -> bool(d)),
                () -> overNumbers(d, quantifier(), v -> bool(d)),
                () -> overFiles(d, quantifier(), v -> bool(d)),
                () -> gaps ? bool(d) : one(() -> "has(file.note)", () -> "has(labels.a)"));
    }

    private String quantifier() {
        return one(() -> "all", () -> "exists", () -> "exists_one");
    }

    private String comparison() {
        return one(() -> " == ", () -> " != ", () -> " < ", () -> " <= ", () -> " > ", () -> " >= ");
    }

    private interface Body {
        String in(String variable);
    }

    private String overTexts(int depth, String macro, Body body) {
        String list = one(() -> textList(depth), () -> "gates", () -> "labels");
        return over(list, texts, macro, body);
    }

    private String overNumbers(int depth, String macro, Body body) {
        return over(numberList(depth), numbers, macro, body);
    }

    private String overFiles(int depth, String macro, Body body) {
        String list =
                one(() -> "pki.files", () -> depth == 0 ? "pki.files" : overFiles(depth - 1, "filter", v -> bool(0)));
        return over(list, files, macro, body);
    }

    /** The variable can be used in the body, and is gone after it. */
    private String over(String list, List<String> kind, String macro, Body body) {
        String variable = "v" + names++;
        kind.add(variable);
        String text = list + "." + macro + "(" + variable + ", " + body.in(variable) + ")";
        kind.remove(variable);
        return text;
    }

    private String number(int depth) {
        if (depth == 0) {
            return one(
                    () -> "minor",
                    () -> Integer.toString(random.nextInt(5)),
                    () -> "-1",
                    () -> "9223372036854775807",
                    () -> numbers.isEmpty() ? "2" : pick(numbers));
        }
        int d = depth - 1;
        return one(
                () -> "(" + number(d) + one(() -> " + ", () -> " - ", () -> " * ", () -> " / ", () -> " % ") + number(d)
                        + ")",
                () -> "size(" + one(() -> text(d), () -> textList(d), () -> numberList(d), () -> "labels") + ")",
                () -> numberList(d) + "[" + number(0) + "]",
                () -> "(" + bool(d) + " ? " + number(d) + " : " + number(d) + ")",
                () -> "-" + number(d),
                () -> number(0));
    }

    private String real(int depth) {
        if (depth == 0) {
            return one(() -> "share", () -> "0.5", () -> "-1.25", () -> "0.0");
        }
        return one(
                () -> "(" + real(depth - 1) + one(() -> " + ", () -> " - ", () -> " * ", () -> " / ") + real(depth - 1)
                        + ")",
                () -> "-" + real(depth - 1),
                () -> "amount(" + text(depth - 1) + ")",
                () -> real(0));
    }

    private String text(int depth) {
        if (depth == 0) {
            return one(
                    () -> "name",
                    () -> "'" + pick(WORDS) + "'",
                    () -> "file.mode",
                    () -> texts.isEmpty() ? "file.path" : pick(texts),
                    () -> files.isEmpty() ? "'x'" : pick(files) + one(() -> ".mode", () -> ".path"));
        }
        int d = depth - 1;
        return one(
                () -> "(" + text(d) + " + " + text(d) + ")",
                () -> "labels[" + text(d) + "]",
                () -> "labels.a",
                () -> textList(d) + "[" + number(0) + "]",
                () -> "(" + bool(d) + " ? " + text(d) + " : " + text(d) + ")",
                () -> text(0));
    }

    private String duration(int depth) {
        if (depth == 0) {
            return one(() -> "timeout", () -> "duration('1h')", () -> "duration('90s')", () -> "duration('-4m')");
        }
        return one(
                () -> "(" + duration(depth - 1) + one(() -> " + ", () -> " - ") + duration(depth - 1) + ")",
                () -> "(" + time(depth - 1) + " - " + time(depth - 1) + ")",
                () -> duration(0));
    }

    private String time(int depth) {
        if (depth == 0) {
            return one(() -> "now", () -> "expiry", () -> "timestamp('2026-01-31T00:00:00Z')");
        }
        return one(
                () -> "(" + time(depth - 1) + one(() -> " + ", () -> " - ") + duration(depth - 1) + ")",
                () -> "(" + duration(depth - 1) + " + " + time(depth - 1) + ")",
                () -> time(0));
    }

    private String textList(int depth) {
        if (depth == 0) {
            return one(() -> "modes", () -> "['a', 'ab']", () -> "[name, 'b']");
        }
        int d = depth - 1;
        return one(
                () -> "(" + textList(d) + " + " + textList(d) + ")",
                () -> overTexts(d, "filter", v -> bool(d)),
                () -> overTexts(d, "map", v -> text(d)),
                () -> overFiles(d, "map", v -> text(d)),
                () -> "[" + text(d) + ", " + text(d) + "]",
                () -> textList(0));
    }

    private String numberList(int depth) {
        if (depth == 0) {
            return one(() -> "ports", () -> "[0, 1, 2]", () -> "[minor]");
        }
        int d = depth - 1;
        return one(
                () -> "(" + numberList(d) + " + " + numberList(d) + ")",
                () -> overNumbers(d, "filter", v -> bool(d)),
                () -> overTexts(d, "map", v -> number(d)),
                () -> overNumbers(d, "map", v -> bool(0) + ", " + number(d)),
                () -> numberList(0));
    }

    /** Values for all facts; with gaps, some are unknown. */
    Group facts(boolean withGaps) {
        gaps = withGaps;
        SequencedMap<String, Node> facts = new LinkedHashMap<>();
        facts.put("live", fact(random.nextBoolean()));
        facts.put("secure", fact(random.nextBoolean()));
        facts.put("minor", fact((long) random.nextInt(40) - 2));
        facts.put("share", fact(random.nextInt(8) / 4.0 - 0.5));
        facts.put("name", fact(pick(WORDS)));
        facts.put("timeout", fact(Duration.ofSeconds(random.nextInt(8000))));
        facts.put("expiry", fact(Instant.ofEpochSecond(1_780_000_000L + random.nextInt(20_000_000))));
        facts.put("modes", fact(words()));
        facts.put("ports", fact(List.of((long) random.nextInt(4), (long) random.nextInt(4))));
        facts.put("gates", fact(random.nextBoolean() ? Map.of("A", random.nextBoolean(), "b", true) : Map.of()));
        facts.put("labels", fact(random.nextBoolean() ? Map.of("a", pick(WORDS), "ab", "x") : Map.of()));
        List<Many.Item> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(new Many.Item("f" + i, file()));
        }
        facts.put("pki", gap() ? unknown() : Sample.group("files", gap() ? unknown() : new Many(items, "pki")));
        facts.put("file", gap() ? unknown() : file());
        return Group.of(facts);
    }

    private Group file() {
        SequencedMap<String, Node> file = new LinkedHashMap<>();
        file.put("path", fact(pick(WORDS)));
        file.put("mode", fact(random.nextBoolean() ? "0600" : "0644"));
        if (random.nextBoolean()) {
            file.put("note", fact("x"));
        }
        return Group.of(file);
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            words.add(pick(WORDS));
        }
        return words;
    }

    private boolean gap() {
        return gaps && random.nextInt(5) == 0;
    }

    private Node fact(Object value) {
        return gap() ? unknown() : new Known(value, "random");
    }

    private static Unknown unknown() {
        return new Unknown("it was left out", "random");
    }
}
