package io.nodeward.hostprobes.kubernetes;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Versions of components, as far as files tell them: nothing is executed to ask it. A version is a text like
 * {@code v1.36.3} with the place that told it, or nothing.
 */
public final class Versions {

    /** The status of a large host has some three megabytes. */
    private static final int STATUS = 64 << 20;

    private static final String DPKG = "/var/lib/dpkg/status";

    private final HostRoot root;
    private @Nullable String status;

    public Versions(HostRoot root) {
        this.root = root;
    }

    /**
     * A version and what told it.
     *
     * @param text with its leading v; empty when nothing told it
     */
    public record Version(String text, String source) {

        /** Nothing told it. */
        public static final Version NONE = new Version("", "package database, image tags and file names");

        /** The minor number of a version of Kubernetes 1 or etcd 3; 0 when it is not known. */
        public int minor() {
            if (!text.startsWith("v1.") && !text.startsWith("v3.")) {
                return 0;
            }
            int first = text.indexOf('.');
            int second = first < 0 ? -1 : text.indexOf('.', first + 1);
            if (first < 0) {
                return 0;
            }
            try {
                return Integer.parseInt(text.substring(first + 1, second < 0 ? text.length() : second));
            } catch (NumberFormatException e) {
                return 0;
            }
        }

        public Node fact() {
            return text.isEmpty() ? unknown() : new Known(text, source);
        }

        public Node minorFact() {
            return minor() == 0 ? unknown() : new Known((long) minor(), source);
        }

        private Unknown unknown() {
            return new Unknown("is told by no package, image tag or file name", source);
        }
    }

    /** Returns the version of the kubelet that runs as {@code process}, or of the installed one when that is null. */
    public Version kubelet(@Nullable HostProcess process) {
        if (process != null && process.executable() instanceof Read.Found<String>(String path)) {
            Version named = inPath(path, "v1.");
            if (!named.text().isEmpty()) {
                return named;
            }
            if (!path.equals("/usr/bin/kubelet")) {
                return Version.NONE;
            }
        }
        return of("v1.", packaged("kubelet"));
    }

    /** A version of another series is somebody's own numbering, which tells nothing. */
    private static Version of(String major, Version version) {
        return version.text().startsWith(major) ? version : Version.NONE;
    }

    /**
     * Returns the version of a program of the host: the one that its path names, else that of the first of these packages
     * that is installed, provided that the program lies where packages put it.
     *
     * @param path empty when it is not known
     * @param major how such versions begin: {@code v1.}
     */
    public Version program(String path, String major, List<String> packages) {
        Version named = inPath(path, major);
        if (!named.text().isEmpty() || !path.startsWith("/usr/bin/")) {
            return named;
        }
        return packaged(major, packages);
    }

    /**
     * Returns the version of the first of these Debian packages that is installed.
     *
     * @param major how such versions begin: {@code v1.}
     */
    public Version packaged(String major, List<String> names) {
        for (String name : names) {
            Version version = of(major, packaged(name));
            if (!version.text().isEmpty()) {
                return version;
            }
        }
        return Version.NONE;
    }

    /**
     * Returns the version that an image's tag names: {@code registry.k8s.io/kube-apiserver:v1.36.3}.
     *
     * @param major how such versions begin: {@code v1.}
     */
    public static Version image(String image, String major, String source) {
        int at = image.indexOf('@');
        String name = at < 0 ? image : image.substring(0, at);
        int colon = name.lastIndexOf(':');
        if (colon < 0 || name.indexOf('/', colon) >= 0) {
            return Version.NONE;
        }
        String version = plain(name.substring(colon + 1));
        return version.isEmpty() ? Version.NONE : of(major, new Version(version, source));
    }

    /** Returns the version of an installed Debian package. */
    public Version packaged(String name) {
        String database = status();
        int at = database.startsWith("Package: " + name + "\n") ? 0 : database.indexOf("\nPackage: " + name + "\n") + 1;
        if (at == 0 && !database.startsWith("Package: " + name + "\n")) {
            return Version.NONE;
        }
        int end = database.indexOf("\n\n", at);
        String entry = database.substring(at, end < 0 ? database.length() : end + 1);
        int version = entry.indexOf("\nVersion: ");
        if (version < 0 || !entry.contains("\nStatus: install ok installed\n")) {
            return Version.NONE;
        }
        String text = entry.substring(version + "\nVersion: ".length(), entry.indexOf('\n', version + 1));
        String plain = plain(text.substring(text.indexOf(':') + 1));
        return plain.isEmpty() ? Version.NONE : new Version(plain, DPKG + ": package " + name + " " + text);
    }

    private String status() {
        if (status == null) {
            status = root.bytes(DPKG, STATUS) instanceof Read.Found<byte[]>(byte[] bytes)
                    ? new String(bytes, StandardCharsets.ISO_8859_1)
                    : "";
        }
        return status;
    }

    /** A version in a file's name or its directory: {@code /opt/kubelet-v1.34.4/kubelet}. */
    private static Version inPath(String path, String major) {
        for (String part : path.split("/")) {
            for (int i = 0; i < part.length(); i++) {
                boolean starts = i == 0 || !Character.isLetterOrDigit(part.charAt(i - 1));
                String version = starts ? plain(part.substring(i)) : "";
                if (version.startsWith(major)) {
                    return new Version(version, path);
                }
            }
        }
        return Version.NONE;
    }

    /**
     * The numbers at the start of a text, with a v before them: {@code 1.36.3-1.1} gives {@code v1.36.3}. What was released
     * for trying out keeps its mark: {@code v1.37.0-rc.1}.
     */
    private static String plain(String text) {
        int at = text.startsWith("v") ? 1 : 0;
        int end = at;
        int dots = 0;
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            dots += text.charAt(end) == '.' ? 1 : 0;
            if (dots > 2) {
                break;
            }
            end++;
        }
        String numbers = text.substring(at, end);
        boolean version = dots >= 1 && Character.isDigit(numbers.charAt(0)) && !numbers.endsWith(".");
        return version ? "v" + numbers + trial(text.substring(end)) : "";
    }

    private static String trial(String rest) {
        for (String stage : List.of("alpha", "beta", "rc")) {
            // Debian writes a tilde, so that the release is newer
            if (rest.startsWith("-" + stage + ".") || rest.startsWith("~" + stage + ".")) {
                int digits = stage.length() + 2;
                while (digits < rest.length() && Character.isDigit(rest.charAt(digits))) {
                    digits++;
                }
                return "-" + rest.substring(1, digits);
            }
        }
        return "";
    }
}
