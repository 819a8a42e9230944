package io.nodeward.secrets.encryption.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nodeward.secrets.encryption.proof.FoundObjects;
import io.nodeward.secrets.encryption.proof.ProofResult;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * A proof as JSON, signed by the node. The signature is over the canonical form (RFC 8785) of the object without its member
 * {@code signature}.
 */
public final class ProofReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ProofReport() {}

    /**
     * Returns the report. It names objects by resource, namespace and name, and has nothing of their content.
     *
     * @param configHash of the configuration that it was measured by
     */
    public static byte[] of(ProofResult proof, String host, String configHash, Instant time, NodeKey key) {
        ObjectNode report = report(proof, host, configHash, time);
        try {
            String signature = key.sign(new JsonCanonicalizer(JSON.writeValueAsString(report)).getEncodedUTF8());
            report.putObject("signature")
                    .put("algorithm", "Ed25519")
                    .put("publicKey", key.publicKey())
                    .put("value", signature);
            byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(report);
            byte[] line = Arrays.copyOf(text, text.length + 1);
            line[text.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode report(ProofResult proof, String host, String configHash, Instant time) {
        ObjectNode report = JSON.createObjectNode();
        report.put("schema", "nodeward.encryption-proof/v1");
        report.put("host", host);
        report.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        report.put("configuration", configHash);
        report.put("revision", proof.revision());
        report.put("holds", proof.holds());
        report.put("objects", proof.objects());
        ArrayNode stored = report.putArray("stored");
        proof.resources()
                .forEach((resource, ways) -> ways.forEach((way, tally) -> stored.addObject()
                        .put("resource", resource)
                        .put("provider", way.form().provider())
                        .put("key", way.key())
                        .put("kmsKeyId", way.kmsKeyId())
                        .put("objects", tally.objects())));
        found(report.putObject("notAsConfigured"), proof.unwanted());
        found(report.putObject("undecodable"), proof.undecodable());
        return report;
    }

    private static void found(ObjectNode node, FoundObjects objects) {
        node.put("total", objects.total());
        ArrayNode named = node.putArray("named");
        for (FoundObjects.Found found : objects.named()) {
            named.addObject()
                    .put("resource", found.object().resource())
                    .put("namespace", found.object().namespace())
                    .put("name", found.object().name())
                    .put("storedBy", found.stored().toString());
        }
    }
}
