package io.nodeward.secrets.encryption.status;

import io.nodeward.journal.StateDirectory;
import io.nodeward.journal.files.Access;
import io.nodeward.journal.files.HostFileException;
import io.nodeward.journal.files.HostFiles;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The Ed25519 key by which this node signs what it has seen. Made on the node when it is first needed, kept in the state
 * directory, and never shown; the public key stands in every report and beside it in the state directory.
 */
public final class NodeKey {

    private static final String PRIVATE = "/node.key";
    private static final String PUBLIC = "/node.pub";
    private static final int LIMIT = 4096;
    private static final int PRIVATE_MODE = 0600;
    private static final int PUBLIC_MODE = 0644;
    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey secret;
    private final byte[] encodedPublic;

    private NodeKey(PrivateKey secret, byte[] encodedPublic) {
        this.secret = secret;
        this.encodedPublic = encodedPublic;
    }

    /** Reads it, or makes it. */
    public static NodeKey in(StateDirectory state) throws HostFileException {
        try (HostFiles files = HostFiles.open(state.path(), state.path().toString())) {
            if (files.stat(PRIVATE).isEmpty() || files.stat(PUBLIC).isEmpty()) {
                make(files);
            }
            byte[] encoded = files.read(PRIVATE, LIMIT);
            byte[] shown = files.read(PUBLIC, LIMIT);
            try {
                KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
                PublicKey key = factory.generatePublic(new X509EncodedKeySpec(shown));
                return new NodeKey(factory.generatePrivate(new PKCS8EncodedKeySpec(encoded)), key.getEncoded());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(
                        state.path() + PRIVATE + " is no Ed25519 key: move it away, and a new one is made", e);
            } finally {
                Arrays.fill(encoded, (byte) 0);
            }
        }
    }

    private static void make(HostFiles files) throws HostFileException {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            byte[] secret = pair.getPrivate().getEncoded();
            files.write(PRIVATE, secret, Access.mine(PRIVATE_MODE));
            files.write(PUBLIC, pair.getPublic().getEncoded(), Access.mine(PUBLIC_MODE));
            Arrays.fill(secret, (byte) 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no Ed25519", e);
        }
    }

    /** The public key as X.509 SubjectPublicKeyInfo in base64, as {@code openssl pkey -pubin -inform DER} reads it. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(encodedPublic);
    }

    /** The signature of these bytes (RFC 8032), in base64. */
    public String sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(bytes);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot sign by Ed25519", e);
        }
    }
}
