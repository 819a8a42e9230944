package io.nodeward.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nodeward.journal.files.Access;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A small host, steps that change it in every way there is, and all that can be seen of it. */
final class SampleHost {

    private static final Instant LONG_AGO = Instant.ofEpochSecond(1_500_000_000, 987_654_321);
    private static final boolean ROOT = Access.mine(0).owner() == 0;

    private SampleHost() {}

    static void make(Path root) throws IOException {
        Files.createDirectories(root.resolve("etc/app.d/empty"));
        file(root, "etc/app.d/main.conf", "a = 1\n", "rw-r-----");
        file(root, "etc/app.d/old.conf", "b = 2\n", "rw-r--r--");
        file(root, "etc/app.d/moved.conf", "c = 3\n", "rw-------");
        file(root, "etc/loose", "d = 4\n", "rw-rw-rw-");
        Files.createSymbolicLink(root.resolve("etc/current"), Path.of("app.d/main.conf"));
        attribute(root.resolve("etc/app.d/main.conf"), "note", "kept");
        attribute(root.resolve("etc/app.d/old.conf"), "note", "also kept");
        if (ROOT) {
            Files.setAttribute(root.resolve("etc/loose"), "unix:uid", 1234);
            Files.setAttribute(root.resolve("etc/app.d/main.conf"), "unix:gid", 4321);
            Files.setAttribute(root.resolve("etc/current"), "unix:uid", 1234, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static void file(Path root, String name, String content, String mode) throws IOException {
        Path path = root.resolve(name);
        Files.writeString(path, content);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        Files.setLastModifiedTime(path, FileTime.from(LONG_AGO));
    }

    private static void attribute(Path path, String name, String value) throws IOException {
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
                .write(name, ByteBuffer.wrap(value.getBytes(UTF_8)));
    }

    /** Runs as a step. */
    @FunctionalInterface
    interface Work {
        void with(HostChanges changes) throws IOException;
    }

    static Step step(String id, Work work) {
        return new Step() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public String title() {
                return "Do " + id;
            }

            @Override
            public void run(StepContext context) throws IOException {
                work.with(context.changes());
                context.detail("ran", id);
            }
        };
    }

    static List<Step> steps() {
        return List.of(
                step("edit", changes -> {
                    changes.replace("/etc/app.d/main.conf", "a = 10\n".getBytes(UTF_8));
                    changes.setAccess("/etc/app.d/main.conf", Access.mine(0600));
                }),
                step("add", changes -> {
                    changes.createDirectory("/etc/app.d/new", Access.mine(0750));
                    changes.write("/etc/app.d/new/x.conf", "x = 1\n".getBytes(UTF_8), Access.mine(0604));
                }),
                step("tidy", changes -> {
                    changes.delete("/etc/app.d/old.conf");
                    changes.delete("/etc/app.d/empty");
                    changes.rename("/etc/app.d/moved.conf", "/etc/app.d/new/moved.conf");
                }),
                step("tighten", changes -> {
                    changes.setAccess("/etc/loose", Access.mine(0400));
                    changes.write("/etc/loose", "d = 5\n".getBytes(UTF_8), Access.mine(0400));
                    changes.setAccess("/etc", Access.mine(0711));
                }),
                step("point", changes -> {
                    changes.link("/etc/current", "app.d/new/x.conf");
                    changes.link("/etc/another", "/nowhere");
                    changes.replace("/etc/app.d/main.conf", "a = 11\n".getBytes(UTF_8));
                }));
    }

    /** Every file of a tree with all that an undo has to bring back. */
    static Map<String, String> manifest(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                all.put(root.relativize(path).toString(), describe(path));
            }
        }
        return all;
    }

    private static String describe(Path path) throws IOException {
        Map<String, Object> seen =
                Files.readAttributes(path, "unix:mode,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String access = Integer.toOctalString((int) Objects.requireNonNull(seen.get("mode"))) + " " + seen.get("uid")
                + ":" + seen.get("gid");
        if (Files.isSymbolicLink(path)) {
            return access + " -> " + Files.readSymbolicLink(path);
        }
        if (Files.isDirectory(path)) {
            return access;
        }
        return access + " " + seen.get("lastModifiedTime") + " " + attributes(path) + " " + Files.readString(path);
    }

    private static Map<String, String> attributes(Path path) throws IOException {
        Map<String, String> all = new TreeMap<>();
        UserDefinedFileAttributeView view = Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
        for (String name : view.list()) {
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            all.put(name, Arrays.toString(value.array()));
        }
        return all;
    }

    /** The same without times, which are those of the run for what it wrote. */
    static Map<String, String> withoutTimes(Map<String, String> manifest) {
        Map<String, String> all = new TreeMap<>();
        manifest.forEach((path, text) -> all.put(path, text.replaceAll("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z", "")));
        return all;
    }
}
