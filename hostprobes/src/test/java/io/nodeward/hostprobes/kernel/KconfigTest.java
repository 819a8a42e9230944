package io.nodeward.hostprobes.kernel;

import static io.nodeward.hostprobes.HostTree.at;
import static io.nodeward.hostprobes.HostTree.conforming;
import static io.nodeward.hostprobes.HostTree.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options of kernels' builds, in the places where distributions keep them. */
class KconfigTest {

    private static final String RELEASE = "6.1.0-26-amd64";
    private static final String TEXT = """
            #
            # Automatically generated file; DO NOT EDIT.
            # Linux/x86 6.1.112 Kernel Configuration
            #
            CONFIG_CC_VERSION_TEXT="gcc-12 (Debian 12.2.0-14) 12.2.0"
            CONFIG_X86_64=y
            CONFIG_X86=y
            CONFIG_HAVE_ARCH_VMAP_STACK=y
            CONFIG_VMAP_STACK=y
            CONFIG_DEVMEM=y
            CONFIG_MODULES=y
            # CONFIG_STRICT_DEVMEM is not set
            CONFIG_PAGE_TABLE_ISOLATION=y
            CONFIG_DEBUG_LIST=y
            CONFIG_NETFILTER=m
            """;

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory)
                .file("/proc/sys/kernel/osrelease", RELEASE + "\n")
                .file("/boot/config-" + RELEASE, TEXT);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private Group facts() {
        HostRoot root = tree.root();
        return conforming("kernel_build", Kconfig.read(root, KernelBuild.find(root)));
    }

    private Object option(String name) {
        return told(facts(), "option." + name);
    }

    @Test
    void setOrNot() {
        assertThat(told(facts(), "architecture")).isEqualTo("x86_64");
        assertThat(option("vmap_stack")).isEqualTo("y");
        assertThat(option("netfilter")).isEqualTo("m");
        assertThat(option("strict_devmem")).isEqualTo("n");
        assertThat(option("slab_freelist_hardened")).isEqualTo("n");
        Known value = (Known) Objects.requireNonNull(at(facts(), "option.vmap_stack"));
        assertThat(value.source()).isEqualTo("/boot/config-" + RELEASE + ": CONFIG_VMAP_STACK=y");
    }

    @Test
    void oldNamesAreTheSameOptions() {
        assertThat(option("mitigation_page_table_isolation")).isEqualTo("y");
        assertThat(option("list_hardened")).isEqualTo("y");
    }

    @Test
    void whatThisKernelDoesNotHaveIsNotSet() {
        assertThat(option("random_kmalloc_caches")).as("since 6.6").isEqualTo("nothing");
        assertThat(option("refcount_full")).as("until 5.4").isEqualTo("nothing");
        assertThat(option("arm64_pan")).as("another architecture").isEqualTo("nothing");
        assertThat(option("x86_kernel_ibt")).as("the compiler has none").isEqualTo("nothing");
        assertThat(option("bpf_jit_always_on")).as("without BPF_JIT").isEqualTo("nothing");
        tree.file("/boot/config-" + RELEASE, TEXT.replace("CONFIG_DEVMEM=y\n", ""));
        assertThat(option("strict_devmem")).as("without DEVMEM").isEqualTo("nothing");
    }

    @Test
    void anotherArchitecturesOptionOfTheSameName() {
        tree.file("/boot/config-" + RELEASE, TEXT.replace("X86_64", "ARM64") + "CONFIG_COMPAT_VDSO=y\n");
        assertThat(option("compat_vdso")).isEqualTo("nothing");
        assertThat(option("arm64_pan")).isEqualTo("n");
    }

    @Test
    void debiansThirdSetOfCallsIsOff() {
        tree.file("/boot/config-" + RELEASE, TEXT + "CONFIG_X86_X32_ABI=y\n");
        assertThat(option("x86_x32_abi")).isEqualTo("y");
        tree.file("/boot/config-" + RELEASE, TEXT + "CONFIG_X86_X32_ABI=y\nCONFIG_X86_X32_DISABLED=y\n");
        assertThat(option("x86_x32_abi")).isEqualTo("n");
    }

    @Test
    void whatWasBroughtBackCounts() {
        tree.file(
                "/boot/config-" + RELEASE,
                TEXT.replace("6.1.112", "4.18.0-553.el8_10.x86_64") + "CONFIG_INIT_STACK_ALL_ZERO=y\n");
        assertThat(option("init_stack_all_zero")).isEqualTo("y");
        assertThat(option("kfence")).isEqualTo("nothing");
        assertThat(option("slab_freelist_hardened")).isEqualTo("n");
    }

    @Test
    void theRunningKernelsOwnFileCountsFirst() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write((TEXT + "CONFIG_STRICT_DEVMEM=y\n").getBytes(StandardCharsets.UTF_8));
        }
        Files.write(directory.resolve("proc/config.gz"), packed.toByteArray());
        assertThat(option("strict_devmem")).isEqualTo("y");
        byte[] half = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
        Files.write(directory.resolve("proc/config.gz"), half);
        assertThat(option("strict_devmem").toString()).startsWith("unknown: /proc/config.gz");
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                out.write(zeros);
            }
        }
        Files.write(directory.resolve("proc/config.gz"), bomb.toByteArray());
        assertThat(option("strict_devmem").toString()).contains("unpacks to more than 2 MiB");
    }

    @Test
    void placesOfDistributions() {
        tree.remove("/boot/config-" + RELEASE);
        assertThat(((Unknown) Objects.requireNonNull(at(facts(), "option"))).source())
                .isEqualTo("/boot/config-" + RELEASE);
        tree.file("/usr/lib/modules/" + RELEASE + "/config", TEXT);
        assertThat(option("vmap_stack")).isEqualTo("y");
    }

    @Test
    void garbage() {
        tree.file("/boot/config-" + RELEASE, "\n".repeat(1 << 20));
        assertThat(option("vmap_stack").toString()).contains("is no configuration of a kernel");
        tree.file("/boot/config-" + RELEASE, "CONFIG_".repeat(200_000) + "\nCONFIG_\nCONFIG_VMAP_STACK=y");
        assertThat(option("vmap_stack")).isEqualTo("nothing");
        tree.file("/boot/config-" + RELEASE, TEXT.replace(" Kernel Configuration", "") + "CONFIG_X=\"");
        assertThat(option("vmap_stack")).isEqualTo("y");
        assertThat(option("kfence"))
                .as("by the release of the kernel that runs")
                .isEqualTo("nothing");
    }
}
