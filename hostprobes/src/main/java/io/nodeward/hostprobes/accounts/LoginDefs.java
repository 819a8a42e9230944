package io.nodeward.hostprobes.accounts;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * /etc/login.defs, type LoginDefs: what new accounts and their passwords get (login.defs(5)); the last line of a name wins
 * (shadow: lib/getdef.c). Distributions with a vendor's file keep it in /usr/etc, below the host's own.
 */
public final class LoginDefs {

    private static final List<String> PATHS = List.of("/usr/etc/login.defs", "/etc/login.defs");
    private static final int LIMIT = 1 << 20;

    private final List<String[]> lines = new ArrayList<>();
    private Read.@Nullable Failed<?> unread;
    private boolean present;

    private LoginDefs() {}

    public static Group read(HostRoot root) {
        LoginDefs defs = new LoginDefs();
        for (String path : PATHS) {
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Found<String>(String found)) {
                defs.present = true;
                for (Lines.Line line : Lines.of(found)) {
                    List<String> words = Lines.words(line.text());
                    String value = words.size() > 1 ? words.get(1) : "";
                    defs.lines.add(new String[] {words.getFirst(), unquoted(value), path + ":" + line.number()});
                }
            } else if (text instanceof Read.Failed<String> failed) {
                defs.unread = failed;
            }
        }
        return Group.builder()
                .put("present", defs.unread == null ? new Known(defs.present, PATHS.getLast()) : defs.unread.unknown())
                .put("pass_max_days", defs.number("PASS_MAX_DAYS", 99_999))
                .put("pass_warn_age", defs.number("PASS_WARN_AGE", -1))
                .put("first_user", defs.number("UID_MIN", 1000))
                .put("umask", defs.umask())
                .put("encrypt_method", defs.text("ENCRYPT_METHOD", "DES"))
                .build();
    }

    /** One of these facts, by its name. */
    static Node fact(Group defs, String name) {
        return Objects.requireNonNull(defs.get(name), name);
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.charAt(0) == '"' && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private Node text(String name, String standard) {
        if (unread != null) {
            return unread.unknown();
        }
        String value = standard;
        String source = "default (login.defs)";
        List<Overridden> overrode = new ArrayList<>();
        for (String[] line : lines) {
            if (line[0].equals(name)) {
                overrode.addFirst(new Overridden(value, source));
                value = line[1];
                source = line[2];
            }
        }
        return new Known(value, source, overrode);
    }

    private Node number(String name, long standard) {
        Node node = text(name, Long.toString(standard));
        if (!(node instanceof Known known)) {
            return node;
        }
        String text = known.value().toString();
        boolean negative = text.startsWith("-");
        long value = Lines.number(negative ? text.substring(1) : text);
        if (value < 0) {
            return new Unknown("is no number", known.source());
        }
        return new Known(negative ? -value : value, known.source());
    }

    /** In four octal digits. */
    private Node umask() {
        Node node = text("UMASK", "022");
        if (!(node instanceof Known known)) {
            return node;
        }
        String text = known.value().toString();
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 7 || i > 4) {
                return new Unknown("is no octal number", known.source());
            }
            value = 8 * value + digit;
        }
        return text.isEmpty()
                ? new Unknown("is no octal number", known.source())
                : known.with(Integer.toOctalString(0x1000 | (value & 0777)).substring(1));
    }
}
