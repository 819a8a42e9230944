package io.nodeward.secrets.encryption.config;

import io.nodeward.secrets.encryption.config.Provider.Identity;
import io.nodeward.secrets.encryption.config.Provider.Keyed;
import io.nodeward.secrets.encryption.config.Provider.Kms;
import org.jspecify.annotations.Nullable;

/** Writes a configuration as API servers read it. The same configuration gives the same bytes always. */
public final class EncryptionConfigWriter {

    private static final String HEAD = """
            # Written by nodeward, which rotates these keys (nodeward encryption status).
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
            """;

    private final SecretBuffer out = new SecretBuffer();
    /** The provider whose list of keys goes on. */
    private @Nullable KeyKind open;

    private EncryptionConfigWriter() {}

    /** Returns the file. It has the keys in it: the caller wipes it. */
    public static byte[] write(EncryptionConfig config) {
        EncryptionConfigWriter writer = new EncryptionConfigWriter();
        writer.out.text(HEAD);
        config.entries().forEach(writer::entry);
        return writer.out.take();
    }

    private void entry(EncryptionEntry entry) {
        out.text("  - resources:\n");
        entry.resources().forEach(resource -> out.text("      - " + quoted(resource) + "\n"));
        out.text("    providers:\n");
        open = null;
        entry.providers().forEach(this::provider);
    }

    private void provider(Provider provider) {
        switch (provider) {
            case Keyed keyed -> {
                if (keyed.kind() != open) {
                    out.text("      - " + keyed.kind().provider() + ":\n          keys:\n");
                }
                out.text("            - name: " + quoted(keyed.key().name()) + "\n              secret: ")
                        .base64(keyed.key().secret())
                        .text("\n");
                open = keyed.kind();
            }
            case Kms kms -> {
                open = null;
                out.text("      - kms:\n          apiVersion: v" + kms.version() + "\n");
                out.text("          name: " + quoted(kms.name()) + "\n");
                out.text("          endpoint: " + quoted(kms.endpoint()) + "\n");
                if (kms.timeout() != null) {
                    out.text("          timeout: " + quoted(kms.timeout()) + "\n");
                }
                if (kms.cacheSize() != null) {
                    out.text("          cachesize: " + kms.cacheSize() + "\n");
                }
            }
            case Identity _ -> {
                open = null;
                out.text("      - identity: {}\n");
            }
        }
    }

    /** In quotes, since names are anything: {@code "true"}, {@code "*.*"}. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                quoted.append("\\u").append(String.format("%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
