package io.nodeward.agent.transcript;

import java.util.List;

/** Lines that have to be printed; {@code ...} stands for any. */
record Expectation(List<String> lines) {

    private static final String ANY = "...";

    static Expectation of(List<String> lines) {
        return new Expectation(lines);
    }

    boolean met(List<String> printed) {
        return met(0, printed, 0);
    }

    private boolean met(int line, List<String> printed, int at) {
        if (line == lines.size()) {
            return at == printed.size();
        }
        String wanted = lines.get(line);
        if (wanted.equals(ANY)) {
            for (int next = at; next <= printed.size(); next++) {
                if (met(line + 1, printed, next)) {
                    return true;
                }
            }
            return false;
        }
        return at < printed.size() && same(wanted, printed.get(at)) && met(line + 1, printed, at + 1);
    }

    private static boolean same(String wanted, String printed) {
        return wanted.endsWith(ANY)
                ? printed.startsWith(wanted.substring(0, wanted.length() - ANY.length()))
                : printed.stripTrailing().equals(wanted.stripTrailing());
    }
}
