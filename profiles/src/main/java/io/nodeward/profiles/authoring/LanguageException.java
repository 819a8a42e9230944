package io.nodeward.profiles.authoring;

import java.util.ArrayList;
import java.util.List;

/** An expression has mistakes. */
final class LanguageException extends Exception {

    private static final long serialVersionUID = 1;

    /** @param line within the expression, from 1; 0 when that is not known */
    record Mistake(int line, String message) {}

    private final transient List<Mistake> mistakes = new ArrayList<>();

    LanguageException() {}

    LanguageException(String message) {
        add(0, message);
    }

    void add(int line, String message) {
        mistakes.add(new Mistake(line, message));
    }

    @Override
    public String getMessage() {
        return mistakes.toString();
    }

    List<Mistake> mistakes() {
        return mistakes;
    }
}
