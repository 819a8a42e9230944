package io.nodeward.hostprobes.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of Debian's versions, and that it is dpkg's own. */
class DebVersionTest {

    /** Each is older than what stands behind it; cases of dpkg's own test of versions and of deb-version(7). */
    @ParameterizedTest
    @CsvSource({
        "1.0~rc1, 1.0",
        "1.0~~, 1.0~",
        "1.0~~a, 1.0~",
        "1.0~, 1.0",
        "1.0, 1.0a",
        "1.0-1, 1.0-1+deb12u1",
        "1.0-1~bpo12+1, 1.0-1",
        "1.2.3, 1.2.10",
        "9, 10",
        "1.9, 1.10",
        "2.0, 1:1.0",
        "1:1.0, 2:0",
        "0:9, 1:0",
        "1.0a, 1.0+",
        "1.0+a, 1.0.a",
        "1.0-1, 1.0-1.1",
        "1.0-1.1, 1.0-2",
        "1.0, 1.0-1",
        "12.2.0-14, 12.2.0-14+deb12u1",
        "1.6.20~ds1-1+b1, 1.6.20~ds1-1+deb12u1",
        "1.1.5+ds1-1, 1.1.5+ds1-1+deb12u1",
        "6.1.99-1, 6.1.112-1",
        "1.0-0ubuntu1, 1.0-0ubuntu1.1",
        "a.b, a.b1",
        "1-2-3, 1-3-1",
        "99999999999999999998, 99999999999999999999"
    })
    void older(String older, String newer) {
        assertThat(DebVersion.compare(older, newer)).isNegative();
        assertThat(DebVersion.compare(newer, older)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"0:1.0, 1.0", "1.0-0, 1.0", "1.00, 1.0", "1.0-01, 1.0-1", "007, 7", "'', ''", "1.0, 1.0"})
    void same(String one, String other) {
        assertThat(DebVersion.compare(one, other)).isZero();
    }

    /** Versions that are made up at random, sorted here and by dpkg. */
    @Test
    void dpkgAgrees() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg")), "there is no dpkg here");
        Random random = new Random(7);
        List<String> script = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        Comparator<String> order = DebVersion::compare;
        for (int i = 0; i < 150; i++) {
            String one = version(random);
            String other = random.nextBoolean() ? version(random) : one + "~" + random.nextInt(3);
            script.add("dpkg --compare-versions '" + one + "' lt '" + other + "' && echo older || { dpkg"
                    + " --compare-versions '" + one + "' eq '" + other + "' && echo same || echo newer; }");
            int here = order.compare(one, other);
            expected.add(here < 0 ? "older" : here == 0 ? "same" : "newer");
        }
        Process dpkg = new ProcessBuilder("/bin/sh", "-c", String.join("\n", script))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(new String(dpkg.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList())
                .isEqualTo(expected);
        assertThat(dpkg.waitFor()).isZero();
    }

    private static String version(Random random) {
        StringBuilder version = new StringBuilder();
        if (random.nextInt(4) == 0) {
            version.append(random.nextInt(3)).append(':');
        }
        version.append(random.nextInt(12));
        String parts = ".+~ab-0z9";
        for (int i = random.nextInt(5); i > 0; i--) {
            version.append(parts.charAt(random.nextInt(parts.length()))).append(random.nextInt(12));
        }
        return version.toString();
    }
}
