package io.nodeward.secrets.etcd;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The little DER that turns a key of PKCS#1 (RFC 8017) or SEC1 (RFC 5915) into PKCS#8 (RFC 5958), the only form that the
 * JDK reads. Written out because loading a library for it takes longer than reading ten thousand objects from etcd.
 */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int OID = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;

    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    private static final byte[] NULL = {5, 0};
    private static final byte[] RSA = oid("2a864886f70d010101");
    private static final byte[] EC = oid("2a8648ce3d0201");
    private static final byte[] ED25519 = oid("2b6570");

    private Der() {}

    static byte[] ofPkcs1(byte[] key) {
        return sequence(VERSION_0, sequence(RSA, NULL), element(OCTETS, key));
    }

    /** The curve stands in the key itself; a key without it cannot be used. */
    static byte[] ofSec1(byte[] key) {
        ByteBuffer fields = content(ByteBuffer.wrap(key), SEQUENCE);
        content(fields, INTEGER);
        content(fields, OCTETS);
        ByteBuffer curve = content(fields, PARAMETERS);
        byte[] parameters = new byte[curve.remaining()];
        curve.get(parameters);
        return sequence(VERSION_0, sequence(EC, parameters), element(OCTETS, key));
    }

    /** The JDK's name for the algorithm of a PKCS#8 key; null for one that TLS has no use for. */
    static @Nullable String algorithm(byte[] pkcs8) {
        ByteBuffer fields = content(ByteBuffer.wrap(pkcs8), SEQUENCE);
        content(fields, INTEGER);
        ByteBuffer algorithm = content(fields, SEQUENCE);
        ByteBuffer id = content(algorithm, OID);
        byte[] bytes = new byte[id.remaining()];
        id.get(bytes);
        byte[] oid = element(OID, bytes);
        return Arrays.equals(oid, RSA)
                ? "RSA"
                : Arrays.equals(oid, EC) ? "EC" : Arrays.equals(oid, ED25519) ? "Ed25519" : null;
    }

    /** The content of the next element, which is passed over. Unchecked exceptions tell what is not DER. */
    private static ByteBuffer content(ByteBuffer from, int tag) {
        if ((from.get() & 0xff) != tag) {
            throw new IllegalArgumentException("not the expected DER");
        }
        int length = from.get() & 0xff;
        if (length >= 0x80) {
            int bytes = length & 0x7f;
            if (bytes == 0 || bytes > 3) {
                throw new IllegalArgumentException("not the expected DER");
            }
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = length << 8 | (from.get() & 0xff);
            }
        }
        ByteBuffer content = from.slice(from.position(), length);
        from.position(from.position() + length);
        return content;
    }

    private static byte[] sequence(byte[]... elements) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] element : elements) {
            all.writeBytes(element);
        }
        return element(SEQUENCE, all.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82); // no key that is used is as large as 64 KiB
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] oid(String hex) {
        return element(OID, HexFormat.of().parseHex(hex));
    }
}
