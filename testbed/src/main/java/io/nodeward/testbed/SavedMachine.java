package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A virtual machine as it was when it had come to rest: its disk, its memory and its devices, in a directory of the cache that
 * is named after everything that decides what is in it. Made when it is first asked for.
 */
record SavedMachine(Flavour flavour, DebianDisk debian, Path directory) {
    private static final Duration PROVISION_LIMIT = Duration.ofMinutes(15);
    private static final Duration INIT_LIMIT = Duration.ofMinutes(20);
    private static final Duration REST_LIMIT = Duration.ofMinutes(5);

    static SavedMachine obtain(Flavour flavour) {
        DebianDisk debian = DebianDisk.obtain();
        List<Path> tools = flavour.tools().stream().map(Tools::directory).toList();
        String name = "vm-" + flavour.label();
        try {
            Path directory = debian.cache().resolve(name + "-" + key(flavour, debian, tools));
            if (!Files.exists(directory)) {
                Turn.take(debian.cache());
                try {
                    if (!Files.exists(directory)) {
                        make(flavour, debian, tools, debian.cache().resolve("." + name + ".unfinished"), directory);
                    }
                } finally {
                    Turn.release();
                }
            }
            return new SavedMachine(flavour, debian, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Elsewhere, then renamed, so that it is whole or absent. */
    private static void make(Flavour flavour, DebianDisk debian, List<Path> tools, Path work, Path directory)
            throws IOException {
        long start = System.nanoTime();
        System.err.println("testbed: making the virtual machine " + flavour.label() + " (once per recipe, about "
                + (flavour == Flavour.HOST ? "a minute" : "five minutes") + ")");
        Directories.delete(work);
        Files.createDirectories(work);
        Guest guest = new Guest(work, flavour, debian);
        try {
            // relative, so that the cache as a whole may move
            guest.layDisk("../" + debian.directory().getFileName() + "/disk.img", "raw");
            if (flavour == Flavour.NODE) {
                provision(guest, tools);
            }
            guest.bootToSave();
            if (flavour == Flavour.NODE) {
                script(guest, "init", INIT_LIMIT);
            }
            guest.run("systemctl is-system-running --wait", REST_LIMIT).orThrow();
            guest.save();
        } catch (RuntimeException e) {
            guest.kill();
            throw new TestbedException(
                    "could not make the virtual machine " + flavour.label() + " in " + work + ": " + e.getMessage(), e);
        }
        Files.move(work, directory);
        System.err.println("testbed: made it in "
                + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
    }

    private static void provision(Guest guest, List<Path> tools) throws IOException {
        Path payload = guest.directory().resolve("payload.tar");
        List<String> command =
                new ArrayList<>(List.of(recipe().resolve("payload").toString(), payload.toString()));
        tools.forEach(tool -> command.add(tool.toString()));
        Command.run("payload", Command.builder(command), PROVISION_LIMIT).orThrow();
        guest.bootWith(payload.getFileName().toString());
        script(guest, "provision", PROVISION_LIMIT);
        guest.powerOff();
        Files.delete(payload);
    }

    private static void script(Guest guest, String name, Duration limit) {
        guest.run("sh -s # " + name, recipe().resolve(name), limit).orThrow();
    }

    private static Path recipe() {
        return Tools.home().resolve("vm/node");
    }

    private static String key(Flavour flavour, DebianDisk debian, List<Path> tools) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        List<String> parts = new ArrayList<>(Qemu.machine(flavour));
        parts.add(Command.run(Path.of(parts.getFirst()), "--version").orThrow());
        parts.add(debian.directory().getFileName().toString());
        tools.forEach(tool -> parts.add(tool.getFileName().toString()));
        if (flavour == Flavour.NODE) {
            parts.addAll(contents(recipe()));
            parts.addAll(contents(Tools.home().resolve("node/common")));
        }
        digest.update(String.join("\0", parts).getBytes(UTF_8));
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static List<String> contents(Path directory) throws IOException {
        List<Path> files;
        try (var walk = Files.walk(directory)) {
            files = walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        List<String> contents = new ArrayList<>();
        for (Path file : files) {
            contents.add(directory.relativize(file) + "\0" + Files.readString(file));
        }
        return contents;
    }
}
