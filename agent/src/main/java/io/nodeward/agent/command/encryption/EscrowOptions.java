package io.nodeward.agent.command.encryption;

import io.nodeward.agent.command.Options;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.Failure;
import io.nodeward.secrets.encryption.escrow.Escrow;
import io.nodeward.secrets.encryption.escrow.EscrowException;
import io.nodeward.secrets.encryption.escrow.FileEscrow;
import io.nodeward.secrets.encryption.escrow.VaultEscrow;
import io.nodeward.secrets.vault.VaultClient;
import io.nodeward.secrets.vault.VaultException;
import io.nodeward.secrets.vault.VaultSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the options say that new keys are kept. */
final class EscrowOptions {

    private static final String FILE = "file:";

    private final Options options;
    private final Console console;

    EscrowOptions(Options options, Console console) {
        this.options = options;
        this.console = console;
    }

    /** Returns it; a change that makes no key needs none, so that one that was not named fails when it is asked first. */
    Escrow escrow() {
        String place = options.value("--escrow", "");
        if (place.equals("none")) {
            return Escrow.NONE;
        }
        if (place.equals("vault")) {
            return vault();
        }
        if (place.startsWith(FILE) && place.length() > FILE.length()) {
            List<String> recipients = options.values("--escrow-recipient");
            if (recipients.isEmpty()) {
                throw Failure.usage(
                        "--escrow file:DIR needs somebody who can open the files",
                        "--escrow-recipient takes an operator's public key, which age-keygen makes");
            }
            return new FileEscrow(Path.of(place.substring(FILE.length())), recipients, this::isShown);
        }
        if (!place.isEmpty()) {
            throw Failure.usage("unknown value for --escrow: " + place, "--escrow takes vault, file:DIR or none");
        }
        return (kind, key) -> {
            throw new EscrowException(
                    "nobody has said where new keys are to be kept: name --escrow vault or file:DIR, or"
                            + " --escrow none if losing all control-plane nodes may lose what is stored; then run nodeward"
                            + " encryption resume with it");
        };
    }

    private Escrow vault() {
        String address = options.value("--vault-addr", environment("VAULT_ADDR"));
        if (address.isEmpty()) {
            throw Failure.usage("no Vault is named", "--vault-addr takes its URL, or VAULT_ADDR");
        }
        String tokenFile = options.value("--vault-token-file");
        if (tokenFile == null) {
            throw Failure.usage(
                    "no token for Vault is named", "--vault-token-file takes a file whose first line is one");
        }
        String caFile = options.value("--vault-cacert", environment("VAULT_CACERT"));
        try {
            return new VaultEscrow(
                    new VaultClient(new VaultSettings(
                            address,
                            caFile.isEmpty() ? null : Path.of(caFile),
                            options.value("--vault-namespace", environment("VAULT_NAMESPACE")),
                            Path.of(tokenFile),
                            Duration.ofSeconds(10))),
                    options.value("--vault-mount", "secret"),
                    options.value("--vault-path", "nodeward/encryption"));
        } catch (VaultException e) {
            throw Failure.usage(String.valueOf(e.getMessage()), null);
        }
    }

    private static boolean isWatched() {
        return Objects.requireNonNull(System.console()).isTerminal();
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }

    private boolean isShown(Path file, @Nullable String word) throws EscrowException {
        if (options.has("--escrow-checked")) {
            return true;
        }
        if (word == null || options.has("--yes") || !isWatched()) {
            throw new EscrowException("it is not shown yet that " + file
                    + " opens: open it (age --decrypt --identity KEY " + file
                    + "), then run nodeward encryption resume --escrow-checked");
        }
        console.draw("Open " + file + " with age and type the word behind 'check:' ");
        try {
            BufferedReader reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String typed = reader.readLine();
            return typed != null && typed.strip().equals(word);
        } catch (IOException e) {
            return false;
        }
    }
}
