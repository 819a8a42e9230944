package io.nodeward.hostprobes.files;

import io.nodeward.hostprobes.files.Read.Found;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Map;
import java.util.Objects;

/** The end of a walk: a name in an open directory, and what was found there. */
final class Step implements Closeable {

    private final Directory parent;
    private final Path name;
    private final PosixFileAttributes attributes;

    Step(Directory parent, Path name, PosixFileAttributes attributes) {
        this.parent = parent;
        this.name = name;
        this.attributes = attributes;
    }

    Directory parent() {
        return parent;
    }

    Path name() {
        return name;
    }

    String path() {
        return parent.child(name);
    }

    long size() {
        return attributes.size();
    }

    Stat.Type type() {
        if (attributes.isRegularFile()) {
            return Stat.Type.FILE;
        }
        if (attributes.isDirectory()) {
            return Stat.Type.DIRECTORY;
        }
        return attributes.isSymbolicLink() ? Stat.Type.SYMLINK : Stat.Type.OTHER;
    }

    /**
     * The JDK gives numeric owners and set-uid bits by path only; the file key proves that path and open directory mean
     * the same object.
     */
    Read<Stat> stat() throws IOException {
        Map<String, Object> unix = Files.readAttributes(
                parent.outside(name), "unix:uid,gid,mode,ctime,fileKey", LinkOption.NOFOLLOW_LINKS);
        if (!Objects.equals(unix.get("fileKey"), attributes.fileKey())) {
            throw new Walk.Changed();
        }
        return new Found<>(new Stat(
                path(),
                type(),
                number(unix, "mode") & 0xFFF,
                number(unix, "uid"),
                number(unix, "gid"),
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                ((FileTime) Objects.requireNonNull(unix.get("ctime"))).toInstant()));
    }

    private static int number(Map<String, Object> attributes, String name) {
        return (Integer) Objects.requireNonNull(attributes.get(name));
    }

    String link() throws IOException {
        return Walk.target(parent, name, attributes);
    }

    /** The text of a link in the directory that was found; like {@link #link()} it can mislead but not lead out. */
    String linkIn(String child) throws IOException {
        return Files.readSymbolicLink(parent.outside(name).resolve(child)).toString();
    }

    DirectoryStream<Path> openDirectory() throws IOException {
        return parent.stream().newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() {
        parent.release();
    }
}
