package io.nodeward.secrets.vault;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where Vault is and how this node shows who it is.
 *
 * @param address {@code https://vault.example.com:8200}
 * @param caFile PEM file with the CAs that its certificate may come from, all of which count; null for those of the platform
 * @param namespace of Vault Enterprise or OpenBao, empty for none
 * @param tokenFile whose first line is a token; read anew for each request, so that whoever renews it need tell nobody
 * @param timeout of one request
 */
public record VaultSettings(
        String address, @Nullable Path caFile, String namespace, Path tokenFile, Duration timeout) {}
