import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Joins the jars that every command needs to one, not compressed: each jar that classes come from costs a start about a
 * millisecond, even where all classes are in the AOT cache. What a library says about itself, its licence above all, moves
 * to {@code META-INF/libraries/NAME/}.
 */
final class ProgramJar {

    private static final String ABOUT = "META-INF/";
    private static final String SERVICES = "META-INF/services/";
    private static final String VERSIONS = "META-INF/versions/";

    private final ZipOutputStream out;
    private final PlainCalls calls;
    private final LocalDateTime time;
    private final Set<String> directories = new HashSet<>();
    private final Map<String, String> origins = new HashMap<>();

    private ProgramJar(ZipOutputStream out, PlainCalls calls, LocalDateTime time) {
        this.out = out;
        this.calls = calls;
        this.time = time;
    }

    /**
     * Writes the jar.
     *
     * @param time what all entries have as their time of change, so that two builds of one source are alike
     * @throws IllegalStateException if two jars have a class or another resource of one name
     */
    static void join(List<Path> jars, Path to, PlainCalls calls, LocalDateTime time) throws IOException {
        try (OutputStream file = Files.newOutputStream(to);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.setMethod(ZipOutputStream.STORED);
            ProgramJar joined = new ProgramJar(out, calls, time);
            joined.put("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n\r\n".getBytes(), to);
            for (Path jar : jars) {
                joined.add(jar);
            }
        }
    }

    private void add(Path path) throws IOException {
        String library = path.getFileName().toString().replaceFirst("\\.jar$", "");
        boolean ours = library.startsWith("nodeward-");
        try (JarFile jar = new JarFile(path.toFile())) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                // a program on the class path is no module, and its libraries' classes for other Java versions are not
                // needed: those for the oldest one work
                if (entry.isDirectory() || name.endsWith("module-info.class") || name.startsWith(VERSIONS)) {
                    continue;
                }
                byte[] content = jar.getInputStream(entry).readAllBytes();
                if (ours && name.endsWith(".class")) {
                    content = calls.straighten(content);
                }
                boolean about = name.startsWith(ABOUT) && !name.startsWith(SERVICES);
                put(
                        about ? "META-INF/libraries/" + library + "/" + name.substring(ABOUT.length()) : name,
                        content,
                        path);
            }
        }
    }

    private void put(String name, byte[] content, Path from) throws IOException {
        String earlier = origins.putIfAbsent(name, from.toString());
        if (earlier != null) {
            throw new IllegalStateException(name + " is in " + from + " and in " + earlier);
        }
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            if (directories.add(name.substring(0, slash))) {
                entry(name.substring(0, slash + 1), new byte[0]);
            }
        }
        entry(name, content);
    }

    private void entry(String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(time);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
