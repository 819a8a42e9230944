package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rules of the kernel's auditing as they are loaded at boot: augenrules(8) puts the files of rules.d together where there are
 * any, else /etc/audit/audit.rules counts (auditctl(8)).
 */
final class AuditRules {

    private static final String DIRECTORY = "/etc/audit/rules.d";
    private static final String COMPILED = "/etc/audit/audit.rules";
    private static final int LIMIT = 1 << 20;
    private static final int MOST = 20_000;

    private final TreeMap<String, String> watches = new TreeMap<>();
    private final TreeSet<String> calls = new TreeSet<>();
    private final List<String> files = new ArrayList<>();
    private final List<Read.Failed<?>> unread = new ArrayList<>();
    private String locked = "";

    private AuditRules() {}

    static AuditRules read(HostRoot root) {
        AuditRules rules = new AuditRules();
        List<String> paths = new Lookup(root).in(DIRECTORY, ".rules", rules.unread);
        for (String path : paths.isEmpty() ? List.of(COMPILED) : paths) {
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Found<String>(String found)) {
                rules.files.add(path);
                for (Lines.Line line : Lines.of(found)) {
                    rules.rule(Lines.words(line.text()), path + ":" + line.number());
                }
            } else if (text instanceof Read.Failed<String> failed) {
                rules.unread.add(failed);
            }
        }
        return rules;
    }

    List<String> files() {
        return files;
    }

    List<Read.Failed<?>> unread() {
        return unread;
    }

    /** The line that makes the rules unchangeable until the next boot; empty when there is none. */
    String locked() {
        return locked;
    }

    /** Names of the system calls that some rule writes down. */
    Set<String> calls() {
        return calls;
    }

    /** The rule that writes down changes of a path, its own or one of a directory above it; null when there is none. */
    @Nullable String watching(String path) {
        String at = path;
        while (!at.isEmpty()) {
            String source = watches.get(at);
            if (source != null) {
                return source;
            }
            at = at.substring(0, at.lastIndexOf('/'));
        }
        return watches.get("/");
    }

    private void rule(List<String> words, String source) {
        String path = "";
        String permissions = "rwxa";
        boolean never = false;
        boolean always = false;
        List<String> named = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            switch (word) {
                case "-D" -> {
                    watches.clear();
                    calls.clear();
                }
                case "-e" -> locked = next.equals("2") ? source : "";
                case "-w" -> {
                    path = next;
                    always = true;
                }
                case "-p" -> permissions = next;
                case "-a", "-A" -> {
                    never = next.contains("never");
                    always = next.contains("always");
                }
                case "-S" -> named.addAll(Lines.cut(next, ","));
                case "-F" -> {
                    if (next.startsWith("path=") || next.startsWith("dir=")) {
                        path = next.substring(next.indexOf('=') + 1);
                    } else if (next.startsWith("perm=")) {
                        permissions = next.substring("perm=".length());
                    }
                }
                default -> {}
            }
        }
        if (never || !always || watches.size() + calls.size() > MOST) {
            return;
        }
        if (path.startsWith("/")) {
            boolean changes = permissions.indexOf('w') >= 0 || permissions.indexOf('a') >= 0;
            if (changes) {
                String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
                watches.put(plain, source);
            }
        } else {
            calls.addAll(named);
        }
    }
}
