package io.nodeward.hostprobes.pki;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A name in a certificate, as RFC 4514 writes it, with the parts that Kubernetes takes users and groups from. */
final class DistinguishedName {

    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ORGANIZATION = "2.5.4.10";
    private static final int PARTS = 200;

    private final List<String> relative = new ArrayList<>();
    private final List<String> organizations = new ArrayList<>();
    private String commonName = "";

    /** Reads the content of a Name. */
    DistinguishedName(Der name) throws MalformedException {
        int parts = 0;
        while (name.more()) {
            Der set = name.enter(Der.SET);
            StringBuilder out = new StringBuilder();
            while (set.more()) {
                if (++parts > PARTS) {
                    throw new MalformedException("has a name of more than " + PARTS + " parts");
                }
                if (!out.isEmpty()) {
                    out.append('+');
                }
                attribute(set.enter(Der.SEQUENCE), out);
            }
            relative.add(out.toString());
        }
    }

    /** The whole name, most specific part first. */
    String text() {
        return String.join(",", relative.reversed());
    }

    /** The last common name, which is the one that Kubernetes takes for the user; empty without one. */
    String commonName() {
        return commonName;
    }

    List<String> organizations() {
        return Collections.unmodifiableList(organizations);
    }

    private void attribute(Der attribute, StringBuilder out) throws MalformedException {
        String type = attribute.enter(Der.OBJECT_IDENTIFIER).dotted();
        String keyword = keyword(type);
        int tag = attribute.tag();
        if (keyword.isEmpty()) {
            out.append(type).append("=#");
            hex(attribute.whole(), out);
        } else {
            String value = text(tag, attribute.enter());
            out.append(keyword).append('=');
            escape(value, out);
            if (type.equals(COMMON_NAME)) {
                commonName = value;
            } else if (type.equals(ORGANIZATION)) {
                organizations.add(value);
            }
        }
        attribute.finish();
    }

    /** The short names of RFC 4514 section 3; everything else is written by its number. */
    private static String keyword(String type) {
        return switch (type) {
            case COMMON_NAME -> "CN";
            case "2.5.4.7" -> "L";
            case "2.5.4.8" -> "ST";
            case ORGANIZATION -> "O";
            case "2.5.4.11" -> "OU";
            case "2.5.4.6" -> "C";
            case "2.5.4.9" -> "STREET";
            case "0.9.2342.19200300.100.1.25" -> "DC";
            case "0.9.2342.19200300.100.1.1" -> "UID";
            default -> "";
        };
    }

    private static String text(int tag, Der value) throws MalformedException {
        byte[] bytes = value.copy();
        return switch (tag) {
            case 12 -> valid(new String(bytes, StandardCharsets.UTF_8));
            case 18, 19, 22, 26 -> valid(new String(bytes, StandardCharsets.US_ASCII));
            case 20 -> new String(bytes, StandardCharsets.ISO_8859_1);
            case 30 -> new String(bytes, StandardCharsets.UTF_16BE);
            case 28 -> wide(bytes);
            default -> throw new MalformedException("has a name that is not text");
        };
    }

    private static String valid(String text) throws MalformedException {
        if (text.indexOf('\uFFFD') >= 0) {
            throw new MalformedException("has a name that is not text");
        }
        return text;
    }

    private static String wide(byte[] bytes) throws MalformedException {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i + 4 <= bytes.length; i += 4) {
            int point =
                    bytes[i] << 24 | (bytes[i + 1] & 0xFF) << 16 | (bytes[i + 2] & 0xFF) << 8 | (bytes[i + 3] & 0xFF);
            if (!Character.isValidCodePoint(point)) {
                throw new MalformedException("has a name that is not text");
            }
            out.appendCodePoint(point);
        }
        return out.toString();
    }

    private static void escape(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean outer = (i == 0 && (c == ' ' || c == '#')) || (i == value.length() - 1 && c == ' ');
            if (c < ' ' || c == 0x7F) {
                out.append('\\').append(digit(c >> 4)).append(digit(c & 0xF));
            } else if (outer || ",+\"\\<>;=".indexOf(c) >= 0) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
    }

    private static void hex(Der value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            out.append(digit(value.octet(i) >> 4)).append(digit(value.octet(i) & 0xF));
        }
    }

    private static char digit(int value) {
        return "0123456789abcdef".charAt(value);
    }
}
