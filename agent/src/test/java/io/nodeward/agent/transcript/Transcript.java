package io.nodeward.agent.transcript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text file with command lines and what has to come of them.
 *
 * <pre>
 * anything else   prose
 * &#64; config.yaml   a file in the directory of the run; its lines follow
 * &#64; empty/        a directory
 * | audit: {}     a line of that file
 * $ nodeward …    a command line; words with spaces stand in single quotes
 * &gt; text          a line of standard output
 * ! text          a line of standard error
 * ? 2             the exit code
 * </pre>
 *
 * In expected lines {@code ...} alone stands for any lines, and at the end of a line for any rest of it. DIR is the
 * directory of the run, in files too; VERSION and JAVA are the versions.
 */
record Transcript(List<Step> steps) {

    /** One thing to do. */
    sealed interface Step permits Put, Run {}

    /** A file to write. */
    record Put(String name, List<String> lines) implements Step {}

    /** A command line to run. */
    record Run(int line, List<String> words, List<String> out, List<String> err, List<Integer> code) implements Step {}

    static Transcript read(Path file) throws IOException {
        List<Step> steps = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            @Nullable Step last = steps.isEmpty() ? null : steps.getLast();
            char mark = line.isEmpty() ? ' ' : line.charAt(0);
            String rest = line.length() > 2 ? line.substring(2) : "";
            switch (mark) {
                case '@' -> steps.add(new Put(rest, new ArrayList<>()));
                case '|' -> ((Put) last(last, file, number)).lines().add(rest);
                case '$' ->
                    steps.add(new Run(number, words(rest), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
                case '>' -> ((Run) last(last, file, number)).out().add(rest);
                case '!' -> ((Run) last(last, file, number)).err().add(rest);
                case '?' -> ((Run) last(last, file, number)).code().add(Integer.parseInt(rest));
                default -> {
                    // prose
                }
            }
        }
        return new Transcript(steps);
    }

    private static Step last(@Nullable Step last, Path file, int number) {
        if (last == null) {
            throw new IllegalArgumentException(file + ":" + number + ": nothing comes before this line");
        }
        return last;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean empty = true;
        for (char c : (line + " ").toCharArray()) {
            if (c == '\'') {
                quoted = !quoted;
                empty = false;
            } else if (c == ' ' && !quoted) {
                if (!empty) {
                    words.add(word.toString());
                }
                word.setLength(0);
                empty = true;
            } else {
                word.append(c);
                empty = false;
            }
        }
        return words;
    }
}
