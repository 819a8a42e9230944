package io.nodeward.profiles.local;

import io.nodeward.profiles.authoring.Problems;
import io.nodeward.profiles.authoring.SourceFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the YAML files of a directory, if they can be trusted. */
final class TrustedFiles {

    private static final long LARGEST = 1 << 20;

    private TrustedFiles() {}

    /** The files by name; what is refused is noted. A directory that is not there has no files. */
    static List<SourceFile> read(Path directory, Trust trust, Problems problems) throws IOException {
        List<SourceFile> sources = new ArrayList<>();
        Path real;
        try {
            real = directory.toRealPath();
        } catch (NoSuchFileException e) {
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                problems.add(directory.toString(), 0, "is a symbolic link to nothing");
            }
            return sources;
        }
        // Whoever can write a directory above can put another one into its place.
        for (Path above = real; above != null; above = above.getParent()) {
            String refusal = trust.refusal(above);
            if (refusal != null) {
                problems.add(above.toString(), 0, refusal);
                return sources;
            }
        }
        for (Path file : names(real)) {
            String name = directory.resolve(String.valueOf(file.getFileName())).toString();
            String refusal = refusal(file, trust);
            if (refusal != null) {
                problems.add(name, 0, refusal);
                continue;
            }
            try {
                sources.add(new SourceFile(name, Files.readString(file)));
            } catch (CharacterCodingException e) {
                problems.add(name, 0, "is not UTF-8 text");
            }
        }
        return sources;
    }

    private static @Nullable String refusal(Path file, Trust trust) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "is not a regular file";
        }
        String refusal = trust.refusal(file);
        if (refusal != null) {
            return refusal;
        }
        if (!file.toString().endsWith(".yaml")) {
            return "is not read: its name has to end in .yaml";
        }
        return Files.size(file) > LARGEST ? "is larger than 1 MiB" : null;
    }

    /** What editors and packages leave beside them (hidden files, backups) is passed over. */
    private static List<Path> names(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path file : stream) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".yaml") && !name.startsWith(".") || name.endsWith(".yml")) {
                    files.add(file);
                }
            }
        }
        Collections.sort(files);
        return files;
    }
}
