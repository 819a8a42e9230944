package io.nodeward.secrets.encryption.proof;

/**
 * How one object is stored. Equal for all objects that are stored alike, and nothing of their content.
 *
 * @param key the name of the key in the {@code EncryptionConfiguration}, or of the KMS provider; empty for plaintext
 * @param kmsKeyId the id that a KMS v2 provider gave its key-encryption key; else empty
 */
public record StoredAs(Form form, String key, String kmsKeyId) implements Comparable<StoredAs> {
    /** In plaintext, or not to be decoded. */
    static StoredAs of(Form form) {
        return new StoredAs(form, "", "");
    }

    @Override
    public int compareTo(StoredAs other) {
        int order = form.compareTo(other.form);
        order = order != 0 ? order : key.compareTo(other.key);
        return order != 0 ? order : kmsKeyId.compareTo(other.kmsKeyId);
    }

    /** E.g. {@code secretbox:key1}, {@code kms-v2:vault (key id 3)}, {@code identity}. */
    @Override
    public String toString() {
        return form.provider()
                + (key.isEmpty() ? "" : ":" + key)
                + (kmsKeyId.isEmpty() ? "" : " (key id " + kmsKeyId + ")");
    }
}
