package io.nodeward.secrets.encryption.proof;

/** The forms in which kube-apiserver stores an object, told by how its value begins. */
public enum Form {
    AESCBC("aescbc"),
    AESGCM("aesgcm"),
    SECRETBOX("secretbox"),
    KMS_V1("kms-v1"),
    KMS_V2("kms-v2"),
    /** Plaintext in Kubernetes' protobuf. */
    PROTOBUF("identity"),
    /** Plaintext in JSON, as custom resources are. */
    JSON("identity"),
    /** Plaintext in neither, e.g. YAML or CBOR; in any case not encrypted by kube-apiserver. */
    OTHER("identity"),
    /** No value at all. */
    EMPTY("empty"),
    /** Begins as an encrypted value and cannot be one: no API server reads it. */
    UNDECODABLE("undecodable");

    private final String provider;

    Form(String provider) {
        this.provider = provider;
    }

    /**
     * The name of the provider in an {@code EncryptionConfiguration}, with the version for {@code kms}; {@code identity}
     * for all that is not encrypted.
     */
    public String provider() {
        return provider;
    }

    /** Whether who reads the disk reads the object. */
    public boolean plaintext() {
        return this == PROTOBUF || this == JSON || this == OTHER || this == EMPTY;
    }
}
