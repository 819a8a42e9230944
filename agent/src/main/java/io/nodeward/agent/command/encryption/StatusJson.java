package io.nodeward.agent.command.encryption;

import io.nodeward.agent.json.Json;
import io.nodeward.agent.json.JsonWriter;
import io.nodeward.secrets.encryption.servers.ServerConvergence;
import io.nodeward.secrets.encryption.status.EncryptionStatus;
import java.util.Locale;

/** How encryption stands, for programs. */
final class StatusJson {

    private StatusJson() {}

    static byte[] of(EncryptionStatus status) {
        return Json.document(json -> {
            json.object();
            json.field("schema", "nodeward.encryption/v1");
            json.field("holds", status.holds());
            json.field("file", status.file());
            json.field("hash", status.hash().orElse(null));
            json.field("entries", status.entries());
            json.field("plainTextReadable", status.plainReadable());
            json.array("servers");
            for (ServerConvergence server : status.servers()) {
                json.object();
                json.field("url", server.server().toString());
                json.field("state", server.state().name().toLowerCase(Locale.ROOT));
                json.field("reason", server.reason());
                json.endObject();
            }
            json.endArray();
            json.array("keys");
            status.keys().forEach(key -> key(json, key));
            json.endArray();
            json.object("etcd");
            json.field("revision", status.proof().revision());
            json.array("stored");
            status.proof()
                    .resources()
                    .forEach((resource, ways) -> ways.forEach((way, tally) -> {
                        json.object();
                        json.field("resource", resource);
                        json.field("provider", way.form().provider());
                        json.field("key", way.key());
                        json.field("kmsKeyId", way.kmsKeyId());
                        json.field("objects", tally.objects());
                        json.endObject();
                    }));
            json.endArray();
            json.field("notAsConfigured", status.proof().unwanted().total());
            json.field("undecodable", status.proof().undecodable().total());
            json.endObject();
            json.field("unfinished", status.unfinished().orElse(null));
            json.endObject();
        });
    }

    private static void key(JsonWriter json, EncryptionStatus.Key key) {
        json.object();
        json.field("key", key.shown());
        json.field("writes", key.writes());
        json.field("objects", key.objects());
        json.field("made", key.made().map(Object::toString).orElse(null));
        json.field("unusedSince", key.unusedSince().map(Object::toString).orElse(null));
        key.writesAtMost().ifPresent(writes -> json.field("writesAtMost", writes));
        json.endObject();
    }
}
