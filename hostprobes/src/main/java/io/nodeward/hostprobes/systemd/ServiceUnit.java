package io.nodeward.hostprobes.systemd;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A service as systemd would start it: unit file, drop-ins and environment files in their precedence, systemd.unit(5) and
 * systemd.exec(5).
 *
 * @param name with its suffix
 * @param files the unit file and its drop-ins in the order in which they are read
 * @param environmentFiles those that are named, missing ones included
 * @param masked whether it cannot be started at all
 * @param command the command of the last ExecStart, variables filled in, each argument with its place; empty if there is none
 * @param user the account that it runs as, empty for root
 * @param directory the working directory that it starts in; empty for a home directory, which the unit does not tell
 * @param environment variables that it starts with, each with its place; anything may stand there, so only ever ask for
 *     those of a component
 * @param problem what could not be read, else empty; then the command may be incomplete
 */
public record ServiceUnit(
        String name,
        List<String> files,
        List<String> environmentFiles,
        boolean masked,
        List<Argument> command,
        String user,
        String directory,
        Map<String, Argument> environment,
        String problem) {

    /** systemd.unit(5), table "Load path when running in system mode". */
    private static final List<String> PLACES = List.of(
            "/etc/systemd/system",
            "/run/systemd/system",
            "/usr/local/lib/systemd/system",
            "/usr/lib/systemd/system",
            "/lib/systemd/system");

    private static final int LIMIT = 1 << 20;
    private static final int ENTRIES = 10_000;

    private record Placed(String path, UnitLines.Setting setting) {
        String where() {
            return path + ":" + setting.line() + ": ";
        }
    }

    private record Variable(String value, String where) {}

    /** Looks for a service; Absent when no file defines it. */
    public static Read<ServiceUnit> read(HostRoot root, String name) {
        List<String> files = new ArrayList<>();
        List<Placed> settings = new ArrayList<>();
        String problem = "";
        boolean masked = false;
        String fragment = "";
        for (String place : PLACES) {
            String path = place + "/" + name;
            if (root.link(path) instanceof Read.Found<String>(String target) && target.equals("/dev/null")) {
                masked = true;
                fragment = path;
                break;
            }
            Read<String> text = root.text(path, LIMIT);
            if (text instanceof Read.Found<String>(String content)) {
                fragment = path;
                masked = content.isEmpty();
                add(settings, path, content);
                break;
            }
            if (text instanceof Read.Failed<String>(String _, String reason)) {
                fragment = path;
                problem = path + " " + reason;
                break;
            }
        }
        if (fragment.isEmpty()) {
            return new Read.Absent<>(PLACES.getFirst() + "/" + name);
        }
        files.add(fragment);
        for (String path : dropIns(root, name)) {
            switch (root.text(path, LIMIT)) {
                case Read.Found<String>(String content) -> {
                    files.add(path);
                    add(settings, path, content);
                }
                case Read.Absent<String> _ -> {}
                case Read.Failed<String>(String _, String reason) -> {
                    files.add(path);
                    problem = path + " " + reason;
                }
            }
        }
        List<String> environmentFiles = new ArrayList<>();
        Map<String, Variable> variables = new LinkedHashMap<>();
        List<Placed> named = new ArrayList<>();
        String user = "";
        String directory = "/";
        Placed start = null;
        for (Placed placed : settings) {
            UnitLines.Setting setting = placed.setting();
            if (!setting.section().equals("Service")) {
                continue;
            }
            switch (setting.key()) {
                case "ExecStart" -> start = setting.value().isEmpty() ? null : placed;
                case "User" -> user = setting.value();
                case "WorkingDirectory" -> directory = directory(setting.value());
                case "Environment" -> environment(placed, variables);
                case "EnvironmentFile" -> {
                    if (setting.value().isEmpty()) {
                        named.clear();
                    } else {
                        named.add(placed);
                    }
                }
                default -> {}
            }
        }
        for (Placed placed : named) {
            String value = placed.setting().value();
            boolean optional = value.startsWith("-");
            String path = Words.split(optional ? value.substring(1) : value).getFirst();
            environmentFiles.add(path);
            switch (root.text(path, LIMIT)) {
                case Read.Found<String>(String content) ->
                    EnvironmentFile.read(
                            content,
                            (key, text, line) -> variables.put(key, new Variable(text, path + ":" + line + ": ")));
                case Read.Absent<String> _ when optional -> {}
                case Read.Absent<String> _ -> problem = path + " is missing, the service cannot start";
                case Read.Failed<String>(String _, String reason) -> problem = path + " " + reason;
            }
        }
        List<Argument> command = start == null ? List.of() : command(start, variables);
        Map<String, Argument> environment = new LinkedHashMap<>();
        variables.forEach((key, variable) -> environment.put(key, new Argument(variable.value(), variable.where())));
        return new Read.Found<>(
                new ServiceUnit(name, files, environmentFiles, masked, command, user, directory, environment, problem));
    }

    private static String directory(String value) {
        String path = value.startsWith("-") ? value.substring(1) : value;
        return path.isEmpty() ? "/" : path.startsWith("/") ? path : "";
    }

    private static void add(List<Placed> settings, String path, String content) {
        for (UnitLines.Setting setting : UnitLines.read(content)) {
            settings.add(new Placed(path, setting));
        }
    }

    /** One file of each name, from the place of highest precedence; all of them in the order of their names. */
    private static List<String> dropIns(HostRoot root, String name) {
        Map<String, String> byName = new TreeMap<>();
        for (String directory : List.of("service.d", name + ".d")) {
            Map<String, String> here = new TreeMap<>();
            for (String place : PLACES.reversed()) {
                String path = place + "/" + directory;
                if (root.list(path, ENTRIES) instanceof Read.Found<List<String>>(List<String> names)) {
                    for (String file : names) {
                        if (file.endsWith(".conf")) {
                            here.put(file, path + "/" + file);
                        }
                    }
                }
            }
            byName.putAll(here);
        }
        List<String> paths = new ArrayList<>();
        for (String path : byName.values()) {
            boolean off = root.link(path) instanceof Read.Found<String>(String target) && target.equals("/dev/null");
            if (!off) {
                paths.add(path);
            }
        }
        return paths;
    }

    private static void environment(Placed placed, Map<String, Variable> variables) {
        if (placed.setting().value().isEmpty()) {
            variables.clear();
        }
        for (String word : Words.split(placed.setting().value())) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                variables.put(word.substring(0, equals), new Variable(word.substring(equals + 1), placed.where()));
            }
        }
    }

    private static List<Argument> command(Placed start, Map<String, Variable> variables) {
        List<String> words = new ArrayList<>(Words.split(start.setting().value()));
        boolean literal = false;
        String program = words.getFirst();
        int at = 0;
        boolean renamed = false;
        while (at < program.length() && "-@:+!|".indexOf(program.charAt(at)) >= 0) {
            literal |= program.charAt(at) == ':';
            renamed |= program.charAt(at) == '@';
            at++;
        }
        words.set(0, program.substring(at));
        if (renamed && words.size() > 1) {
            words.remove(1);
        }
        List<Argument> arguments = new ArrayList<>();
        for (String word : words) {
            String text = word.replace("%%", "%");
            if (literal) {
                arguments.add(new Argument(text, start.where()));
            } else if (text.startsWith("$") && name(text, 1) == text.length() && text.length() > 1) {
                Variable variable = variables.get(text.substring(1));
                if (variable != null) {
                    arguments.addAll(Argument.all(Words.split(variable.value()), variable.where()));
                }
            } else {
                arguments.add(new Argument(fill(text, variables), start.where()));
            }
        }
        return arguments;
    }

    /** Fills in <code>${NAME}</code> inside a word, which stays one word. */
    private static String fill(String word, Map<String, Variable> variables) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        while (at < word.length()) {
            int close;
            if (word.startsWith("$$", at)) {
                filled.append('$');
                at += 2;
            } else if (word.startsWith("${", at) && (close = word.indexOf('}', at)) > 0) {
                Variable variable = variables.get(word.substring(at + 2, close));
                filled.append(variable == null ? "" : variable.value());
                at = close + 1;
            } else {
                filled.append(word.charAt(at++));
            }
        }
        return filled.toString();
    }

    private static int name(String text, int from) {
        int at = from;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        return at;
    }
}
