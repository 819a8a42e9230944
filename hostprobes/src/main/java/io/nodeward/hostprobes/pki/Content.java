package io.nodeward.hostprobes.pki;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a file holds, told from its bytes alone. Whatever may hold a secret key counts as one. */
enum Content {
    // what decides a file that holds several stands first
    PRIVATE_KEY("private-key"),
    CERTIFICATE("certificate"),
    PUBLIC_KEY("public-key"),
    EMPTY("empty"),
    OTHER("other");

    /** What else gives a key away: in kubeconfigs and in files of age. */
    private static final List<Needle> SECRETS = List.of(new Needle("client-key-data"), new Needle("AGE-SECRET-KEY-"));

    private static final byte[] PUTTY = latin("PuTTY-User-Key-File-");

    private static final List<byte[]> KEY_STORES =
            List.of(latin("\u00fe\u00ed\u00fe\u00ed"), latin("\u00ce\u00ce\u00ce\u00ce"));

    private static final List<byte[]> SSH_PUBLIC =
            List.of(latin("ssh-rsa "), latin("ssh-ed25519 "), latin("ecdsa-sha2-"), latin("---- BEGIN SSH2 PUBLIC"));

    private final String word;

    Content(String word) {
        this.word = word;
    }

    /** The word for it in facts. */
    String word() {
        return word;
    }

    /** Tells what a file holds, given the PEM blocks in it. */
    static Content of(byte[] file, List<Pem.Block> blocks) {
        if (file.length == 0) {
            return EMPTY;
        }
        Content best = OTHER;
        for (Pem.Block block : blocks) {
            Content content = of(block);
            if (content.compareTo(best) < 0) {
                best = content;
            }
        }
        if (best == OTHER) {
            best = file[0] == Der.SEQUENCE ? ofDer(file) : OTHER;
        }
        if (best == OTHER && startsWithAny(file, SSH_PUBLIC)) {
            best = PUBLIC_KEY;
        }
        if (best != PRIVATE_KEY && (startsWithAny(file, KEY_STORES) || at(file, 0, PUTTY) || holdsAny(file, SECRETS))) {
            best = PRIVATE_KEY;
        }
        return best;
    }

    private static Content of(Pem.Block block) {
        if (block.privateKey()) {
            return PRIVATE_KEY;
        }
        return switch (block.label()) {
            case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" -> CERTIFICATE;
            case "PUBLIC KEY", "RSA PUBLIC KEY" -> PUBLIC_KEY;
            default -> OTHER;
        };
    }

    /** Tells DER apart by its outermost shape. */
    static Content ofDer(byte[] file) {
        try {
            Der all = new Der(file);
            Der parts = all.enter(Der.SEQUENCE);
            if (parts.tag() == Der.INTEGER) {
                Der first = parts.enter();
                return switch (parts.tag()) {
                    // PKCS #8, SEC 1, PKCS #12
                    case Der.SEQUENCE, Der.OCTET_STRING -> PRIVATE_KEY;
                    // PKCS #1: a public key has two numbers, private ones begin with a version
                    case Der.INTEGER -> first.bits() <= 8 && numbers(parts) > 2 ? PRIVATE_KEY : PUBLIC_KEY;
                    default -> OTHER;
                };
            }
            if (parts.tag() != Der.SEQUENCE) {
                return OTHER;
            }
            Der first = parts.enter();
            return switch (parts.tag()) {
                case Der.BIT_STRING -> PUBLIC_KEY;
                // PKCS #8, encrypted
                case Der.OCTET_STRING -> PRIVATE_KEY;
                case Der.SEQUENCE ->
                    first.tag() == Der.context(0) || first.tag() == Der.INTEGER ? certificateOrOther(file) : OTHER;
                default -> OTHER;
            };
        } catch (MalformedException e) {
            return OTHER;
        }
    }

    /** Requests and revocation lists look like certificates from outside. */
    private static Content certificateOrOther(byte[] file) {
        try {
            X509.parse(file);
            return CERTIFICATE;
        } catch (MalformedException e) {
            return OTHER;
        }
    }

    private static int numbers(Der parts) throws MalformedException {
        int count = 0;
        while (parts.tag() == Der.INTEGER) {
            parts.skip();
            count++;
        }
        return count;
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean startsWithAny(byte[] file, List<byte[]> words) {
        for (byte[] word : words) {
            if (at(file, 0, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsAny(byte[] file, List<Needle> needles) {
        for (Needle needle : needles) {
            if (needle.in(file)) {
                return true;
            }
        }
        return false;
    }

    private static boolean at(byte[] file, int from, byte[] word) {
        if (file.length - from < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (file[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
