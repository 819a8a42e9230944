import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes the tables of what Kubernetes' components know as a Java class of text constants. An AOT cache holds constants
 * ready for use, while a resource has a start open its jar and cut the text up, ten milliseconds and more in all. Started
 * by Maven's {@code generate-sources}, as one source file:
 *
 * <pre>java TableSource.java DIRECTORY_OF_TABLES DIRECTORY_OF_SOURCES</pre>
 */
final class TableSource {

    private static final String PACKAGE = "io.nodeward.hostprobes.kubernetes.flags";
    private static final String NAME = "TableCells";

    private TableSource() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[1], PACKAGE.replace('.', '/'), NAME + ".java");
        String source = source(Path.of(arguments[0]));
        // compiled again only when it has changed
        if (!Files.exists(file) || !Files.readString(file).equals(source)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, source);
        }
    }

    private static String source(Path directory) throws IOException {
        List<Path> tables;
        try (Stream<Path> files = Files.list(directory)) {
            tables = files.filter(file -> file.toString().endsWith(".tsv"))
                    .sorted()
                    .toList();
        }
        StringBuilder choice = new StringBuilder();
        StringBuilder methods = new StringBuilder();
        for (Path table : tables) {
            String name = table.getFileName().toString().replace(".tsv", "");
            String method = name.replace('-', '_');
            List<String> lines = Files.readAllLines(table);
            int columns = lines.getFirst().split("\t", -1).length;
            choice.append("            case \"" + name + "\" -> new Table(" + columns + ", " + method + "());\n");
            methods.append("\n    private static String[] " + method + "() {\n        return new String[] {\n");
            for (String line : lines) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    methods.append("            " + row(line, columns, table) + "\n");
                }
            }
            methods.append("        };\n    }\n");
        }
        return "package " + PACKAGE + ";\n\n"
                + "import javax.annotation.processing.Generated;\n\n"
                + "@Generated(\"TableSource\")\n"
                + "final class " + NAME + " {\n\n"
                + "    private " + NAME + "() {}\n\n"
                + "    static Table named(String name) {\n"
                + "        return switch (name) {\n"
                + choice
                + "            default -> throw new IllegalArgumentException(\"no table \" + name);\n"
                + "        };\n    }\n"
                + methods
                + "}\n";
    }

    /** The cells of a line as constants, as many as there are columns. */
    private static String row(String line, int columns, Path table) {
        List<String> cells = new ArrayList<>(List.of(line.split("\t", -1)));
        if (cells.size() > columns) {
            throw new IllegalStateException(table + " has a line with more cells than columns: " + line);
        }
        while (cells.size() < columns) {
            cells.add("");
        }
        StringBuilder out = new StringBuilder();
        for (String cell : cells) {
            out.append('"');
            for (char letter : cell.toCharArray()) {
                switch (letter) {
                    case '"', '\\' -> out.append('\\').append(letter);
                    default -> out.append(letter < ' ' || letter > '~' ? "\\u%04x".formatted((int) letter) : letter);
                }
            }
            out.append("\", ");
        }
        return out.toString();
    }
}
