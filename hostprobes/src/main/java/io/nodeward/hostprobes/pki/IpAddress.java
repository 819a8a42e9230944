package io.nodeward.hostprobes.pki;

/** Textual IP addresses; {@code java.net} would bring its name services along. */
final class IpAddress {

    private IpAddress() {}

    /** Four octets as IPv4, sixteen as IPv6 in the form of RFC 5952. */
    static String text(Der octets) throws MalformedException {
        return switch (octets.length()) {
            case 4 -> octets.octet(0) + "." + octets.octet(1) + "." + octets.octet(2) + "." + octets.octet(3);
            case 16 -> six(octets);
            default -> throw new MalformedException("has an IP address of neither 4 nor 16 octets");
        };
    }

    private static String six(Der octets) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = octets.octet(2 * i) << 8 | octets.octet(2 * i + 1);
        }
        int zerosAt = -1;
        int zeros = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > zeros) {
                zerosAt = i;
                zeros = run;
            }
        }
        StringBuilder out = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == zerosAt) {
                out.append("::");
                i += zeros - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                out.append(':');
            }
            out.append(Integer.toHexString(groups[i]));
        }
        return out.toString();
    }
}
