package io.nodeward.secrets.vault;

import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.json.Json;
import io.github.jopenlibs.vault.json.JsonArray;
import io.github.jopenlibs.vault.json.JsonObject;
import io.github.jopenlibs.vault.json.JsonValue;
import io.github.jopenlibs.vault.json.ParseException;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.nodeward.secrets.vault.VaultException.Kind;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to Vault or OpenBao, each of which either did what it says or throws: the driver takes many refusals for
 * answers. Blocks; safe for several threads.
 */
public final class VaultClient implements AutoCloseable {

    private static final int LONGEST = 300;

    private final VaultSettings settings;
    private final HttpClient http;

    /**
     * Connects to nothing yet.
     *
     * @throws VaultException if the CA file cannot be read
     */
    public VaultClient(VaultSettings settings) throws VaultException {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder()
                // what a proxy is for, a secret is not
                .proxy(HttpClient.Builder.NO_PROXY)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout());
        if (settings.caFile() != null) {
            builder.sslContext(Trust.in(settings.caFile()));
        }
        this.http = builder.build();
    }

    /** What was stored under a path: its version, and its fields as texts. */
    public record Entry(int version, Map<String, String> fields) {

        /** Never has the fields in it. */
        @Override
        public String toString() {
            return "version " + version;
        }
    }

    /** Returns the latest version of an entry of a KV engine of version 2; empty when there is none, or it was deleted. */
    public Optional<Entry> kvGet(String mount, String path) throws VaultException {
        Optional<JsonObject> data = read(mount + "/data/" + path);
        if (data.isEmpty() || !(data.get().get("data") instanceof JsonObject fields)) {
            return Optional.empty();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (JsonObject.Member member : fields) {
            JsonValue value = member.getValue();
            texts.put(member.getName(), value.isString() ? value.asString() : value.toString());
        }
        return Optional.of(new Entry(version(data.get().get("metadata"), mount + "/data/" + path), texts));
    }

    /**
     * Writes an entry of a KV engine of version 2.
     *
     * @param expected the version that is there now, 0 for none
     * @return its new version
     * @throws VaultException of {@link Kind#CONFLICT} if it has another version
     */
    public int kvPut(String mount, String path, Map<String, String> fields, int expected) throws VaultException {
        Map<String, Object> body = new LinkedHashMap<>();
        JsonObject data = new JsonObject();
        fields.forEach(data::add);
        body.put("options", new JsonObject().add("cas", expected));
        body.put("data", data);
        String whole = mount + "/data/" + path;
        return version(write(whole, body), whole);
    }

    /** Returns the data of an answer; empty when there is nothing. */
    public Optional<JsonObject> read(String path) throws VaultException {
        Answer answer = send("read", path, vault -> vault.logical().read(path));
        return answer.status() == 404 ? Optional.empty() : Optional.of(answer.data());
    }

    /** Writes, and returns the data of the answer, which may be empty. */
    public JsonObject write(String path, Map<String, Object> body) throws VaultException {
        Answer answer = send("write", path, vault -> vault.logical().write(path, body));
        if (answer.status() == 404) {
            throw new VaultException(
                    Kind.REFUSED,
                    settings.address() + " has nothing at " + path
                            + ": is an engine mounted there (vault secrets list)?");
        }
        return answer.data();
    }

    private record Answer(int status, JsonObject data) {}

    private interface Call {
        LogicalResponse on(Vault vault) throws io.github.jopenlibs.vault.VaultException;
    }

    private Answer send(String verb, String path, Call call) throws VaultException {
        LogicalResponse response;
        try {
            response = call.on(driver());
        } catch (io.github.jopenlibs.vault.VaultException e) {
            if (e.getHttpStatusCode() > 0) {
                throw refused(e.getHttpStatusCode(), verb, path, new byte[0]);
            }
            throw unreachable(e);
        }
        int status = response.getRestResponse().getStatus();
        byte[] body = response.getRestResponse().getBody();
        if (status != 404 && (status < 200 || status >= 300)) {
            throw refused(status, verb, path, body);
        }
        return new Answer(status, data(body, path));
    }

    /** A new one for each request: its token is no longer the same after a login of somebody else. */
    private Vault driver() throws VaultException, io.github.jopenlibs.vault.VaultException {
        int seconds = Math.toIntExact(Math.max(1, settings.timeout().toSeconds()));
        VaultConfig config = new VaultConfig()
                // nothing from VAULT_* behind our back
                .environmentLoader(new NoEnvironment())
                .address(settings.address())
                .token(token())
                .openTimeout(seconds)
                .readTimeout(seconds)
                .httpClient(http);
        if (!settings.namespace().isEmpty()) {
            config.nameSpace(settings.namespace());
        }
        // version 1 leaves paths as they are
        return Vault.create(config.engineVersion(1).build(), 1);
    }

    private String token() throws VaultException {
        try {
            String text = Files.readString(settings.tokenFile());
            String token = text.lines().findFirst().orElse("").strip();
            if (token.isEmpty()) {
                throw new VaultException(Kind.FORBIDDEN, settings.tokenFile() + " holds no token for Vault");
            }
            return token;
        } catch (IOException e) {
            throw new VaultException(
                    Kind.FORBIDDEN, "the token for Vault in " + settings.tokenFile() + " cannot be read: " + reason(e));
        }
    }

    private VaultException unreachable(io.github.jopenlibs.vault.VaultException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
            if (cause instanceof SSLException || cause instanceof CertificateException) {
                return new VaultException(
                        Kind.UNTRUSTED,
                        settings.address() + " is not trusted: " + cause.getMessage()
                                + "; name its CA (VAULT_CACERT), or check the address");
            }
        }
        return new VaultException(
                Kind.UNREACHABLE,
                settings.address() + " does not answer: " + reason(cause) + "; check the address and that Vault runs");
    }

    private VaultException refused(int status, String verb, String path, byte[] body) {
        String what = settings.address() + " refused to " + verb + " " + path + " (" + status + ")";
        String errors = path.contains("/data/") ? "" : errors(body);
        if (status == 503 || status == 473) {
            return new VaultException(
                    Kind.SEALED, settings.address() + " is sealed or has no leader (" + status + "): unseal it");
        }
        if (status == 401 || status == 403) {
            return new VaultException(
                    Kind.FORBIDDEN,
                    what + errors + ": the token in " + settings.tokenFile()
                            + " is no longer valid, or its policies do not allow this");
        }
        if (status == 429) {
            return new VaultException(Kind.BUSY, what + ": a quota is used up; try again later");
        }
        if (status == 400 && new String(body, StandardCharsets.UTF_8).contains("check-and-set")) {
            return new VaultException(Kind.CONFLICT, what + ": somebody else wrote there in between");
        }
        return new VaultException(status >= 500 ? Kind.BROKEN : Kind.REFUSED, what + errors);
    }

    /** What Vault itself says, shortened. */
    private static String errors(byte[] body) {
        StringBuilder text = new StringBuilder();
        if (json(body).get("errors") instanceof JsonArray errors) {
            for (JsonValue error : errors) {
                if (error.isString()) {
                    text.append(text.isEmpty() ? ": " : "; ")
                            .append(error.asString().strip().replace('\n', ' '));
                }
            }
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text.toString();
    }

    /** An answer without content (204) is empty. */
    private JsonObject data(byte[] body, String path) throws VaultException {
        if (body.length == 0) {
            return new JsonObject();
        }
        JsonObject whole = json(body);
        if (whole.isEmpty()) {
            throw new VaultException(
                    Kind.BROKEN, settings.address() + " answered for " + path + " with what is no JSON");
        }
        return whole.get("data") instanceof JsonObject data ? data : new JsonObject();
    }

    private static JsonObject json(byte[] body) {
        try {
            return Json.parse(new String(body, StandardCharsets.UTF_8)) instanceof JsonObject object
                    ? object
                    : new JsonObject();
        } catch (ParseException e) {
            return new JsonObject();
        }
    }

    private int version(@Nullable JsonValue metadata, String path) throws VaultException {
        if (metadata instanceof JsonObject object && object.getInt("version", 0) > 0) {
            return object.getInt("version", 0);
        }
        throw new VaultException(
                Kind.BROKEN,
                settings.address() + " names no version at " + path + ": the engine there is not KV of version 2");
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
