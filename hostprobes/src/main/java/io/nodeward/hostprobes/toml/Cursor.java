package io.nodeward.hostprobes.toml;

/** A place in a text that moves forward and counts lines. For one thread. */
final class Cursor {

    /** What stands behind the last character; no text may hold it. */
    static final char END = '\0';

    private final String text;
    private int at;
    private int line = 1;

    Cursor(String text) {
        this.text = text;
        // a mark that says that this is UTF-8 and no more
        this.at = text.startsWith("\uFEFF") ? 1 : 0;
    }

    int line() {
        return line;
    }

    int position() {
        return at;
    }

    String since(int position) {
        return text.substring(position, at);
    }

    boolean atEnd() {
        return at >= text.length();
    }

    char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    boolean startsWith(String words) {
        return text.startsWith(words, at);
    }

    char take() {
        char c = peek();
        at++;
        line += c == '\n' ? 1 : 0;
        return c;
    }

    void skip(int characters) {
        for (int i = 0; i < characters; i++) {
            take();
        }
    }

    void expect(char wanted) throws TomlSyntaxException {
        if (peek() != wanted || atEnd()) {
            throw error(wanted + " is missing");
        }
        at++;
    }

    void blanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    /** Goes on to the next line that is neither empty nor a comment; false at the end. */
    boolean nextLine() throws TomlSyntaxException {
        space();
        return !atEnd();
    }

    /** Skips blanks, line ends and comments. */
    void space() throws TomlSyntaxException {
        while (true) {
            blanks();
            if (peek() == '#') {
                comment();
            } else if (!newline()) {
                return;
            }
        }
    }

    /** Only a comment may follow on the line. */
    void endOfLine() throws TomlSyntaxException {
        blanks();
        if (peek() == '#') {
            comment();
        }
        if (!atEnd() && !newline()) {
            throw error("something follows the end of a value or header");
        }
    }

    /** Takes a line end if one stands here. */
    boolean newline() {
        if (peek() == '\n') {
            take();
            return true;
        }
        if (startsWith("\r\n")) {
            skip(2);
            return true;
        }
        return false;
    }

    private void comment() throws TomlSyntaxException {
        while (!atEnd() && peek() != '\n' && !startsWith("\r\n")) {
            plain();
        }
    }

    /** Takes a character that may stand in a comment or string: anything but control characters, tabs apart. */
    char plain() throws TomlSyntaxException {
        char c = peek();
        if (atEnd() || (c < ' ' && c != '\t') || c == '\u007f') {
            throw error(atEnd() ? "it ends too early" : "there is a control character");
        }
        at++;
        return c;
    }

    TomlSyntaxException error(String problem) {
        return new TomlSyntaxException(problem, line);
    }
}
