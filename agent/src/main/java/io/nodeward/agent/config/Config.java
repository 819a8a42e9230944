package io.nodeward.agent.config;

import io.nodeward.hostprobes.binaries.BinaryChecks;
import io.nodeward.hostprobes.cloud.MetadataLeave;
import io.nodeward.hostprobes.disk.DiskLeave;
import io.nodeward.profiles.Severity;
import io.nodeward.profiles.authoring.CatalogueCompiler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration file says, defaults filled in. Immutable.
 *
 * @param audit the section {@code audit}
 * @param metadata the section {@code metadata}
 * @param files the section {@code files}
 * @param binaries the section {@code binaries}
 * @param unread the usual file, where it is there and may not be read, so that defaults stand in for it; else null
 */
public record Config(
        Audit audit,
        Metadata metadata,
        Files files,
        Binaries binaries,
        @Nullable String unread) {

    public Config(Audit audit, Metadata metadata, Files files, Binaries binaries) {
        this(audit, metadata, files, binaries, null);
    }

    /** What holds without a configuration file. */
    public static Config defaults() {
        return new Config(
                new Audit(
                        List.of("node-default", CatalogueCompiler.LOCAL),
                        Severity.HIGH,
                        false,
                        false,
                        "/etc/nodeward/baselines.d",
                        "/etc/nodeward/waivers.d"),
                new Metadata("auto"),
                new Files("auto"),
                new Binaries("auto", "", ""));
    }

    /**
     * Cloud metadata services.
     *
     * @param probe {@code auto}: that of the cloud that the host is in is asked; {@code always}: those of all clouds;
     *     {@code never}: none
     */
    public record Metadata(String probe) {

        /** What it may take. */
        public static final List<String> PROBE = List.of("auto", "always", "never");

        /** Whether services may be asked, where nothing was said on the command line but perhaps {@code --offline}. */
        public MetadataLeave leave(boolean offline) {
            if (offline) {
                return MetadataLeave.never("--offline was given");
            }
            return switch (probe) {
                case "always" -> MetadataLeave.ALWAYS;
                case "never" -> MetadataLeave.never("metadata.probe is never");
                default -> MetadataLeave.AUTO;
            };
        }
    }

    /**
     * Files that are looked for all over the disk.
     *
     * @param walk {@code auto}: where root looks, or at a tree that is not the running host's; {@code always}: by
     *     everybody; {@code never}: not at all
     */
    public record Files(String walk) {

        /** What it may take. */
        public static final List<String> WALK = List.of("auto", "always", "never");

        /** Whether the disk may be walked. */
        public DiskLeave leave() {
            return switch (walk) {
                case "always" -> DiskLeave.ALWAYS;
                case "never" -> DiskLeave.never("files.walk is never");
                default -> DiskLeave.AUTO;
            };
        }
    }

    /**
     * Programs of the platform.
     *
     * @param verify {@code auto}: checksums are computed of those whose times do not prove that they are as their package
     *     was installed; {@code always}: of all; {@code never}: of none
     * @param manifest the operator's signed list of what they should be, empty for none
     * @param key the public key of its signature
     */
    public record Binaries(String verify, String manifest, String key) {

        /** What it may take. */
        public static final List<String> VERIFY = List.of("auto", "always", "never");

        /** The same for the probe. */
        public BinaryChecks checks() {
            BinaryChecks.Verify when = switch (verify) {
                case "always" -> BinaryChecks.Verify.ALWAYS;
                case "never" -> BinaryChecks.Verify.NEVER;
                default -> BinaryChecks.Verify.AUTO;
            };
            return new BinaryChecks(when, manifest, key);
        }
    }

    /**
     * How to judge.
     *
     * @param baselines ids of those to judge by
     * @param failOn the least severity that makes an audit fail
     * @param unknownOk whether what cannot be found out lets an audit pass
     * @param offline whether nothing may be asked of running components
     * @param baselinesDirectory holds local controls
     * @param waiversDirectory holds accepted findings
     */
    public record Audit(
            List<String> baselines,
            Severity failOn,
            boolean unknownOk,
            boolean offline,
            String baselinesDirectory,
            String waiversDirectory) {
        public Audit {
            baselines = List.copyOf(baselines);
        }
    }
}
