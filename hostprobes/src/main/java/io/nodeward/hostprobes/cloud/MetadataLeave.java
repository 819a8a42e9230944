package io.nodeward.hostprobes.cloud;

/**
 * Whether metadata services may be asked, {@code metadata.probe} of the configuration.
 *
 * @param refusal why nothing may be asked, as the end of a sentence; empty when it may
 * @param everywhere whether those of all clouds are asked and not only that of the cloud that the host is in
 */
public record MetadataLeave(String refusal, boolean everywhere) {

    /** Only the service of the cloud that firmware and files name. */
    public static final MetadataLeave AUTO = new MetadataLeave("", false);

    /** Those of all clouds. */
    public static final MetadataLeave ALWAYS = new MetadataLeave("", true);

    /** None. */
    public static MetadataLeave never(String why) {
        return new MetadataLeave(why, false);
    }
}
