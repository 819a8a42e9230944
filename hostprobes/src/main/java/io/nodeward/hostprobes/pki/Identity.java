package io.nodeward.hostprobes.pki;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Read.Absent;
import io.nodeward.hostprobes.files.Read.Failed;
import io.nodeward.hostprobes.files.Read.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A client certificate with its private key, to be shown to a server. Never a fact. The key is wiped by {@link #close()};
 * nothing here shows it.
 */
public final class Identity implements AutoCloseable {

    private static final int LIMIT = CertificateFile.LIMIT;

    private final List<byte[]> chain;
    private final String algorithm;
    private final byte[] key;

    private Identity(List<byte[]> chain, String algorithm, byte[] key) {
        this.chain = chain;
        this.algorithm = algorithm;
        this.key = key;
    }

    /** Reads a certificate and its key, which may stand in one file. */
    public static Read<Identity> inFiles(HostRoot root, String certificates, String key) {
        Read<byte[]> chain = root.bytes(certificates, LIMIT);
        if (!(chain instanceof Found<byte[]>(byte[] chainBytes))) {
            return without(chain);
        }
        try {
            Read<byte[]> secret = root.bytes(key, LIMIT);
            if (!(secret instanceof Found<byte[]>(byte[] keyBytes))) {
                return without(secret);
            }
            try {
                return of(chainBytes, certificates, keyBytes, key);
            } finally {
                Arrays.fill(keyBytes, (byte) 0);
            }
        } finally {
            // a key may stand beside the certificate
            Arrays.fill(chainBytes, (byte) 0);
        }
    }

    /** Reads what the current context of a kubeconfig uses: certificate and key in it, or in the files that it names. */
    public static Read<Identity> inKubeconfig(HostRoot root, String path) {
        return KubeconfigUser.identity(root, path);
    }

    /**
     * @param certificates content of a file in PEM or DER; the caller wipes it
     * @param key the same
     */
    static Read<Identity> of(byte[] certificates, String certificatePath, byte[] key, String keyPath) {
        List<byte[]> chain = new ArrayList<>(2);
        X509 first = null;
        try {
            for (CertificateFile.Entry entry : CertificateFile.read(certificates)) {
                X509 certificate = entry.certificate();
                if (certificate == null) {
                    return new Failed<>(certificatePath, entry.problem());
                }
                first = first == null ? certificate : first;
                chain.add(certificate.encoded());
            }
        } catch (MalformedException e) {
            return new Failed<>(certificatePath, e.problem());
        }
        if (first == null) {
            return new Failed<>(certificatePath, "holds no certificate");
        }
        try {
            return new Found<>(
                    new Identity(chain, Algorithms.key(first.key().algorithm()), PrivateKeys.pkcs8(key, first.key())));
        } catch (MalformedException e) {
            return new Failed<>(keyPath, e.problem());
        }
    }

    /** What stood in the way, of another type. */
    static Read<Identity> without(Read<byte[]> read) {
        return read instanceof Failed<byte[]>(String path, String reason)
                ? new Failed<>(path, reason)
                : new Absent<>(((Absent<byte[]>) read).path());
    }

    /** The certificate and those that follow it, in DER; not to be changed. */
    public List<byte[]> chain() {
        return chain;
    }

    /** Name of the key's algorithm as the Java runtime has it. */
    public String algorithm() {
        return algorithm;
    }

    /** The private key in PKCS #8; this object's own, which wipes it. */
    public byte[] key() {
        return key;
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }
}
