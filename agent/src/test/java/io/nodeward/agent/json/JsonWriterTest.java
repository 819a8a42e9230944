package io.nodeward.agent.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is JSON, says what was put in, and is ASCII. */
class JsonWriterTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void indentedWithShortThingsOnOneLine() {
        byte[] written = Json.document(json -> json.object()
                .field("name", "n1")
                .field("live", true)
                .field("count", 3)
                .field("nothing", (String) null)
                .field("roles", List.of("a", "b"))
                .array("items")
                .flatObject()
                .field("x", 1)
                .array("y")
                .object()
                .field("z", 2)
                .endObject()
                .endArray()
                .endObject()
                .object()
                .endObject()
                .endArray()
                .array("empty")
                .endArray()
                .endObject());
        assertThat(new String(written, StandardCharsets.US_ASCII)).isEqualTo("""
                {
                  "name": "n1",
                  "live": true,
                  "count": 3,
                  "nothing": null,
                  "roles": ["a", "b"],
                  "items": [
                    {"x": 1, "y": [{"z": 2}]},
                    {}
                  ],
                  "empty": []
                }
                """);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anyTreeIsReadBackAsItWas(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Object tree = tree(random, 4);
            byte[] written = Json.document(json -> Json.value(json, tree));
            for (byte b : written) {
                assertThat(b == '\n' || b >= ' ' && b <= '~').isTrue();
            }
            JsonNode read = MAPPER.readTree(written);
            assertThat(read).isEqualTo(MAPPER.valueToTree(tree));
        }
    }

    @Test
    void halfASurrogatePairIsReplaced() throws IOException {
        byte[] written = Json.document(json -> json.text("a\uD800b\uDC00c\uD83D\uDE00"));
        assertThat(MAPPER.readTree(written).asText()).isEqualTo("a\uFFFDb\uFFFDc\uD83D\uDE00");
    }

    @Test
    void whatIsNoNumberInJsonIsText() {
        assertThat(new String(
                        Json.document(json -> Json.value(json, List.of(Double.NaN, 1.5))), StandardCharsets.US_ASCII))
                .isEqualTo("[\n  \"NaN\",\n  1.5\n]\n".replace("\n  ", "\n  "));
    }

    @Test
    void aVeryLongTextOfEscapesFits() throws IOException {
        String text = "\u202E".repeat(200_000);
        assertThat(MAPPER.readTree(Json.document(json -> json.text(text))).asText())
                .isEqualTo(text);
    }

    private static Object tree(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> text(random);
            case 1 -> random.nextLong();
            case 2 -> random.nextBoolean();
            case 3 -> random.nextDouble();
            case 4 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(tree(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), tree(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            int c = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(0x20);
                case 1 -> random.nextInt(0x20, 0x7F);
                case 2 -> random.nextInt(0x7F, 0x3000);
                default -> random.nextInt(0x1F000, 0x1FA00);
            };
            out.appendCodePoint(c);
        }
        return out.toString();
    }
}
