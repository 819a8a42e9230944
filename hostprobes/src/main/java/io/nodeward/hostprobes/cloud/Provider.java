package io.nodeward.hostprobes.cloud;

/** Clouds whose hosts name them in their firmware (SMBIOS, as the kernel shows it in /sys/class/dmi/id). */
public enum Provider {
    AWS("aws"),
    GCP("gcp"),
    AZURE("azure"),
    ALIBABA("alibaba"),
    OCI("oci"),
    DIGITALOCEAN("digitalocean"),
    HETZNER("hetzner"),
    IBM("ibm"),
    VULTR("vultr"),
    SCALEWAY("scaleway"),
    OPENSTACK("openstack");

    private final String label;

    Provider(String label) {
        this.label = label;
    }

    /** Its name in facts and metrics. */
    public String label() {
        return label;
    }
}
