package io.nodeward.secrets.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;

/**
 * How answers are read. Metadata may repeat a Secret's content (in the annotation that {@code kubectl apply} writes), so
 * buffers are not kept for the next answer, and errors quote nothing.
 */
public final class KubeJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final JsonMapper MAPPER = new JsonMapper(FACTORY);

    private KubeJson() {}

    /** Returns a parser that stands before the first token. */
    public static JsonParser parser(InputStream body) throws IOException {
        return FACTORY.createParser(body);
    }

    static JsonNode tree(InputStream body) throws IOException {
        return MAPPER.readTree(body);
    }

    static JsonNode nothing() {
        return MissingNode.getInstance();
    }

    /** Visits the fields of the object at whose start the parser stands; a visitor that reads nothing skips the value. */
    public static void fields(JsonParser parser, Visitor visitor) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            visitor.field(name);
            parser.skipChildren(); // does nothing at the end of what was read
        }
    }

    /** Visits the items of the array at whose start the parser stands. */
    public static void items(JsonParser parser, Item visitor) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            visitor.item();
            parser.skipChildren();
        }
    }

    /** Is called with the parser at a field's value. */
    @FunctionalInterface
    public interface Visitor {
        void field(String name) throws IOException;
    }

    /** Is called with the parser at an item. */
    @FunctionalInterface
    public interface Item {
        void item() throws IOException;
    }
}
