package io.nodeward.hostprobes.kubernetes.controlplane;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.facts.Values;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.flags.FlagUse;
import io.nodeward.hostprobes.kubernetes.flags.FlagValues;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One start of a component: its settings, and where the files lie that they name.
 *
 * @param flags what is given, and the defaults of the version
 * @param rest why nothing is known of the settings that are not given, or null
 */
record Start(FlagValues flags, Places places, @Nullable Unknown rest) {

    Start(FlagValues flags, Places places) {
        this(flags, places, null);
    }

    /** The value of a flag. */
    Node value(String flag) {
        if (rest != null && flags.givenValue(flag) == null) {
            return rest;
        }
        return flags.value(flag);
    }

    /** A value that follows from flags, unknown where those are hidden. */
    Node known(Node derived) {
        return rest == null ? derived : rest;
    }

    boolean given(String flag) {
        return flags.given(flag);
    }

    /** The text of a flag; empty when it is not known. */
    String text(String flag) {
        return Values.textOrEmpty(value(flag));
    }

    /** Where the value comes from, or why there is none. */
    String source(String flag) {
        return Values.source(value(flag));
    }

    /** Where the path of a flag lies on the host. */
    Read<String> place(String flag) {
        return places.of(value(flag));
    }

    /** All flags by the names that expressions use. */
    Group group() {
        return flags.group(this::value);
    }

    /** Names of the flags that are given. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (FlagUse use : flags.line().uses()) {
            names.add(use.name());
        }
        for (String name : flags.line().doubtful()) {
            if (flags.table().named(name) != null) {
                names.add(name);
            }
        }
        return names;
    }

    /** Whether a flag is true; null when that is not known. */
    @Nullable Boolean bool(String flag) {
        return Values.bool(value(flag));
    }

    /** The first of these flags whose value is not known, or null. */
    @Nullable Unknown unknown(String... names) {
        for (String name : names) {
            if (value(name) instanceof Unknown unknown) {
                return unknown;
            }
        }
        return null;
    }

    /** The value of a flag of which {@link #unknown} says nothing. */
    Known sure(String flag) {
        return (Known) value(flag);
    }

    /** Flags in use that are deprecated or that a later version has removed. */
    Node removedFlags() {
        return blind() ? known(flags.outdated()) : flags.outdated();
    }

    /** Whether not even the arguments are known. */
    private boolean blind() {
        return flags.line().uses().isEmpty();
    }

    /** Flags that no version has; a word that belongs to no flag is named by its place, since it may be a secret. */
    Node unknownFlags() {
        Node flagsOnly = flags.unknown();
        int words = flags.line().positional().size();
        if (words == 0 || !(flagsOnly instanceof Known unknown) || !(unknown.value() instanceof List<?> list)) {
            return blind() ? known(flagsOnly) : flagsOnly;
        }
        Set<Object> names = new LinkedHashSet<>(list);
        names.add(words == 1 ? "(a word that is no flag)" : "(" + words + " words that are no flags)");
        return unknown.with(List.copyOf(names));
    }
}
