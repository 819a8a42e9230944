package io.nodeward.agent.node;

import io.nodeward.testbed.NodeTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One entry of {@code changes.yaml}: what is done to a node's files, and the verdicts that this turns.
 *
 * @param then verdicts by control
 * @param others whether verdicts that are not named may become UNKNOWN
 */
record NodeChange(String what, String on, List<Step> steps, Map<String, String> then, boolean others) {

    /** Something done to a tree. */
    @FunctionalInterface
    interface Step {
        void apply(NodeTree tree) throws IOException;
    }

    static List<NodeChange> read(Path file) throws IOException {
        List<NodeChange> all = new ArrayList<>();
        for (Object entry : (List<?>) Objects.requireNonNull(
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)))) {
            all.add(of((Map<?, ?>) entry));
        }
        return all;
    }

    private static NodeChange of(Map<?, ?> entry) {
        String what = "";
        String on = "control-plane";
        List<Step> steps = new ArrayList<>();
        Map<String, String> then = new TreeMap<>();
        boolean others = false;
        for (Map.Entry<?, ?> part : entry.entrySet()) {
            String word = part.getKey().toString();
            Object value = part.getValue();
            switch (word) {
                case "what" -> what = value.toString();
                case "on" -> on = value.toString();
                case "then" ->
                    ((Map<?, ?>) value).forEach((id, verdict) -> then.put(id.toString(), verdict.toString()));
                case "others" -> others = value.equals("UNKNOWN");
                case "remove" ->
                    ((List<?>) value).forEach(path -> steps.add(tree -> Files.delete(tree.path(path.toString()))));
                default -> ((Map<?, ?>) value).forEach((name, given) -> steps.add(step(word, name.toString(), given)));
            }
        }
        return new NodeChange(what, on, steps, then, others);
    }

    private static Step step(String word, String name, Object given) {
        return switch (word) {
            case "flags" ->
                tree -> replace(tree, manifest(name), "    image: ", flags((List<?>) given) + "    image: ");
            case "unset" -> tree -> ((List<?>) given).forEach(flag -> unset(tree, manifest(name), flag.toString()));
            case "edit" ->
                tree -> ((Map<?, ?>) given).forEach((from, to) -> replace(tree, name, from.toString(), to.toString()));
            case "write" -> tree -> write(tree.path(name), given.toString());
            case "mode" ->
                tree -> Files.setAttribute(tree.path(name), "unix:mode", Integer.parseInt(given.toString(), 8));
            case "owner" -> tree -> own(tree.path(name), given.toString());
            case "link" ->
                tree -> {
                    Files.createDirectories(
                            Objects.requireNonNull(tree.path(name).getParent()));
                    Files.createSymbolicLink(tree.path(name), Path.of(given.toString()));
                };
            default -> throw new IllegalArgumentException("changes.yaml has a word that means nothing: " + word);
        };
    }

    private static String manifest(String pod) {
        return "/etc/kubernetes/manifests/" + pod + ".yaml";
    }

    private static String flags(List<?> flags) {
        StringBuilder lines = new StringBuilder();
        flags.forEach(flag -> lines.append("    - ").append(flag).append('\n'));
        return lines.toString();
    }

    private static void unset(NodeTree tree, String file, String flag) {
        tree.edit(file, text -> {
            String changed = text.replaceFirst("(?m)^ +- --" + flag + "=.*\n", "");
            require(!changed.equals(text), file + " has no --" + flag);
            return changed;
        });
    }

    private static void replace(NodeTree tree, String file, String from, String to) {
        tree.edit(file, text -> {
            int at = text.indexOf(from);
            require(at >= 0 && text.indexOf(from, at + 1) < 0, file + " does not have this exactly once: " + from);
            return text.replace(from, to);
        });
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private static void own(Path file, String ids) throws IOException {
        int colon = ids.indexOf(':');
        Files.setAttribute(file, "unix:uid", Integer.parseInt(ids.substring(0, colon)));
        Files.setAttribute(file, "unix:gid", Integer.parseInt(ids.substring(colon + 1)));
    }
}
