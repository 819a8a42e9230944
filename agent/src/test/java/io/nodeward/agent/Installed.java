package io.nodeward.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodeward.testbed.CommandResult;
import io.nodeward.testbed.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The distribution in a virtual machine. */
final class Installed {

    private static final Path DIST = Path.of("target/dist").toAbsolutePath();
    private static final String PROGRAM = "/opt/nodeward/bin/nodeward";
    /** Nobody but root may write here. */
    private static final String CONFIG = "/root/unwalked.yaml";

    /** What findings say whose facts only a walk over the disk gives, which takes minutes on an emulated processor. */
    static final String UNWALKED = "files.walk is never";

    private final VirtualMachine machine;

    private Installed(VirtualMachine machine) {
        this.machine = machine;
    }

    static Installed in(VirtualMachine machine) {
        machine.copy(DIST, "/opt/nodeward");
        machine.write(CONFIG, "files: {walk: never}\n");
        return new Installed(machine);
    }

    /** Findings by their control; the disk is not walked over. */
    Map<String, JsonNode> audit() {
        Map<String, JsonNode> findings = new TreeMap<>();
        json("audit --format json --config " + CONFIG)
                .get("findings")
                .forEach(finding -> findings.put(finding.get("control").asText(), finding));
        return findings;
    }

    /** All facts whose names begin with a prefix. */
    JsonNode facts(String prefix) {
        return json("facts --format json " + prefix);
    }

    /** What a command prints, whatever it thinks of the host. */
    private JsonNode json(String command) {
        CommandResult result = machine.tryRun(PROGRAM + " " + command);
        try {
            JsonNode read = new ObjectMapper().readTree(result.text());
            if (read.isObject()) {
                return read;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("nodeward " + command + " printed no report: " + result.problem());
    }

    /** The verdict of each finding. */
    static Map<String, String> verdicts(Map<String, JsonNode> findings) {
        Map<String, String> verdicts = new TreeMap<>();
        findings.forEach((control, finding) ->
                verdicts.put(control, finding.get("verdict").asText()));
        return verdicts;
    }
}
