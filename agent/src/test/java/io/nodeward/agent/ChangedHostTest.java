package io.nodeward.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nodeward.testbed.Booted;
import io.nodeward.testbed.Flavour;
import io.nodeward.testbed.VirtualMachine;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A booted Debian is changed in one thing, and exactly the findings change that are about it. */
@Booted(Flavour.HOST)
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ChangedHostTest {

    private static VirtualMachine host;
    private static Installed nodeward;
    private static Map<String, JsonNode> before;

    @BeforeAll
    static void install(VirtualMachine machine) {
        host = machine;
        nodeward = Installed.in(machine);
        before = nodeward.audit();
    }

    /**
     * One thing that somebody does to a host.
     *
     * @param does root's command line
     * @param undoes takes it back
     * @param expected the findings that it turns, and into what
     */
    record Change(String does, String undoes, Map<String, String> expected) {

        @Override
        public String toString() {
            return does;
        }
    }

    static List<Change> changes() {
        return List.of(new Change("modprobe sctp", "modprobe --remove sctp", Map.of("module-sctp", "FAIL")));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void turnsWhatIsAboutIt(Change change) {
        host.run(change.does());
        Map<String, String> turned = turned();
        host.run(change.undoes());
        assertThat(turned).isEqualTo(change.expected());
        assertThat(turned()).as("after " + change.undoes()).isEmpty();
    }

    private static Map<String, String> turned() {
        Map<String, String> was = Installed.verdicts(before);
        Map<String, String> turned = new TreeMap<>();
        Installed.verdicts(nodeward.audit()).forEach((control, verdict) -> {
            if (!verdict.equals(was.get(control))) {
                turned.put(control, verdict);
            }
        });
        return turned;
    }
}
