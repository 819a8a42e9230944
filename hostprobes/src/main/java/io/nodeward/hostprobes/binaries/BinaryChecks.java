package io.nodeward.hostprobes.binaries;

/**
 * How programs are compared with what they should be, the section {@code binaries} of the configuration.
 *
 * @param verify when their checksums are computed
 * @param manifest an absolute path of the machine that nodeward runs on, empty for none
 * @param key of the manifest's signature, the same
 */
public record BinaryChecks(Verify verify, String manifest, String key) {

    /** When checksums are computed. */
    public enum Verify {
        /** Of programs whose times do not prove that they are as their package was installed, and of those of a manifest. */
        AUTO,
        /** Of all. */
        ALWAYS,
        /** Of none. */
        NEVER
    }

    /** What holds where nothing is configured. */
    public static final BinaryChecks USUAL = new BinaryChecks(Verify.AUTO, "", "");
}
