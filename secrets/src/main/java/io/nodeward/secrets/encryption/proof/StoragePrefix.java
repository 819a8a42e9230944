package io.nodeward.secrets.encryption.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.nodeward.secrets.etcd.ValueReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads how a value is stored from its first bytes, and of a KMS v2 envelope the key id; nothing else. The prefixes are
 * those of kube-apiserver's encryption providers: {@code k8s:enc:PROVIDER:VERSION:NAME:} and then the ciphertext. A value
 * that is too short to be what it claims is {@link Form#UNDECODABLE}. Safe for many threads.
 */
final class StoragePrefix implements ValueReader<StoredAs> {
    /** A longer name, in bytes, is taken for damage; the ids of KMS keys end there too. */
    static final int LONGEST_NAME = 1024;

    private static final byte[] ENCRYPTED = "k8s:enc:".getBytes(ISO_8859_1);
    private static final byte[] PROTOBUF = {'k', '8', 's', 0};
    private static final int LONGEST_SCHEME = 16;
    private static final int CIPHER_BLOCK = 16;

    /** How a value's scheme, what stands between {@code k8s:enc:} and the name, is read. */
    private enum Scheme {
        // IV and a block
        AESCBC("aescbc:v1:", Form.AESCBC, 2 * CIPHER_BLOCK),
        // nonce and tag
        AESGCM("aesgcm:v1:", Form.AESGCM, 12 + 16),
        SECRETBOX("secretbox:v1:", Form.SECRETBOX, 24 + 16),
        // the length of the wrapped key, the key, IV and a block
        KMS_V1("kms:v1:", Form.KMS_V1, 2 + 1 + 2 * CIPHER_BLOCK),
        KMS_V2("kms:v2:", Form.KMS_V2, 1);

        private final String text;
        private final Form form;
        private final int shortest;

        Scheme(String text, Form form, int shortest) {
            this.text = text;
            this.form = form;
            this.shortest = shortest;
        }

        static @Nullable Scheme of(String text) {
            for (Scheme scheme : values()) {
                if (scheme.text.equals(text)) {
                    return scheme;
                }
            }
            return null;
        }
    }

    private static final StoredAs UNDECODABLE = StoredAs.of(Form.UNDECODABLE);
    private static final StoredAs EMPTY = StoredAs.of(Form.EMPTY);
    private static final StoredAs PLAIN_PROTOBUF = StoredAs.of(Form.PROTOBUF);
    private static final StoredAs PLAIN_JSON = StoredAs.of(Form.JSON);
    private static final StoredAs PLAIN_OTHER = StoredAs.of(Form.OTHER);

    /** Bytes alone do not tell a name with a colon from a shorter name and what follows it. */
    private final List<byte[]> namesWithColon;

    /** A reader that knows the names of the keys and KMS providers in use; only those with a colon matter. */
    StoragePrefix(Collection<String> names) {
        namesWithColon = names.stream()
                .filter(name -> name.indexOf(':') >= 0)
                .map(name -> name.getBytes(UTF_8))
                .toList();
    }

    @Override
    public StoredAs read(CodedInputStream value, int length) throws IOException {
        if (length == 0) {
            return EMPTY;
        }
        byte[] begin = value.readRawBytes(Math.min(length, ENCRYPTED.length));
        if (!Arrays.equals(begin, ENCRYPTED)) {
            return startsWith(begin, PROTOBUF) ? PLAIN_PROTOBUF : begin[0] == '{' ? PLAIN_JSON : PLAIN_OTHER;
        }
        try {
            return encrypted(value);
        } catch (InvalidProtocolBufferException e) {
            return UNDECODABLE; // it ended too early, or the envelope is none
        }
    }

    private StoredAs encrypted(CodedInputStream value) throws IOException {
        byte[] head = new byte[LONGEST_SCHEME];
        int length = 0;
        for (int colons = 0; colons < 2; length++) {
            if (length == head.length) {
                return UNDECODABLE;
            }
            head[length] = value.readRawByte();
            colons += head[length] == ':' ? 1 : 0;
        }
        Scheme scheme = Scheme.of(new String(head, 0, length, ISO_8859_1));
        if (scheme == null) {
            return UNDECODABLE;
        }
        byte[] name = name(value);
        if (name == null) {
            return UNDECODABLE;
        }
        int left = value.getBytesUntilLimit();
        if (scheme != Scheme.KMS_V2) {
            byte[] longer = goingOn(value, name);
            left -= longer.length - name.length;
            if (left < scheme.shortest || (scheme == Scheme.AESCBC && left % CIPHER_BLOCK != 0)) {
                return UNDECODABLE;
            }
            return stored(scheme, longer, "");
        }
        String keyId = keyId(value);
        return keyId == null ? UNDECODABLE : stored(scheme, name, keyId);
    }

    private static StoredAs stored(Scheme scheme, byte[] name, String keyId) {
        String text = text(name);
        return text == null ? UNDECODABLE : new StoredAs(scheme.form, text, keyId);
    }

    /** What stands before the next colon; null if that is no name. */
    private static byte @Nullable [] name(CodedInputStream value) throws IOException {
        byte[] name = new byte[64];
        int length = 0;
        for (byte b = value.readRawByte(); b != ':'; b = value.readRawByte()) {
            if (length == LONGEST_NAME) {
                return null;
            }
            if (length == name.length) {
                name = Arrays.copyOf(name, 2 * length);
            }
            name[length++] = b;
        }
        return length == 0 ? null : Arrays.copyOf(name, length);
    }

    /** The longest of the known names with a colon that begins with this one and stands there; else this one itself. */
    private byte[] goingOn(CodedInputStream value, byte[] name) throws IOException {
        byte[] found = name;
        byte[] seen = append(name, (byte) ':');
        while (goesOn(seen) && value.getBytesUntilLimit() > 0) {
            byte next = value.readRawByte();
            if (next == ':' && isKnown(seen)) {
                found = seen;
            }
            seen = append(seen, next);
        }
        return found;
    }

    private boolean goesOn(byte[] begin) {
        return namesWithColon.stream().anyMatch(name -> startsWith(name, begin));
    }

    private boolean isKnown(byte[] text) {
        return namesWithColon.stream().anyMatch(name -> Arrays.equals(name, text));
    }

    private static byte[] append(byte[] bytes, byte more) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = more;
        return longer;
    }

    /**
     * The key id of KMS v2's {@code EncryptedObject}; null where kube-apiserver would refuse the object for what it lacks.
     */
    private static @Nullable String keyId(CodedInputStream envelope) throws IOException {
        boolean data = false;
        boolean wrappedKey = false;
        String keyId = null;
        for (int tag = envelope.readTag(); tag != 0; tag = envelope.readTag()) {
            switch (tag) {
                case 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    int length = envelope.readRawVarint32();
                    envelope.skipRawBytes(length);
                    data = length > 0;
                }
                case 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    int length = envelope.readRawVarint32();
                    if (length < 1 || length > LONGEST_NAME) {
                        return null;
                    }
                    keyId = text(envelope.readRawBytes(length));
                }
                case 3 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                    int length = envelope.readRawVarint32();
                    envelope.skipRawBytes(length);
                    wrappedKey = length > 0 && length <= LONGEST_NAME;
                }
                case 5 << 3 -> {
                    int type = envelope.readEnum();
                    if (type != 0 && type != 1) {
                        return null;
                    }
                }
                default -> {
                    if (!envelope.skipField(tag)) {
                        return null;
                    }
                }
            }
        }
        return data && wrappedKey ? keyId : null;
    }

    /** Null for what is no UTF-8: names come from a YAML file, key ids from a protobuf string. */
    private static @Nullable String text(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean startsWith(byte[] text, byte[] prefix) {
        return text.length >= prefix.length && Arrays.equals(text, 0, prefix.length, prefix, 0, prefix.length);
    }
}
