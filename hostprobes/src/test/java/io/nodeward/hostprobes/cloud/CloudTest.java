package io.nodeward.hostprobes.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which cloud a host is in. */
class CloudTest {

    private static final String DMI = "/sys/class/dmi/id/";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "sys_vendor, Amazon EC2, aws",
        "bios_vendor, Amazon EC2, aws",
        "product_name, Google Compute Engine, gcp",
        "chassis_asset_tag, 7783-7084-3265-9085-8269-3286-77, azure",
        "sys_vendor, Alibaba Cloud, alibaba",
        "chassis_asset_tag, OracleCloud.com, oci",
        "sys_vendor, DigitalOcean, digitalocean",
        "sys_vendor, Hetzner, hetzner",
        "sys_vendor, IBM:Cloud Compute Server 1.0, ibm",
        "sys_vendor, Vultr, vultr",
        "sys_vendor, Scaleway, scaleway",
        "product_name, OpenStack Nova, openstack",
        "sys_vendor, QEMU, ''",
        "sys_vendor, Microsoft Corporation, ''",
        "chassis_asset_tag, My Amazon EC2, ''"
    })
    void byFirmware(String file, String text, String provider) {
        try (HostTree host = new HostTree(directory).file(DMI + file, text + "\n")) {
            assertThat(HostTree.told(host.facts(), "cloud.provider")).isEqualTo(provider);
        }
    }

    @Test
    void byCloudInit() {
        try (HostTree host =
                new HostTree(directory).file(DMI + "sys_vendor", "Xen\n").file("/run/cloud-init/cloud-id", "aws\n")) {
            assertThat(HostTree.told(host.facts(), "cloud.provider")).isEqualTo("aws");
        }
    }

    @Test
    void onlyARunningHostHasFirmware() {
        try (HostTree host = new HostTree(directory)) {
            assertThat(HostTree.at(host.facts(), "cloud.provider"))
                    .isInstanceOfSatisfying(
                            Unknown.class,
                            unknown -> assertThat(unknown.expected()).isTrue());
        }
    }

    /** Nothing is sent for a tree, whatever cloud it names and whatever is allowed. */
    @Test
    void aTreeIsNoReasonToAsk() {
        try (HostTree host = new HostTree(directory).file(DMI + "sys_vendor", "Amazon EC2\n")) {
            assertThat(Metadata.read(host.root(), MetadataLeave.ALWAYS, Cloud.read(host.root()), () -> {
                        throw new AssertionError("processes are of no use");
                    }))
                    .isInstanceOfSatisfying(
                            Unknown.class,
                            unknown -> assertThat(unknown.expected()).isTrue());
        }
    }

    @Test
    void noCloudNoQuestion() throws Exception {
        try (HostRoot root = HostRoot.open(Path.of("/"))) {
            assertThat(Metadata.read(root, MetadataLeave.AUTO, new Cloud(null, "firmware", null), () -> {
                        throw new AssertionError("processes are of no use");
                    }))
                    .isEqualTo(new Many(List.of(), "no cloud in firmware"));
        }
    }
}
