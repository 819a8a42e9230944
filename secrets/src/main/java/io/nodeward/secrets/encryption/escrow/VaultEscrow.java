package io.nodeward.secrets.encryption.escrow;

import io.nodeward.secrets.encryption.config.EncryptionKey;
import io.nodeward.secrets.encryption.config.KeyKind;
import io.nodeward.secrets.vault.VaultClient;
import io.nodeward.secrets.vault.VaultClient.Entry;
import io.nodeward.secrets.vault.VaultException;
import io.nodeward.secrets.vault.VaultException.Kind;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps keys in a KV engine of version 2, each in an entry of its own that is never written twice.
 */
public final class VaultEscrow implements Escrow {

    private final VaultClient vault;
    private final String mount;
    private final String path;

    /**
     * Keeps them under {@code mount} at {@code path/NAME}. Vault has to live outside of the cluster whose keys these are.
     */
    public VaultEscrow(VaultClient vault, String mount, String path) {
        this.vault = vault;
        this.mount = mount;
        this.path = path;
    }

    @Override
    public String keep(KeyKind kind, EncryptionKey key) throws EscrowException {
        String place = path + "/" + key.name();
        try {
            put(place, kind, key);
            Optional<Entry> kept = vault.kvGet(mount, place);
            if (kept.isEmpty() || !isSame(kept.get(), key)) {
                throw new EscrowException("what Vault has at " + mount + "/" + place + " is not the key " + key.name()
                        + ": the key is not used; see who else writes there");
            }
            return "Vault, " + mount + "/" + place;
        } catch (VaultException e) {
            throw new EscrowException("key " + key.name() + " could not be kept: " + e.getMessage());
        }
    }

    private void put(String place, KeyKind kind, EncryptionKey key) throws VaultException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("provider", kind.provider());
        fields.put("name", key.name());
        fields.put("secret", Base64.getEncoder().encodeToString(key.secret()));
        try {
            vault.kvPut(mount, place, fields, 0);
        } catch (VaultException e) {
            // it may be there from before this was killed: reading it tells
            if (e.kind() != Kind.CONFLICT) {
                throw e;
            }
        }
    }

    private static boolean isSame(Entry entry, EncryptionKey key) {
        String secret = entry.fields().getOrDefault("secret", "");
        try (EncryptionKey kept =
                new EncryptionKey(key.name(), Base64.getDecoder().decode(secret))) {
            return kept.fingerprint().equals(key.fingerprint());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
