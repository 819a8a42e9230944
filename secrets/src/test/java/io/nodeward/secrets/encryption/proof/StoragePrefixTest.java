package io.nodeward.secrets.encryption.proof;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoragePrefixTest {
    private static final StoredAs UNDECODABLE = StoredAs.of(Form.UNDECODABLE);

    @ParameterizedTest
    @CsvSource({"aescbc,AESCBC", "aesgcm,AESGCM", "secretbox,SECRETBOX"})
    void tellsProviderAndKeyOfALocalKey(String provider, Form form) throws IOException {
        assertThat(read(bytes("k8s:enc:" + provider + ":v1:key-1:", 64))).isEqualTo(new StoredAs(form, "key-1", ""));
    }

    @Test
    void tellsTheProviderOfKmsV1() throws IOException {
        byte[] wrapped = concat(new byte[] {0, 20}, new byte[20 + 32]);
        assertThat(read(concat(latin("k8s:enc:kms:v1:vault:"), wrapped)))
                .isEqualTo(new StoredAs(Form.KMS_V1, "vault", ""));
    }

    @Test
    void tellsProviderAndKeyIdOfKmsV2() throws IOException {
        byte[] value = concat(latin("k8s:enc:kms:v2:vault:"), envelope("id/7:a", 500, 44, 1));
        assertThat(read(value)).isEqualTo(new StoredAs(Form.KMS_V2, "vault", "id/7:a"));
    }

    @Test
    void tellsPlaintext() throws IOException {
        assertThat(read(latin("k8s\0\n\u0012some protobuf"))).isEqualTo(StoredAs.of(Form.PROTOBUF));
        assertThat(read(latin("{\"kind\":\"Widget\"}"))).isEqualTo(StoredAs.of(Form.JSON));
        assertThat(read(latin("{"))).isEqualTo(StoredAs.of(Form.JSON));
        assertThat(read(latin("k8s:enb:"))).isEqualTo(StoredAs.of(Form.OTHER));
        assertThat(read(latin("k8s"))).isEqualTo(StoredAs.of(Form.OTHER));
        assertThat(read(new byte[] {(byte) 0xd9, (byte) 0xd9, (byte) 0xf7})).isEqualTo(StoredAs.of(Form.OTHER));
        assertThat(read(new byte[0])).isEqualTo(StoredAs.of(Form.EMPTY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k8s:enc:",
                "k8s:enc:::",
                "k8s:enc:identity:v1:key:",
                "k8s:enc:aescbc:v2:key:",
                "k8s:enc:AESCBC:v1:key:",
                "k8s:enc:kms:v3:key:",
                "k8s:enc:aescbc:v1::",
                "k8s:enc:a-provider-whose-name-does-not-end"
            })
    void whatClaimsToBeEncryptedAndIsOfNoProviderIsUndecodable(String prefix) throws IOException {
        assertThat(read(bytes(prefix, 64))).isEqualTo(UNDECODABLE);
    }

    @ParameterizedTest
    @CsvSource({"aescbc:v1,32", "aesgcm:v1,28", "secretbox:v1,40"})
    void whatIsTooShortForItsCipherIsUndecodable(String scheme, int shortest) throws IOException {
        for (int length = 0; length < shortest; length++) {
            assertThat(read(bytes("k8s:enc:" + scheme + ":key:", length))).isEqualTo(UNDECODABLE);
        }
        assertThat(read(bytes("k8s:enc:" + scheme + ":key:", shortest)).key()).isEqualTo("key");
    }

    @Test
    void aescbcComesInBlocks() throws IOException {
        assertThat(read(bytes("k8s:enc:aescbc:v1:key:", 47))).isEqualTo(UNDECODABLE);
        assertThat(read(bytes("k8s:enc:aescbc:v1:key:", 48)).form()).isEqualTo(Form.AESCBC);
    }

    @Test
    void everyTruncationOfAnEnvelopeIsUndecodable() throws IOException {
        byte[] prefix = latin("k8s:enc:kms:v2:vault:");
        byte[] whole = concat(prefix, envelope("id", 100, 44, 1));
        for (int length = prefix.length; length < whole.length - 2; length++) { // the last field may be left out
            assertThat(read(Arrays.copyOf(whole, length))).isEqualTo(UNDECODABLE);
        }
    }

    @Test
    void anEnvelopeThatLacksWhatTheApiServerNeedsIsUndecodable() throws IOException {
        byte[] prefix = latin("k8s:enc:kms:v2:vault:");
        assertThat(read(concat(prefix, envelope("", 100, 44, 1)))).isEqualTo(UNDECODABLE);
        assertThat(read(concat(prefix, envelope("i".repeat(1025), 100, 44, 1)))).isEqualTo(UNDECODABLE);
        assertThat(read(concat(prefix, envelope("id", 0, 44, 1)))).isEqualTo(UNDECODABLE);
        assertThat(read(concat(prefix, envelope("id", 100, 0, 1)))).isEqualTo(UNDECODABLE);
        assertThat(read(concat(prefix, envelope("id", 100, 1025, 1)))).isEqualTo(UNDECODABLE);
        assertThat(read(concat(prefix, envelope("id", 100, 44, 2)))).isEqualTo(UNDECODABLE);
        assertThat(read(concat(prefix, envelope("i".repeat(1024), 100, 1024, 0)))
                        .kmsKeyId())
                .hasSize(1024);
    }

    @Test
    void namesAreReadAsTheyAre() throws IOException {
        assertThat(read(concat("k8s:enc:secretbox:v1:schlüssel 1/ä:".getBytes(UTF_8), new byte[64]))
                        .key())
                .isEqualTo("schlüssel 1/ä");
        String longest = "n".repeat(StoragePrefix.LONGEST_NAME);
        assertThat(read(bytes("k8s:enc:secretbox:v1:" + longest + ":", 64)).key())
                .isEqualTo(longest);
        assertThat(read(bytes("k8s:enc:secretbox:v1:" + longest + "n:", 64))).isEqualTo(UNDECODABLE);
        assertThat(read(bytes("k8s:enc:secretbox:v1:" + "n".repeat(1 << 20), 64)))
                .isEqualTo(UNDECODABLE);
        assertThat(read(bytes("k8s:enc:secretbox:v1:\u00ff\u00fe:", 64))).isEqualTo(UNDECODABLE);
    }

    @Test
    void aNameWithColonsIsToldWhenItIsKnown() throws IOException {
        byte[] value = bytes("k8s:enc:aesgcm:v1:a:b:c:", 64);
        assertThat(read(value).key()).isEqualTo("a");
        assertThat(read(value, "a:b:c", "a:b").key()).isEqualTo("a:b:c");
        assertThat(read(value, "a:b").key()).isEqualTo("a:b");
        assertThat(read(value, "a:b:c:d", "a:x").key()).isEqualTo("a");
        // 29 bytes behind "a:", 27 behind "a:b:", which is one too few
        byte[] shorter = bytes("k8s:enc:aesgcm:v1:a:b:", 27);
        assertThat(read(shorter).key()).isEqualTo("a");
        assertThat(read(shorter, "a:b")).isEqualTo(UNDECODABLE);
        assertThat(read(latin("k8s:enc:aesgcm:v1:a:"), "a:b")).isEqualTo(UNDECODABLE);
    }

    /** Whatever stands there, the reader gives an answer and stays within the value. */
    @Test
    void noBytesMakeItFail() throws IOException {
        Random random = new Random(7);
        List<String> prefixes = List.of(
                "",
                "k8s:enc:",
                "k8s:enc:kms:v2:p:",
                "k8s:enc:kms:v1:p:",
                "k8s:enc:aescbc:v1:",
                "k8s:enc:secretbox:v1:k:");
        for (int i = 0; i < 50_000; i++) {
            byte[] noise = new byte[random.nextInt(80)];
            random.nextBytes(noise);
            byte[] value = concat(latin(prefixes.get(i % prefixes.size())), noise);
            CodedInputStream in =
                    CodedInputStream.newInstance(new ByteArrayInputStream(concat(value, latin("next"))), 32);
            int outer = in.pushLimit(value.length);
            assertThat(new StoragePrefix(List.of("k:" + (char) random.nextInt(128))).read(in, value.length))
                    .isNotNull();
            in.skipRawBytes(in.getBytesUntilLimit());
            in.popLimit(outer);
            assertThat(in.readRawBytes(4)).isEqualTo(latin("next"));
        }
    }

    private static StoredAs read(byte[] value, String... names) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(new ByteArrayInputStream(value), 64);
        in.pushLimit(value.length);
        return new StoragePrefix(List.of(names)).read(in, value.length);
    }

    private static byte[] bytes(String prefix, int more) {
        return concat(latin(prefix), new byte[more]);
    }

    private static byte[] latin(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** An {@code EncryptedObject} with annotations and a field that is not known. */
    private static byte[] envelope(String keyId, int data, int wrappedKey, int type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(4, new byte[] {10, 1, 'a', 18, 1, 'b'});
        out.writeInt64(9, 1L << 60);
        out.writeByteArray(1, new byte[data]);
        out.writeString(2, keyId);
        out.writeByteArray(3, new byte[wrappedKey]);
        out.writeEnum(5, type);
        out.flush();
        return bytes.toByteArray();
    }
}
