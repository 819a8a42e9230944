package io.nodeward.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlagsTest {
    private final Flags flags = new Flags(List.of("--a=1", "--b_c", "2", "-d", "--a=3", "--e=/x,/y"));

    @Test
    void theLastOneWins() {
        assertThat(flags.value("a")).contains("3");
    }

    @Test
    void aValueMayStandApartAndANameBeSpeltWithUnderscores() {
        assertThat(flags.value("b-c")).contains("2");
        assertThat(flags.value("d")).contains("true");
        assertThat(flags.value("f")).isEmpty();
    }

    @Test
    void settingReplacesAll() {
        flags.set("a", "4");
        flags.remove("b-c");
        assertThat(flags.arguments()).containsExactly("-d", "--e=/x,/y", "--a=4");
    }

    @Test
    void pathsMoveBelowARoot() {
        Flags moved = new Flags(List.of("--e=/x,/y", "--f", "/z", "--etcd-prefix=/registry", "--url=https://a/b"))
                .below(Path.of("/root"));
        assertThat(moved.arguments())
                .containsExactly(
                        "--e=/root/x,/root/y", "--f", "/root/z", "--etcd-prefix=/registry", "--url=https://a/b");
    }
}
