package io.nodeward.hostprobes.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PortKindsTest {

    private final PortKinds kinds = new PortKinds();

    @Test
    void byProgramThenByPort() {
        assertThat(kinds.of("nginx", false, 2375)).isEqualTo("web");
        assertThat(kinds.of("", false, 2375)).isEqualTo("docker-api");
        assertThat(kinds.of("", true, 2375)).isEqualTo("other");
    }

    /** A hidden program may be any that has a name here, but no service that is known by its port. */
    @Test
    void aProgramThatIsHidden() {
        assertThat(kinds.without(false, 2375)).containsExactly("docker-api");
        assertThat(kinds.without(false, 7777))
                .contains("database", "web", "metrics", "other")
                .doesNotContain("docker-api", "nfs", "llmnr", "dns", "dhcp", "debugger", "small");
    }
}
