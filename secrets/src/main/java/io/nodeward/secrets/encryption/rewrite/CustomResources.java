package io.nodeward.secrets.encryption.rewrite;

import com.fasterxml.jackson.core.JsonParser;
import io.nodeward.secrets.kube.KubeJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In which version each custom resource is stored. Definitions consist of schemas nearly wholly, which are skipped. */
final class CustomResources {
    private final JsonParser parser;
    private final Map<String, String> versions = new HashMap<>();
    private String group = "";
    private String plural = "";
    private @Nullable String stored;
    private String version = "";
    private boolean storage;

    private CustomResources(JsonParser parser) {
        this.parser = parser;
    }

    /** Returns versions by {@code plural.group}. */
    static Map<String, String> versions(InputStream body) throws IOException {
        try (JsonParser parser = KubeJson.parser(body)) {
            CustomResources reader = new CustomResources(parser);
            parser.nextToken();
            KubeJson.fields(parser, field -> {
                if (field.equals("items")) {
                    KubeJson.items(parser, reader::item);
                }
            });
            return reader.versions;
        }
    }

    private void item() throws IOException {
        group = "";
        plural = "";
        stored = null;
        KubeJson.fields(parser, field -> {
            if (field.equals("spec")) {
                KubeJson.fields(parser, this::spec);
            }
        });
        if (stored != null) {
            versions.put(plural + "." + group, stored);
        }
    }

    private void spec(String field) throws IOException {
        switch (field) {
            case "group" -> group = parser.getText();
            case "names" ->
                KubeJson.fields(parser, inner -> {
                    if (inner.equals("plural")) {
                        plural = parser.getText();
                    }
                });
            case "versions" -> KubeJson.items(parser, this::version);
            default -> {}
        }
    }

    private void version() throws IOException {
        version = "";
        storage = false;
        KubeJson.fields(parser, field -> {
            if (field.equals("name")) {
                version = parser.getText();
            } else if (field.equals("storage")) {
                storage = parser.getBooleanValue();
            }
        });
        if (storage) {
            stored = version;
        }
    }
}
