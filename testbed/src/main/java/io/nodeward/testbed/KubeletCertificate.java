package io.nodeward.testbed;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The serving certificate that a kubelet makes for itself when it starts and has none: signed by an authority that lives
 * for that moment only, valid for a year. kubeadm leaves this to the kubelet; the JDK's keytool does it here.
 */
final class KubeletCertificate {
    private static final String PASSWORD = "only-until-exported";

    /** The length of what PKCS#8 puts before a 2048 bit RSA key; the kubelet writes PKCS#1, which is the rest. */
    private static final int PKCS8_HEADER = 26;

    private KubeletCertificate() {}

    static void write(String node, Path directory) throws IOException {
        Path store = directory.resolve("export.p12");
        long now = System.currentTimeMillis() / 1000;
        keytool(
                store,
                "authority",
                node + "-ca@" + now,
                "-ext",
                "bc:critical=ca:true",
                "-ext",
                "ku:critical=digitalSignature,keyCertSign");
        keytool(
                store,
                "kubelet",
                node + "@" + now,
                "-signer",
                "authority",
                "-ext",
                "eku=serverAuth",
                "-ext",
                "san=dns:" + node);
        try {
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            ByteArrayOutputStream chain = new ByteArrayOutputStream();
            for (Certificate certificate : keys.getCertificateChain("kubelet")) {
                chain.writeBytes(pem("CERTIFICATE", certificate.getEncoded()));
            }
            byte[] key = keys.getKey("kubelet", PASSWORD.toCharArray()).getEncoded();
            write(directory.resolve("kubelet.crt"), "rw-r--r--", chain.toByteArray());
            write(
                    directory.resolve("kubelet.key"),
                    "rw-------",
                    pem("RSA PRIVATE KEY", Arrays.copyOfRange(key, PKCS8_HEADER, key.length)));
        } catch (GeneralSecurityException e) {
            throw new TestbedException("cannot export what keytool made: " + e, e);
        } finally {
            Files.deleteIfExists(store);
        }
    }

    private static void keytool(Path store, String alias, String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-sigalg", "SHA256withRSA", "-validity", "365"));
        arguments.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()));
        arguments.addAll(List.of("-alias", alias, "-dname", "CN=" + name));
        arguments.addAll(List.of(more));
        Command.run(Map.of(), Path.of(System.getProperty("java.home"), "bin/keytool"), arguments)
                .orThrow();
    }

    private static byte[] pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n").getBytes(US_ASCII);
    }

    private static void write(Path file, String mode, byte[] content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        Files.write(file, content);
    }
}
