import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates with their keys for the training node, made by the JDK's keytool and kept until the next clean build. */
final class TrainingKeys {

    private static final char[] PASSWORD = "training".toCharArray();
    private static final List<String> CAS = List.of("ca", "front-proxy-ca", "etcd/ca");

    /** Name, signer, subject, usage. */
    private static final List<List<String>> LEAVES = List.of(
            List.of("apiserver", "ca", "CN=kube-apiserver", "serverAuth"),
            List.of(
                    "apiserver-kubelet-client",
                    "ca",
                    "CN=kube-apiserver-kubelet-client, O=system:masters",
                    "clientAuth"),
            List.of("apiserver-etcd-client", "etcd/ca", "CN=kube-apiserver-etcd-client", "clientAuth"),
            List.of("front-proxy-client", "front-proxy-ca", "CN=front-proxy-client", "clientAuth"),
            List.of("etcd/server", "etcd/ca", "CN=training-1", "serverAuth,clientAuth"),
            List.of("etcd/peer", "etcd/ca", "CN=training-1", "serverAuth,clientAuth"));

    private final KeyStore store;

    private TrainingKeys(KeyStore store) {
        this.store = store;
    }

    static TrainingKeys make(Path work) throws IOException, InterruptedException {
        Path file = work.resolve("training.p12");
        if (!Files.exists(file)) {
            Path next = work.resolve("training-next.p12");
            Files.deleteIfExists(next);
            for (String name : CAS) {
                keytool(
                        next,
                        name,
                        "-dname",
                        "CN=" + name.replace('/', '-'),
                        "-ext",
                        "bc=ca:true",
                        "-ext",
                        "ku=keyCertSign");
            }
            for (List<String> leaf : LEAVES) {
                keytool(
                        next,
                        leaf.get(0),
                        "-signer",
                        leaf.get(1),
                        "-dname",
                        leaf.get(2),
                        "-ext",
                        "eku=" + leaf.get(3),
                        "-ext",
                        "san=dns:training-1,ip:10.0.0.11");
            }
            Files.move(next, file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            return new TrainingKeys(store);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    List<String> names() {
        List<String> names = new ArrayList<>(CAS);
        LEAVES.forEach(leaf -> names.add(leaf.get(0)));
        return names;
    }

    String certificate(String name) {
        try {
            return pem("CERTIFICATE", store.getCertificate(name).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String key(String name) {
        try {
            return pem("PRIVATE KEY", store.getKey(name, PASSWORD).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String certificate64(String name) {
        return base64(certificate(name));
    }

    String key64(String name) {
        return base64(key(name));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String pem(String type, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    private static void keytool(Path store, String alias, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/keytool",
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-alias",
                alias,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "3650"));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool failed: " + said);
        }
    }
}
