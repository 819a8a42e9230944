package io.nodeward.secrets.encryption.rewrite;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.nodeward.secrets.kube.KubeJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads names and versions out of answers, and keeps of labels, annotations and owners a checksum only. */
final class Metadata {
    static final String OBJECT = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    static final String LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    /** The name under which our patches would stand in {@code managedFields} if they changed anything. */
    static final String FIELD_MANAGER = "nodeward-rewrite";

    /**
     * One page of a list.
     *
     * @param next with what to ask for the page behind it; null at the end
     * @param remaining how many objects there are behind it, as the server estimates
     */
    record Page(List<StoredObject> objects, @Nullable String next, long remaining) {}

    private Metadata() {}

    static Page page(InputStream body) throws IOException {
        try (JsonParser parser = KubeJson.parser(body)) {
            PageReader page = new PageReader(parser);
            parser.nextToken();
            KubeJson.fields(parser, page::field);
            return page.whole();
        }
    }

    static StoredObject object(InputStream body) throws IOException {
        try (JsonParser parser = KubeJson.parser(body)) {
            ObjectReader object = new ObjectReader(parser);
            parser.nextToken();
            KubeJson.fields(parser, object::field);
            return object.whole();
        }
    }

    private static final class PageReader {
        private final JsonParser parser;
        private final List<StoredObject> objects = new ArrayList<>();
        private @Nullable String next;
        private long remaining;
        private boolean list;

        PageReader(JsonParser parser) {
            this.parser = parser;
        }

        void field(String name) throws IOException {
            if (name.equals("metadata")) {
                KubeJson.fields(parser, this::metadata);
            } else if (name.equals("items")) {
                list = true;
                KubeJson.items(parser, this::item);
            }
        }

        Page whole() throws IOException {
            if (!list) {
                throw new IncompleteException();
            }
            return new Page(objects, next == null || next.isEmpty() ? null : next, remaining);
        }

        private void metadata(String name) throws IOException {
            if (name.equals("continue")) {
                next = parser.getText();
            } else if (name.equals("remainingItemCount")) {
                remaining = parser.getLongValue();
            }
        }

        private void item() throws IOException {
            ObjectReader object = new ObjectReader(parser);
            KubeJson.fields(parser, object::field);
            objects.add(object.whole());
        }
    }

    private static final class ObjectReader {
        private final JsonParser parser;
        private @Nullable String name;
        private String namespace = "";
        private @Nullable String uid;
        private @Nullable String resourceVersion;
        private int digest;

        ObjectReader(JsonParser parser) {
            this.parser = parser;
        }

        void field(String field) throws IOException {
            if (field.equals("metadata")) {
                KubeJson.fields(parser, this::metadata);
            }
        }

        StoredObject whole() throws IOException {
            if (name == null || uid == null || resourceVersion == null) {
                throw new IncompleteException();
            }
            return new StoredObject(new ObjectKey(namespace, name), uid, resourceVersion, digest);
        }

        private void metadata(String field) throws IOException {
            switch (field) {
                case "name" -> name = parser.getText();
                case "namespace" -> namespace = parser.getText();
                case "uid" -> uid = parser.getText();
                case "resourceVersion" -> resourceVersion = parser.getText();
                case "labels", "annotations", "finalizers", "ownerReferences", "generation" -> digest(field);
                default -> {}
            }
        }

        private void digest(String field) throws IOException {
            int value = field.hashCode();
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                if (token == null) {
                    throw new IncompleteException();
                }
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                value = 31 * value + token.id();
                if (!token.isStructStart() && !token.isStructEnd()) {
                    char[] text = parser.getTextCharacters();
                    for (int i = 0; i < parser.getTextLength(); i++) {
                        value = 31 * value + text[parser.getTextOffset() + i];
                    }
                }
            } while (depth > 0 && parser.nextToken() != null);
            digest += value; // whatever order the fields come in
        }
    }

    /** JSON that is not what was asked for. */
    private static final class IncompleteException extends JsonProcessingException {
        private static final long serialVersionUID = 1;

        IncompleteException() {
            super("lacks a name, a uid, a version or items");
        }
    }
}
