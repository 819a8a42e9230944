package io.nodeward.journal.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Extended attributes of a file: SELinux label, capabilities, access lists, users' own. */
final class Attributes {

    /** Signatures of a content: false as soon as there is another. */
    private static final Set<String> OF_THE_CONTENT = Set.of("security.ima", "security.evm");

    private static final String CAPABILITY = "security.capability";

    private Attributes() {}

    /** All that a file has and this process may see; none where the file system knows none. */
    static Map<String, byte[]> of(Descriptor file) throws Errno {
        Map<String, byte[]> attributes = new TreeMap<>();
        byte[] names;
        try {
            names = Libc.listxattr(file.number());
        } catch (Errno e) {
            if (e.is(Errno.NOT_SUPPORTED)) {
                return attributes;
            }
            throw e;
        }
        for (String name : new String(names, UTF_8).split("\0")) {
            if (!name.isEmpty()) {
                try {
                    attributes.put(name, Libc.getxattr(file.number(), name));
                } catch (Errno e) {
                    if (!e.is(Errno.NO_SUCH_ATTRIBUTE) && !e.is(Errno.NOT_SUPPORTED)) {
                        throw e;
                    }
                }
            }
        }
        return attributes;
    }

    /** What stays true of a file when its content is replaced. */
    static Map<String, byte[]> withoutSignatures(Map<String, byte[]> attributes) {
        Map<String, byte[]> kept = new TreeMap<>(attributes);
        kept.keySet().removeAll(OF_THE_CONTENT);
        return kept;
    }

    /**
     * Gives a file exactly these. The mode has to be set afterwards, since an access list changes it, and the owner before,
     * since changing him takes capabilities away.
     */
    static void set(Descriptor file, Map<String, byte[]> wanted) throws Errno {
        Map<String, byte[]> present = of(file);
        for (Map.Entry<String, byte[]> entry : wanted.entrySet()) {
            byte[] old = present.remove(entry.getKey());
            if (old == null || !Arrays.equals(old, entry.getValue())) {
                Libc.setxattr(file.number(), entry.getKey(), entry.getValue());
            }
        }
        for (String name : present.keySet()) {
            // a label that the kernel gave to the new file stays
            if (!name.startsWith("security.") || name.equals(CAPABILITY)) {
                Libc.removexattr(file.number(), name);
            }
        }
    }
}
