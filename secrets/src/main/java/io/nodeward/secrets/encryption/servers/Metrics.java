package io.nodeward.secrets.encryption.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The few metrics of an API server that matter here. A server has more than a megabyte of them: what is not wanted is
 * dropped while it comes in.
 */
record Metrics(List<Sample> samples) {
    private static final int LINE = 16 << 10;

    static final String PROCESS_START = "process_start_time_seconds";
    static final String LOADED = "apiserver_encryption_config_controller_last_config_info";
    static final String RELOADS = "apiserver_encryption_config_controller_automatic_reloads_total";
    static final String RELOADED_AT = "apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds";
    /** Before v1.31 the same in two metrics. */
    static final String RELOAD_SUCCESSES = "apiserver_encryption_config_controller_automatic_reload_success_total";

    static final String RELOAD_FAILURES = "apiserver_encryption_config_controller_automatic_reload_failures_total";
    static final String KEY_ID_IN_STATUS_AT = "apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds";
    static final String KEY_ID_USES = "apiserver_envelope_encryption_key_id_hash_total";
    static final String INVALID_KEY_IDS = "apiserver_envelope_encryption_invalid_key_id_from_status_total";

    private static final Set<String> WANTED = Set.of(
            PROCESS_START,
            LOADED,
            RELOADS,
            RELOADED_AT,
            RELOAD_SUCCESSES,
            RELOAD_FAILURES,
            KEY_ID_IN_STATUS_AT,
            KEY_ID_USES,
            INVALID_KEY_IDS);

    static Metrics read(InputStream in) throws IOException {
        List<Sample> samples = new ArrayList<>();
        byte[] buffer = new byte[16 << 10];
        byte[] line = new byte[LINE];
        int length = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                byte b = buffer[i];
                if (b != '\n') {
                    if (length < LINE) {
                        line[length] = b;
                    }
                    length++;
                } else {
                    add(line, length, samples);
                    length = 0;
                }
            }
        }
        add(line, length, samples);
        return new Metrics(samples);
    }

    Stream<Sample> all(String name) {
        return samples.stream().filter(sample -> sample.name().equals(name));
    }

    Optional<Sample> first(String name) {
        return all(name).findFirst();
    }

    private static void add(byte[] line, int length, List<Sample> samples) {
        // all that are wanted begin so; the others are not even made a string of
        if (length <= LINE && length > 0 && (line[0] == 'a' || line[0] == 'p')) {
            int end = 0;
            while (end < length && line[end] != '{' && line[end] != ' ') {
                end++;
            }
            if (WANTED.contains(new String(line, 0, end, StandardCharsets.UTF_8))) {
                Sample.parse(new String(line, 0, length, StandardCharsets.UTF_8))
                        .ifPresent(samples::add);
            }
        }
    }
}
