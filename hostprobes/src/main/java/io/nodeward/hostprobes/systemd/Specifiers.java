package io.nodeward.hostprobes.systemd;

import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import org.jspecify.annotations.Nullable;

/** Fills in what begins with a percent sign, systemd.unit(5) "Specifiers". Those that only a running host can tell are not known. */
final class Specifiers {

    private static final int LIMIT = 4096;

    private final HostRoot root;
    private final String name;
    private String unknown = "";

    /** @param name of the unit, with its suffix */
    Specifiers(HostRoot root, String name) {
        this.root = root;
        this.name = name;
    }

    /** The first specifier that could not be told, or an empty text. */
    String unknown() {
        return unknown;
    }

    String fill(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder filled = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '%' || at + 1 == text.length()) {
                filled.append(c);
                continue;
            }
            char letter = text.charAt(++at);
            String value = value(letter);
            if (value == null) {
                unknown = unknown.isEmpty() ? "%" + letter : unknown;
                filled.append('%').append(letter);
            } else {
                filled.append(value);
            }
        }
        return filled.toString();
    }

    private @Nullable String value(char letter) {
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        int at = stem.indexOf('@');
        String prefix = at < 0 ? stem : stem.substring(0, at);
        String instance = at < 0 ? "" : stem.substring(at + 1);
        return switch (letter) {
            case '%' -> "%";
            case 'n' -> name;
            case 'N' -> stem;
            case 'p' -> prefix;
            case 'P' -> unescaped(prefix);
            case 'i' -> instance;
            case 'I' -> unescaped(instance);
            case 'j' -> prefix.substring(prefix.lastIndexOf('-') + 1);
            case 'J' -> unescaped(prefix.substring(prefix.lastIndexOf('-') + 1));
            case 'f' -> "/" + unescaped(instance.isEmpty() ? prefix : instance);
            case 't' -> "/run";
            case 'S' -> "/var/lib";
            case 'C' -> "/var/cache";
            case 'L' -> "/var/log";
            case 'E' -> "/etc";
            case 'T' -> "/tmp";
            case 'V' -> "/var/tmp";
            // the account of systemd itself, whatever User= says
            case 'u', 'g' -> "root";
            case 'U', 'G' -> "0";
            case 'h' -> "/root";
            case 'H' -> file("/etc/hostname");
            case 'm' -> file("/etc/machine-id");
            default -> null;
        };
    }

    private @Nullable String file(String path) {
        return root.text(path, LIMIT) instanceof Read.Found<String>(String text)
                        && !text.strip().isEmpty()
                ? text.strip()
                : null;
    }

    /** unit_name_unescape: a dash is a slash, {@code \x2d} a dash. */
    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (text.startsWith("\\x", at) && at + 4 <= text.length() && hexadecimal(text, at + 2)) {
                plain.append((char) Integer.parseInt(text.substring(at + 2, at + 4), 16));
                at += 3;
            } else {
                plain.append(c == '-' ? '/' : c);
            }
        }
        return plain.toString();
    }

    private static boolean hexadecimal(String text, int at) {
        return Character.digit(text.charAt(at), 16) >= 0 && Character.digit(text.charAt(at + 1), 16) >= 0;
    }
}
