package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.kubernetes.policy.EncryptionReader;
import io.nodeward.hostprobes.kubernetes.policy.Server;

/** Encryption at rest, type Encryption. */
final class EncryptionFacts {

    private EncryptionFacts() {}

    static Group of(Server server, Start now, Shelf shelf) {
        String flag = "encryption-provider-config";
        Node path = now.value(flag);
        Node reload = now.value(flag + "-automatic-reload");
        Group.Builder facts = Group.builder();
        if (!(path instanceof Known known)) {
            return facts.put("configured", path)
                    .put("file", shelf.file(now, flag))
                    .put("reload", reload)
                    .put("rules", path)
                    .put("secrets", path)
                    .put("config_maps", path)
                    .build();
        }
        EncryptionReader.Encryption read =
                EncryptionReader.read(server, now.text(flag), known.source(), Boolean.TRUE.equals(Values.bool(reload)));
        return facts.put("configured", known.with(!now.text(flag).isEmpty()))
                .put("file", shelf.file(now, flag))
                .put("reload", reload)
                .put("rules", read.rules())
                .put("secrets", read.secrets())
                .put("config_maps", EncryptedResource.providers("configmaps", read.rules(), read.secrets()))
                .build();
    }
}
