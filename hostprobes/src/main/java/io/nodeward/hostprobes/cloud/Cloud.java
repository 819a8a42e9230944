package io.nodeward.hostprobes.cloud;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.files.Stat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cloud that the host's firmware names, else the one that cloud-init found.
 *
 * @param provider null for none that is known
 * @param source what told
 * @param hidden why it cannot be told; null when it can
 */
public record Cloud(
        @Nullable Provider provider,
        String source,
        @Nullable Unknown hidden) {

    private static final String FIRMWARE = "/sys/class/dmi/id";
    /** Written by cloud-init at each boot: the name of the data source that answered. */
    private static final String CLOUD_ID = "/run/cloud-init/cloud-id";

    private static final int SMALL = 4 << 10;

    /** File, how its text begins, whose it is. */
    private record Sign(String file, String text, Provider provider) {}

    /** As the providers document them and cloud-init's ds-identify tells them apart. */
    private static final List<Sign> SIGNS = List.of(
            new Sign("sys_vendor", "Amazon EC2", Provider.AWS),
            new Sign("board_vendor", "Amazon EC2", Provider.AWS),
            new Sign("bios_vendor", "Amazon EC2", Provider.AWS),
            new Sign("product_name", "Google Compute Engine", Provider.GCP),
            new Sign("sys_vendor", "Google", Provider.GCP),
            new Sign("chassis_asset_tag", "7783-7084-3265-9085-8269-3286-77", Provider.AZURE),
            new Sign("sys_vendor", "Alibaba Cloud", Provider.ALIBABA),
            new Sign("chassis_asset_tag", "OracleCloud.com", Provider.OCI),
            new Sign("sys_vendor", "DigitalOcean", Provider.DIGITALOCEAN),
            new Sign("sys_vendor", "Hetzner", Provider.HETZNER),
            new Sign("sys_vendor", "IBM:Cloud Compute", Provider.IBM),
            new Sign("chassis_asset_tag", "ibmcloud", Provider.IBM),
            new Sign("sys_vendor", "Vultr", Provider.VULTR),
            new Sign("sys_vendor", "Scaleway", Provider.SCALEWAY),
            new Sign("product_name", "OpenStack", Provider.OPENSTACK),
            new Sign("sys_vendor", "OpenStack Foundation", Provider.OPENSTACK),
            new Sign("chassis_asset_tag", "OpenTelekomCloud", Provider.OPENSTACK));

    /** Names that cloud-init gives, and whose they are. */
    private static final String[][] IDS = {
        {"aws", "aws"},
        {"ec2", "aws"},
        {"gce", "gcp"},
        {"azure", "azure"},
        {"aliyun", "alibaba"},
        {"oracle", "oci"},
        {"digitalocean", "digitalocean"},
        {"hetzner", "hetzner"},
        {"ibm", "ibm"},
        {"ibmcloud", "ibm"},
        {"vultr", "vultr"},
        {"scaleway", "scaleway"},
        {"openstack", "openstack"},
    };

    /** Reads what tells it. */
    public static Cloud read(HostRoot root) {
        Unknown hidden = null;
        for (String file : List.of("sys_vendor", "product_name", "chassis_asset_tag", "board_vendor", "bios_vendor")) {
            Read<String> read = root.text(FIRMWARE + "/" + file, SMALL);
            if (read instanceof Read.Found<String>(String text)) {
                for (Sign sign : SIGNS) {
                    if (sign.file.equals(file) && text.strip().startsWith(sign.text)) {
                        return new Cloud(sign.provider, FIRMWARE + "/" + file, null);
                    }
                }
            } else if (read instanceof Read.Failed<String> failed) {
                hidden = failed.unknown();
            }
        }
        Read<String> id = root.text(CLOUD_ID, SMALL);
        if (id instanceof Read.Found<String>(String text)) {
            for (String[] known : IDS) {
                if (text.strip().equals(known[0])) {
                    return new Cloud(named(known[1]), CLOUD_ID, null);
                }
            }
        } else if (id instanceof Read.Failed<String> failed) {
            hidden = failed.unknown();
        }
        if (hidden == null && !root.live() && root.stat(FIRMWARE) instanceof Read.Absent<Stat>) {
            hidden = new Unknown("only a running host shows its firmware", FIRMWARE, true);
        }
        return new Cloud(null, FIRMWARE, hidden);
    }

    private static Provider named(String label) {
        for (Provider provider : Provider.values()) {
            if (provider.label().equals(label)) {
                return provider;
            }
        }
        throw new IllegalArgumentException(label);
    }

    /** Type Cloud. */
    public Group facts() {
        Node name = hidden != null ? hidden : new Known(provider == null ? "" : provider.label(), source);
        return Group.builder().put("provider", name).build();
    }
}
