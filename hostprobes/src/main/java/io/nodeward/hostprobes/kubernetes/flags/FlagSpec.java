package io.nodeward.hostprobes.kubernetes.flags;

import org.jspecify.annotations.Nullable;

/**
 * A flag of a component in one range of versions.
 *
 * @param shorthand its one-letter form, else empty
 * @param type how its text is read, see the header of the tables
 * @param bare the value when it stands alone, else empty; a flag with one never takes the next argument
 * @param fallback its value when it is not given
 * @param since first minor version that has it, 0 for all that we know
 * @param until last minor version that has it, {@link Integer#MAX_VALUE} for all that we know
 * @param deprecated first minor version in which it is deprecated, {@link Integer#MAX_VALUE} for none
 * @param field the configuration field that it sets, else null
 * @param rule how flag and field go together
 */
public record FlagSpec(
        String name,
        String shorthand,
        String type,
        String bare,
        String fallback,
        int since,
        int until,
        int deprecated,
        @Nullable String field,
        Rule rule) {

    /** How a flag and a field of the configuration file go together. */
    public enum Rule {
        /** The component's usual order: the kubelet's flags beat its files, others' flags are ignored beside a file. */
        USUAL,
        /** The flag beats the file. */
        FLAG_WINS,
        /** Either of them switches it on. */
        EITHER,
        /** A flag of a library; with a configuration file the kubelet's second reading lets it take the next argument. */
        LIBRARY
    }

    boolean in(int minor) {
        return since <= minor && minor <= until;
    }

    boolean bool() {
        return type.equals("bool");
    }

    /** Whether several uses add up, and how its text is cut. */
    boolean list() {
        return switch (type) {
            case "stringSlice",
                    "stringArray",
                    "int32Slice",
                    "namedCertKey",
                    "taints",
                    "reservedMemory",
                    "csvReplace",
                    "urlsReplace" -> true;
            default -> false;
        };
    }

    boolean map() {
        return switch (type) {
            case "mapStringString",
                    "mapLangle",
                    "mapStringBool",
                    "mapStringStringNoSplit",
                    "configurationMap",
                    "stringToString",
                    "multimapColon",
                    "componentGates",
                    "gates" -> true;
            default -> false;
        };
    }
}
