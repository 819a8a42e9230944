package io.nodeward.hostprobes.kubernetes.goyaml;

import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Items;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Member;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Members;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * JSON to the letter, as Go's encoding/json scans it. A component that sees a brace first reads JSON and nothing else,
 * so YAML's freedoms (comments, single quotes, bare words) must be refused here.
 */
final class GoJson {

    static final int DEPTH = 100;

    private final String text;
    private final List<Problem> duplicates = new ArrayList<>();
    private int at;
    private int line = 1;

    private GoJson(String text) {
        this.text = text;
    }

    static GoDocument read(String text) throws GoYamlException {
        GoJson json = new GoJson(text);
        GoValue root = json.value(0);
        json.blanks();
        if (json.at < text.length()) {
            throw json.syntax();
        }
        return new GoDocument(root, List.copyOf(json.duplicates), true);
    }

    private GoValue value(int depth) throws GoYamlException {
        if (depth > DEPTH) {
            throw new GoYamlException(line, "is nested more than " + DEPTH + " deep");
        }
        blanks();
        int start = line;
        char c = peek();
        return switch (c) {
            case '{' -> members(depth, start);
            case '[' -> items(depth, start);
            case '"' -> new GoValue.Text(string(), start);
            case 't' -> word("true", new GoValue.Bool(true, start));
            case 'f' -> word("false", new GoValue.Bool(false, start));
            case 'n' -> word("null", new GoValue.Null(start));
            default -> new GoValue.Numeral(number(), start);
        };
    }

    private Members members(int depth, int start) throws GoYamlException {
        List<Member> members = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        at++;
        blanks();
        if (peek() == '}') {
            at++;
            return new Members(members, start);
        }
        while (true) {
            blanks();
            int named = line;
            String name = string();
            blanks();
            expect(':');
            GoValue value = value(depth + 1);
            members.add(new Member(name, value, named));
            if (!seen.add(name)) {
                duplicates.add(GoYaml.duplicate(name, named));
            }
            blanks();
            if (peek() == '}') {
                at++;
                return new Members(members, start);
            }
            expect(',');
        }
    }

    private Items items(int depth, int start) throws GoYamlException {
        List<GoValue> values = new ArrayList<>();
        at++;
        blanks();
        if (peek() == ']') {
            at++;
            return new Items(values, start);
        }
        while (true) {
            values.add(value(depth + 1));
            blanks();
            if (peek() == ']') {
                at++;
                return new Items(values, start);
            }
            expect(',');
        }
    }

    private GoValue word(String word, GoValue value) throws GoYamlException {
        if (!text.startsWith(word, at)) {
            throw syntax();
        }
        at += word.length();
        return value;
    }

    private String number() throws GoYamlException {
        int start = at;
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '0') {
            at++;
        } else {
            digits();
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            digits();
        }
        return text.substring(start, at);
    }

    private void digits() throws GoYamlException {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw syntax();
        }
    }

    private String string() throws GoYamlException {
        expect('"');
        int plain = at;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\' && text.charAt(at) >= ' ') {
            at++;
        }
        if (peek() == '"') {
            return text.substring(plain, at++);
        }
        StringBuilder out = new StringBuilder(text.substring(plain, at));
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw syntax();
            }
            out.append(c == '\\' ? escape() : c);
        }
        at++;
        return out.toString();
    }

    private char escape() throws GoYamlException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw syntax();
        };
    }

    private char unicode() throws GoYamlException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c > 'f' ? -1 : Character.digit(c, 16);
            if (digit < 0) {
                throw syntax();
            }
            value = value * 16 + digit;
            at++;
        }
        return (char) value;
    }

    private void blanks() {
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
            } else if (c != ' ' && c != '\t' && c != '\r') {
                return;
            }
        }
    }

    private char peek() throws GoYamlException {
        if (at >= text.length()) {
            throw syntax();
        }
        return text.charAt(at);
    }

    private void expect(char c) throws GoYamlException {
        if (peek() != c) {
            throw syntax();
        }
        at++;
    }

    private GoYamlException syntax() {
        return new GoYamlException(line, "is not valid JSON, and begins with a brace");
    }
}
