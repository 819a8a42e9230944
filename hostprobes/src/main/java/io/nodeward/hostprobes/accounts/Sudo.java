package io.nodeward.hostprobes.accounts;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Overridden;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What sudo is told to do, type Sudo: its general defaults and who may do what (sudoers(5)). The last line of a setting wins. */
public final class Sudo {

    private static final List<String> PROGRAMS = List.of("/usr/bin/sudo", "/usr/local/bin/sudo");
    private static final Set<String> ALIASES =
            Set.of("User_Alias", "Runas_Alias", "Host_Alias", "Cmnd_Alias", "Cmd_Alias");

    /** Variables with which whoever sets them runs code of his own in what sudo starts. */
    private static final List<String> DANGEROUS = List.of(
            "LD_PRELOAD",
            "LD_LIBRARY_PATH",
            "PYTHONPATH",
            "PERL5LIB",
            "PERLLIB",
            "RUBYLIB",
            "NODE_PATH",
            "BASH_ENV",
            "ENV");

    private final SudoLines sudo;

    /** A setting of a Defaults line. */
    private record Setting(String name, String value, boolean negated, String source) {}

    private final List<Setting> settings = new ArrayList<>();
    private final List<Many.Item> grants = new ArrayList<>();

    private Sudo(SudoLines sudo) {
        this.sudo = sudo;
    }

    public static Group read(HostRoot root, FileFacts files) {
        Node installed = installed(root);
        Sudo sudo = new Sudo(SudoLines.read(root));
        for (SudoLines.Line line : sudo.sudo.lines()) {
            sudo.line(line);
        }
        for (Read.Failed<?> failed : sudo.sudo.unread()) {
            sudo.grants.add(new Many.Item(failed.path(), failed.unknown()));
        }
        List<String> paths = new ArrayList<>(sudo.sudo.files());
        paths.addAll(sudo.sudo.directories());
        return Group.builder()
                .put("installed", installed)
                .put("files", files.list(paths, SudoLines.MAIN))
                .put("use_pty", sudo.flag("use_pty", null))
                .put("authenticate", sudo.flag("authenticate", true))
                .put("env_reset", sudo.flag("env_reset", true))
                .put("logfile", sudo.text("logfile", ""))
                .put("secure_path", sudo.text("secure_path", ""))
                .put("timestamp_timeout", sudo.timeout())
                .put("kept_variables", sudo.kept())
                .put("grants", new Many(sudo.grants, SudoLines.MAIN))
                .build();
    }

    private static Node installed(HostRoot root) {
        for (String path : PROGRAMS) {
            Read<Stat> stat = root.stat(path);
            if (stat instanceof Read.Found<Stat>) {
                return new Known(true, path);
            }
            if (stat instanceof Read.Failed<Stat> failed) {
                return failed.unknown();
            }
        }
        return new Known(false, PROGRAMS.getFirst());
    }

    private void line(SudoLines.Line line) {
        String text = line.text();
        List<String> words = Lines.words(text);
        String first = words.isEmpty() ? "" : words.getFirst();
        if (first.equals("Defaults")) {
            settings(text.substring("Defaults".length()).strip(), line.source());
        } else if (!first.startsWith("Defaults") && !ALIASES.contains(first)) {
            grant(text, line.source());
        }
    }

    /** {@code use_pty, !lecture, logfile="/var/log/sudo.log", env_keep += "A B"} */
    private void settings(String text, String source) {
        int at = 0;
        while (at < text.length()) {
            int start = at;
            boolean quoted = false;
            while (at < text.length() && (quoted || text.charAt(at) != ',')) {
                quoted ^= text.charAt(at) == '"';
                at++;
            }
            setting(text.substring(start, at).strip(), source);
            at++;
        }
    }

    private void setting(String text, String source) {
        boolean negated = text.startsWith("!");
        int equals = text.indexOf('=');
        int end = equals < 0 ? text.length() : equals;
        boolean changes = end > 0 && equals > 0 && "+-".indexOf(text.charAt(end - 1)) >= 0;
        String name = text.substring(negated ? 1 : 0, changes ? end - 1 : end).strip();
        String sign = changes ? text.substring(end - 1, end) : "";
        String value = equals < 0 ? "" : text.substring(equals + 1).strip().replace("\"", "");
        if (!name.isEmpty()) {
            settings.add(new Setting(name + sign, value, negated, source));
        }
    }

    private @Nullable Unknown gap() {
        return sudo.unread().isEmpty() ? null : sudo.unread().getFirst().unknown();
    }

    /** @param standard null where that depends on the version of sudo */
    private Node flag(String name, @Nullable Boolean standard) {
        Unknown gap = gap();
        if (gap != null) {
            return gap;
        }
        Setting last = null;
        List<Overridden> overrode = new ArrayList<>();
        for (Setting each : settings) {
            if (each.name().equals(name)) {
                if (last != null) {
                    overrode.addFirst(new Overridden(!last.negated(), last.source()));
                }
                last = each;
            }
        }
        if (last != null) {
            return new Known(!last.negated(), last.source(), overrode);
        }
        return standard == null
                ? new Unknown("is on by default since sudo 1.9.14, and no file says it", SudoLines.MAIN)
                : new Known(standard, "default (sudo)");
    }

    private Node text(String name, String standard) {
        Unknown gap = gap();
        Node value = new Known(standard, "default (sudo)");
        for (Setting each : settings) {
            if (each.name().equals(name)) {
                value = new Known(each.negated() ? "" : each.value(), each.source());
            }
        }
        return gap == null ? value : gap;
    }

    /** Minutes; -1 for without end. A part of a minute counts as a whole one. */
    private Node timeout() {
        Node node = text("timestamp_timeout", "5");
        if (!(node instanceof Known known)) {
            return node;
        }
        String text = known.value().toString();
        if (text.startsWith("-")) {
            return known.with(-1L);
        }
        int dot = text.indexOf('.');
        long value = Lines.number(dot < 0 ? text : text.substring(0, dot));
        if (text.isEmpty()) {
            return known.with(0L);
        }
        return value < 0 ? new Unknown("is no number", known.source()) : known.with(dot < 0 ? value : value + 1);
    }

    private Node kept() {
        Unknown gap = gap();
        if (gap != null) {
            return gap;
        }
        List<String> kept = new ArrayList<>();
        String source = "default (sudo)";
        for (Setting each : settings) {
            if (!each.negated()
                    && (each.name().equals("env_keep") || each.name().equals("env_keep+"))) {
                source = each.source();
                for (String name : Lines.words(each.value())) {
                    int pattern = name.indexOf('*');
                    for (String dangerous : DANGEROUS) {
                        boolean same =
                                pattern < 0 ? name.equals(dangerous) : dangerous.startsWith(name.substring(0, pattern));
                        if (same && !kept.contains(dangerous)) {
                            kept.add(dangerous);
                        }
                    }
                }
            }
        }
        return new Known(kept, source);
    }

    /** {@code joe, %admin ALL = (root) NOPASSWD: /bin/x, PASSWD: ALL} */
    private void grant(String text, String source) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            return;
        }
        String left = text.substring(0, equals).strip();
        // what stands last is the host
        int blank = Math.max(left.lastIndexOf(' '), left.lastIndexOf('\t'));
        String who = blank < 0 ? left : left.substring(0, blank).strip();
        boolean free = false;
        boolean silent = false;
        boolean everything = false;
        boolean everythingSilent = false;
        boolean except = false;
        for (String part : Lines.cut(text.substring(equals + 1), ",")) {
            String command = part.strip();
            if (command.startsWith("(")) {
                int close = command.indexOf(')');
                command = close < 0 ? "" : command.substring(close + 1).strip();
            }
            while (true) {
                int colon = command.indexOf(':');
                String tag = colon < 0 ? "" : command.substring(0, colon).strip();
                if (tag.isEmpty() || !tag(tag)) {
                    break;
                }
                silent = tag.equals("NOPASSWD") || (silent && !tag.equals("PASSWD"));
                command = command.substring(colon + 1).strip();
            }
            free |= silent;
            except |= command.startsWith("!");
            everything |= command.equals("ALL");
            everythingSilent |= command.equals("ALL") && silent;
        }
        grants.add(new Many.Item(
                source,
                Group.builder()
                        .put("who", who, source)
                        .put("without_password", free, source)
                        .put("everything", everything, source)
                        .put("everything_without_password", everythingSilent, source)
                        .put("everything_except", everything && except, source)
                        .build()));
    }

    private static boolean tag(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'A' || c > 'Z') && c != '_') {
                return false;
            }
        }
        return true;
    }
}
