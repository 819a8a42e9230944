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

    private static final String KEYS = "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,"
            + "ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,"
            + "rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com,ssh-ed25519,ecdsa-sha2-nistp256,"
            + "ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256";

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
        if (number >= 809) {
            list = list + ",sntrup761x25519-sha512@openssh.com";
        }
        if (number >= 909) {
            list = "mlkem768x25519-sha256,sntrup761x25519-sha512," + list;
        }
        // 10.0 leaves the finite fields out
        list = number >= 1000 ? list : list + GROUPS;
        return known(version, number < 802 ? list + ",diffie-hellman-group14-sha1" : list);
    }

    /** Of host keys and of users' keys alike. */
    static Node signatures(SshdVersion version) {
        return known(version, version.number() < 808 ? KEYS + ",ssh-rsa-cert-v01@openssh.com,ssh-rsa" : KEYS);
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
