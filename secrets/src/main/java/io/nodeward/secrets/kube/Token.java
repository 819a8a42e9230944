package io.nodeward.secrets.kube;

import io.nodeward.secrets.kube.KubeException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A bearer token; one in a file is read again each minute, since whoever wrote it replaces it. Safe for several threads. */
final class Token {
    private static final long FRESH = Duration.ofMinutes(1).toNanos();

    private final @Nullable Path file;
    private String value;
    private long readAt;

    private Token(@Nullable Path file, String value) {
        this.file = file;
        this.value = value;
        this.readAt = System.nanoTime();
    }

    static Token of(String value) throws KubeException {
        return new Token(null, checked(value, "the token of the kubeconfig"));
    }

    static Token in(Path file) throws KubeException {
        return new Token(file, read(file));
    }

    synchronized String value() throws KubeException {
        if (file != null && System.nanoTime() - readAt > FRESH) {
            value = read(file);
            readAt = System.nanoTime();
        }
        return value;
    }

    private static String read(Path file) throws KubeException {
        try {
            return checked(ConfigFile.text(file).strip(), "the token file " + file);
        } catch (IOException e) {
            throw new KubeException(Kind.CONFIGURATION, "the token file " + file + " " + ConfigFile.problem(e));
        }
    }

    /** What would break the header is refused. */
    private static String checked(String token, String what) throws KubeException {
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new KubeException(Kind.CONFIGURATION, what + " holds no bearer token");
        }
        return token;
    }

    @Override
    public String toString() {
        return "a token";
    }
}
