package io.nodeward.hostprobes.ssh;

import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.Lines;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists of algorithms: the server's defaults by version of OpenSSH (myproposal.h and the release notes), and what a
 * setting makes of them, {@code +} behind, {@code ^} in front, {@code -} without (kex.c: kex_assemble_names).
 */
final class Algorithms {

    /** Since 6.7, in some order. */
    private static final String CIPHERS = "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,"
            + "aes128-gcm@openssh.com,aes256-gcm@openssh.com";

    private static final String MACS = "umac-64-etm@openssh.com,umac-128-etm@openssh.com,"
            + "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha1-etm@openssh.com,"
            + "umac-64@openssh.com,umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1";

    private static final String CURVES =
            "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521";

    private static final String GROUPS = ",diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,"
            + "diffie-hellman-group18-sha512,diffie-hellman-group14-sha256";

    /** The same four kinds, with certificates and without; keys of security tokens since 8.2. */
    private static final String CERTIFICATES =
            "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,"
                    + "ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,";

    private static final String TOKEN_CERTIFICATES =
            "sk-ssh-ed25519-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,";
    private static final String RSA_CERTIFICATES =
            "rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,";
    private static final String KEYS = "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,";
    private static final String TOKENS = "sk-ssh-ed25519@openssh.com,sk-ecdsa-sha2-nistp256@openssh.com,";
    private static final String RSA = "rsa-sha2-512,rsa-sha2-256";

    private static final int OLDEST = 704;

    private Algorithms() {}

    static Node ciphers(SshdVersion version) {
        return known(version, CIPHERS);
    }

    static Node macs(SshdVersion version) {
        return known(version, MACS);
    }

    static Node keyExchanges(SshdVersion version) {
        int number = version.number();
        String list = CURVES;
        String prime = "sntrup761x25519-sha512@openssh.com";
        String lattice = "mlkem768x25519-sha256,";
        // 8.9 has the first of them as its last resort, 9.0 prefers it, 9.9 knows its registered name, 10.0 prefers
        // ML-KEM
        if (number >= 1000) {
            list = lattice + "sntrup761x25519-sha512," + prime + "," + list;
        } else if (number >= 909) {
            list = "sntrup761x25519-sha512," + prime + "," + lattice + list;
        } else if (number >= 900) {
            list = prime + "," + list;
        } else if (number >= 809) {
            list = list + "," + prime;
        }
        // 10.0 leaves the finite fields out
        list = number >= 1000 ? list : list + GROUPS;
        return known(version, number < 802 ? list + ",diffie-hellman-group14-sha1" : list);
    }

    /** Of host keys and of users' keys alike. */
    static Node signatures(SshdVersion version) {
        String keys = version.number() < 802
                ? CERTIFICATES + RSA_CERTIFICATES + KEYS + RSA
                : CERTIFICATES + TOKEN_CERTIFICATES + RSA_CERTIFICATES + KEYS + TOKENS + RSA;
        return known(version, version.number() < 808 ? keys + ",ssh-rsa-cert-v01@openssh.com,ssh-rsa" : keys);
    }

    private static Node known(SshdVersion version, String list) {
        return version.number() < OLDEST
                ? new Unknown("is told by the version of OpenSSH, which is not known or too old", version.source())
                : new Known(Lines.cut(list, ","), "default (OpenSSH " + version.text() + ")");
    }

    /** What a setting means, given the list that would hold without it; null where sshd would refuse it. */
    static SshdSettings.Reader reader(Node standard) {
        return arguments -> {
            if (arguments.size() != 1 || arguments.getFirst().isEmpty()) {
                return null;
            }
            String text = arguments.getFirst();
            char sign = text.charAt(0);
            if (sign != '+' && sign != '-' && sign != '^') {
                return Lines.cut(text, ",");
            }
            if (!(standard instanceof Known known && known.value() instanceof List<?> list)) {
                return null;
            }
            return changed(list, sign, Lines.cut(text.substring(1), ","));
        };
    }

    private static List<String> changed(List<?> standard, char sign, List<String> given) {
        List<String> result = new ArrayList<>();
        if (sign == '^') {
            result.addAll(given);
        }
        for (Object each : standard) {
            String name = each.toString();
            if (sign == '-' ? !matches(name, given) : !result.contains(name)) {
                result.add(name);
            }
        }
        if (sign == '+') {
            for (String name : given) {
                if (!result.contains(name)) {
                    result.add(name);
                }
            }
        }
        return result;
    }

    private static boolean matches(String name, List<String> patterns) {
        for (String pattern : patterns) {
            if (Globs.matches(name, pattern)) {
                return true;
            }
        }
        return false;
    }
}
