package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where what runs differs from what a restart would bring. Values are compared, not texts: {@code =T} is {@code =true}. */
final class FlagDrift {

    private FlagDrift() {}

    static Many between(Start now, Start next, String source) {
        List<Many.Item> items = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(now.names());
        names.addAll(next.names());
        for (String name : names) {
            if (now.flags().table().named(name) == null) {
                continue;
            }
            Node running = now.value(name);
            Node persisted = next.value(name);
            if (differ(running, persisted)) {
                items.add(new Many.Item(
                        name,
                        Group.builder()
                                .put("setting", name, Values.source(running))
                                .put("running", shown(running))
                                .put("persisted", shown(persisted))
                                .build()));
            }
        }
        return new Many(items, source);
    }

    /** A value that one side refuses is another one; what neither side tells is none. */
    private static boolean differ(Node running, Node persisted) {
        if (!(running instanceof Known now)) {
            return false;
        }
        return persisted instanceof Known next
                ? !now.value().equals(next.value())
                : persisted instanceof Unknown unknown && !unknown.expected();
    }

    private static Node shown(Node value) {
        return value instanceof Known known ? known.with(text(known.value())) : value;
    }

    private static String text(Object value) {
        if (value instanceof Duration duration) {
            return duration(duration);
        }
        StringBuilder all = new StringBuilder();
        if (value instanceof Collection<?> items) {
            for (Object item : items) {
                all.append(all.isEmpty() ? "" : ",").append(text(item));
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) ->
                    all.append(all.isEmpty() ? "" : ",").append(key).append('=').append(text(item)));
        } else {
            all.append(value);
        }
        return all.toString();
    }

    private static String duration(Duration duration) {
        if (duration.isNegative()) {
            return "-" + duration(duration.negated());
        }
        StringBuilder text = new StringBuilder();
        long hours = duration.toHours();
        if (hours > 0) {
            text.append(hours).append('h');
        }
        if (duration.toMinutesPart() > 0 || hours > 0) {
            text.append(duration.toMinutesPart()).append('m');
        }
        text.append(duration.toSecondsPart());
        if (duration.toMillisPart() > 0) {
            text.append('.')
                    .append(Integer.toString(1000 + duration.toMillisPart()).substring(1));
        }
        return text.append('s').toString();
    }
}
