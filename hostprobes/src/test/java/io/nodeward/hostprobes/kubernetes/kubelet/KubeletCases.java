package io.nodeward.hostprobes.kubernetes.kubelet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads the tables of what real kubelets made of their inputs; each table explains its form at its top. */
final class KubeletCases {

    private static final String HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n";
    private static final int FIRST = 31;
    private static final int LAST = 37;

    private KubeletCases() {}

    /** What one version made of one field. */
    record Row(int minor, String field, String value) {}

    /** A file to be written, each character a byte, or a symbolic link. */
    private record File(String name, String content, boolean link) {}

    /** Inputs and what came of them. */
    static final class Case {
        final String name;
        final List<String> arguments = new ArrayList<>();
        final List<Row> rows = new ArrayList<>();
        private final List<File> files = new ArrayList<>();
        private boolean bare;

        Case(String name) {
            this.name = name;
        }

        List<String> arguments() {
            if (!arguments.isEmpty() || bare) {
                return arguments;
            }
            boolean dropIns = files.stream().anyMatch(file -> file.name().startsWith("d/"));
            return dropIns
                    ? List.of("--config", "/k/c.yaml", "--config-dir", "/k/d")
                    : List.of("--config", "/k/c.yaml");
        }

        void write(Path root) throws IOException {
            Path directory = Files.createDirectories(root.resolve("k"));
            for (File file : files) {
                Path path = directory.resolve(file.name());
                Files.createDirectories(path.getParent());
                if (file.link()) {
                    Files.createSymbolicLink(path, Path.of(file.content()));
                } else {
                    Files.writeString(path, file.content(), StandardCharsets.ISO_8859_1);
                }
            }
        }
    }

    static List<Case> read(String name) throws IOException {
        String text;
        try (InputStream in = KubeletCases.class.getResourceAsStream(name)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Case> cases = new ArrayList<>();
        Case current = new Case("");
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i];
            int blank = line.indexOf(' ');
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String rest = line.substring(blank + 1);
            switch (line.substring(0, blank)) {
                case "case" -> {
                    current = new Case(rest);
                    cases.add(current);
                }
                case "no" -> current.bare = true;
                case "arg" -> current.arguments.add(rest.startsWith("\"") ? unquoted(rest) : rest);
                case "empty" -> current.files.add(new File(rest, "", false));
                case "hex" -> {
                    String[] parts = rest.split(" ");
                    current.files.add(new File(parts[0], bytes(HexFormat.of().parseHex(parts[1])), false));
                }
                case "link" -> {
                    String[] parts = rest.split(" ");
                    current.files.add(new File(parts[0], parts[1], true));
                }
                case "file", "text", "line" -> {
                    StringBuilder content = new StringBuilder(line.startsWith("file") ? HEADER : "");
                    while (i + 1 < lines.length && lines[i + 1].startsWith("  ")) {
                        content.append(lines[++i].substring(2)).append(line.startsWith("line") ? "" : "\n");
                    }
                    current.files.add(
                            new File(rest, bytes(content.toString().getBytes(StandardCharsets.UTF_8)), false));
                }
                default -> rows(line, current.rows);
            }
        }
        return cases;
    }

    private static String bytes(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void rows(String line, List<Row> rows) {
        int blank = line.indexOf(' ');
        int equals = line.indexOf(" = ");
        for (String range : line.substring(0, blank).split(",")) {
            String[] ends = range.split("-");
            int from = Integer.parseInt(ends[0]);
            int to = Integer.parseInt(ends[ends.length - 1]);
            if (from < FIRST || to > LAST) {
                throw new IllegalArgumentException(line);
            }
            for (int minor = from; minor <= to; minor++) {
                rows.add(new Row(minor, line.substring(blank + 1, equals), line.substring(equals + 3)));
            }
        }
    }

    /** A string of JSON. */
    static String unquoted(String json) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < json.length() - 1; i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = json.charAt(++i);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }
}
