package io.nodeward.hostprobes.systemd;

import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Adds up the settings of a service's files, in their order. An empty value takes back what came before it. */
final class ServiceSettings {

    private static final int LIMIT = 1 << 20;
    private static final int ENVIRONMENT_FILES = 200;
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "busybox");

    /** A value and the place where it stands. */
    private record Placed(String value, String where) {}

    private final HostRoot root;
    private final String name;
    private final UnitFiles.Found found;
    private final String assumed;
    private final String assumedText;
    private final Specifiers specifiers;
    private final List<String> files = new ArrayList<>();
    private final List<Placed> starts = new ArrayList<>();
    private final List<String> named = new ArrayList<>();
    private final List<String> unset = new ArrayList<>();
    private final Variables variables = new Variables();
    private final Set<String> mounts = new TreeSet<>();
    private final List<Read.Failed<?>> hidden;
    private String user = "";
    private String directory = "/";
    private String type = "simple";
    private String problem;

    /**
     * @param assumed the one among the drop-ins that is no file, empty when there is none
     * @param text its settings
     */
    ServiceSettings(HostRoot root, String name, UnitFiles.Found found, String assumed, String text) {
        this.root = root;
        this.name = name;
        this.found = found;
        this.assumed = assumed;
        this.assumedText = text;
        this.specifiers = new Specifiers(root, name);
        this.hidden = new ArrayList<>(found.hidden());
        this.problem = found.problem();
    }

    ServiceUnit unit() {
        if (found.masked()) {
            files.add(found.fragment());
            return result(List.of(), List.of());
        }
        if (!found.fragment().isEmpty()) {
            read(found.fragment());
        }
        for (String path : found.dropIns()) {
            read(path);
        }
        if (!mounts.isEmpty()) {
            object("has files of its own (" + String.join(", ", mounts) + "), so that its paths are not the host's");
        }
        List<String> environmentFiles = environmentFiles();
        for (String variable : unset) {
            variables.remove(variable);
        }
        return result(environmentFiles, command());
    }

    private ServiceUnit result(List<String> environmentFiles, List<Argument> command) {
        return new ServiceUnit(
                name,
                List.copyOf(files),
                environmentFiles,
                found.masked(),
                command,
                user,
                directory,
                variables.all(),
                !mounts.isEmpty(),
                List.copyOf(hidden),
                problem);
    }

    private void object(String reason) {
        problem = problem.isEmpty() ? reason : problem;
    }

    private void read(String path) {
        if (path.equals(assumed)) {
            take(path, assumedText);
            return;
        }
        files.add(path);
        Read<String> read = root.text(path, LIMIT);
        if (read instanceof Read.Found<String>(String content)) {
            take(path, content);
        } else if (read instanceof Read.Failed<String> failed) {
            object(path + " " + failed.reason());
        } else {
            // a symbolic link that leads nowhere
            object(path + " does not exist");
        }
    }

    private void take(String path, String content) {
        for (UnitLines.Setting setting : UnitLines.read(content)) {
            if (setting.section().equals("Service")) {
                take(setting, path + ":" + setting.line() + ": ");
            }
        }
    }

    private void take(UnitLines.Setting setting, String where) {
        String value = setting.value();
        switch (setting.key()) {
            case "ExecStart" -> {
                if (value.isEmpty()) {
                    starts.clear();
                } else {
                    starts.add(new Placed(value, where));
                }
            }
            case "Environment" -> environment(value, where);
            case "EnvironmentFile" -> {
                if (value.isEmpty()) {
                    named.clear();
                } else {
                    named.add(value);
                }
            }
            case "UnsetEnvironment" -> {
                if (value.isEmpty()) {
                    unset.clear();
                } else {
                    unset.addAll(Words.ofList(value));
                }
            }
            case "User" -> user = specifiers.fill(value);
            case "WorkingDirectory" -> directory = directory(value);
            case "Type" -> type = value;
            case "RootDirectory",
                    "RootImage",
                    "MountImages",
                    "ExtensionImages",
                    "ExtensionDirectories",
                    "TemporaryFileSystem" -> mount(setting.key(), !value.isEmpty() && !value.equals("/"));
            case "BindPaths", "BindReadOnlyPaths" -> {
                if (value.isEmpty() || elsewhere(value)) {
                    mount(setting.key(), !value.isEmpty());
                }
            }
            default -> {}
        }
    }

    /** What gives a service other files than the host's under the host's names. (systemd.exec(5).) */
    private void mount(String key, boolean on) {
        if (on) {
            mounts.add(key);
        } else {
            mounts.remove(key);
        }
    }

    /** Whether some path is bound to another one; {@code -/a:/b:rbind} has a mark for what may be missing and options. */
    private static boolean elsewhere(String binds) {
        for (String word : Words.ofList(binds)) {
            String[] parts = word.startsWith("-") ? word.substring(1).split(":", -1) : word.split(":", -1);
            if (parts.length > 1 && !parts[1].equals(parts[0])) {
                return true;
            }
        }
        return false;
    }

    private String directory(String value) {
        String path = specifiers.fill(value.startsWith("-") ? value.substring(1) : value);
        return path.isEmpty() ? "/" : path.startsWith("/") ? path : "";
    }

    private void environment(String value, String where) {
        if (value.isEmpty()) {
            variables.clear();
            return;
        }
        for (String word : Words.ofList(value)) {
            String text = specifiers.fill(word);
            int equals = text.indexOf('=');
            if (equals > 0 && Variables.isName(text.substring(0, equals))) {
                variables.set(text.substring(0, equals), text.substring(equals + 1), where);
            }
        }
    }

    /** Reads them over what Environment= sets; returns their paths. */
    private List<String> environmentFiles() {
        List<String> paths = new ArrayList<>();
        for (String value : named) {
            boolean optional = value.startsWith("-");
            String path = specifiers.fill(optional ? value.substring(1) : value);
            List<String> matches = Globs.pattern(path) ? matches(path) : List.of(path);
            if (matches.isEmpty() && !optional) {
                object(path + " is missing, the service cannot start");
            }
            for (String match : matches) {
                if (paths.size() == ENVIRONMENT_FILES) {
                    object("has more than " + ENVIRONMENT_FILES + " environment files");
                    return paths;
                }
                paths.add(match);
                environmentFile(match, optional);
            }
        }
        return paths;
    }

    private List<String> matches(String pattern) {
        Globs globs = new Globs(root);
        List<String> matches = globs.find(pattern);
        for (Read.Failed<?> failed : globs.hidden()) {
            hidden.add(failed);
            object(failed.path() + " " + failed.reason());
        }
        return matches;
    }

    private void environmentFile(String path, boolean optional) {
        Read<String> text = root.text(path, LIMIT);
        if (text instanceof Read.Found<String>(String content)) {
            EnvironmentFile.read(content, (key, value, line) -> variables.set(key, value, path + ":" + line + ": "));
        } else if (text instanceof Read.Failed<String> failed) {
            object(path + " " + failed.reason());
        } else if (!optional) {
            object(path + " is missing, the service cannot start");
        }
    }

    private List<Argument> command() {
        if (starts.isEmpty()) {
            return List.of();
        }
        if (starts.size() > 1) {
            object(
                    type.equals("oneshot")
                            ? "runs several commands"
                            : "has several ExecStart=, with which systemd refuses to load it");
        }
        Placed start = starts.getLast();
        List<String> words = Words.ofCommand(start.value());
        if (words == null || words.isEmpty()) {
            object("has an ExecStart= that systemd ignores, since a quote in it is not closed");
            return List.of();
        }
        List<Argument> command = arguments(words, start.where());
        if (variables.overflowed()) {
            object("has variables in its command that make it too long");
        }
        if (!specifiers.unknown().isEmpty()) {
            object("uses the specifier " + specifiers.unknown() + ", which only the running host can tell");
        }
        if (shell(command)) {
            object("runs a shell, which makes the command");
        }
        return command;
    }

    private List<Argument> arguments(List<String> words, String where) {
        String program = words.getFirst();
        boolean literal = false;
        boolean renamed = false;
        int at = 0;
        while (at < program.length() && "-@:+!|".indexOf(program.charAt(at)) >= 0) {
            literal |= program.charAt(at) == ':';
            renamed |= program.charAt(at) == '@';
            at++;
        }
        List<Argument> command = new ArrayList<>();
        command.add(new Argument(specifiers.fill(program.substring(at)), where));
        // behind an at sign the next word is what the program shall call itself
        for (String word : words.subList(Math.min(renamed ? 2 : 1, words.size()), words.size())) {
            if (word.equals(";")) {
                object("runs several commands");
                break;
            }
            String text = specifiers.fill(word.equals("\\;") ? ";" : word);
            if (literal) {
                command.add(new Argument(text, where));
            } else {
                command.addAll(variables.fill(text, where));
            }
        }
        return command;
    }

    /** Whether the command line is a script of a shell. */
    private static boolean shell(List<Argument> command) {
        String program = command.getFirst().text();
        return SHELLS.contains(program.substring(program.lastIndexOf('/') + 1));
    }
}
