package io.nodeward.hostprobes.kubernetes.goyaml;

import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Items;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Member;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Members;
import io.nodeward.hostprobes.kubernetes.goyaml.GoValue.Null;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object. Asking for one makes it known; its type is checked then, and a wrong one is noted in the
 * {@link Decoding}. Where a name stands several times (twice in JSON, or in two spellings where case is ignored) the
 * values are decoded one over the other: the last scalar that is not null wins, objects and maps add up.
 */
public final class Fields {

    private final Decoding decoding;
    private final List<Member> members;
    private final boolean[] known;
    private final String path;
    private final int line;

    private Fields(Decoding decoding, List<Member> members, String path, int line) {
        this.decoding = decoding;
        this.members = members;
        this.known = new boolean[members.size()];
        this.path = path;
        this.line = line;
        decoding.handOut(this);
    }

    static Fields root(Decoding decoding, Members members) {
        return new Fields(decoding, members.members(), "", members.line());
    }

    /** Where the object begins. */
    public int line() {
        return line;
    }

    /** Its place in the document, for a message: {@code resources[0].providers[1]}; empty for the whole. */
    public String path() {
        return path;
    }

    /** A place within this object, for a message. */
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Asks for a field of any type. */
    public <T> Field<T> get(String name, GoType<T> type) {
        T value = null;
        int where = line;
        for (Member member : matching(name)) {
            GoValue given = member.value();
            if (given instanceof Null && type.nullable()) {
                value = type.emptied() ? null : value;
                continue;
            }
            T next = given instanceof Null ? null : type.decode(given);
            where = given.line();
            if (next == null) {
                String problem = path(name) + " is " + given.kind() + " that is not " + type.described();
                decoding.mistyped(problem, where);
                return new Field.Wrong<>(problem, where);
            }
            value = value == null ? next : type.over(value, next);
        }
        return value == null ? new Field.Absent<>(line) : new Field.Present<>(value, where);
    }

    public Field<String> string(String name) {
        return get(name, GoType.STRING);
    }

    public Field<Boolean> bool(String name) {
        return get(name, GoType.BOOL);
    }

    /** An int64; for narrower ones use {@link #get} with the type. */
    public Field<Long> integer(String name) {
        return get(name, GoType.INT64);
    }

    public Field<Duration> duration(String name) {
        return get(name, GoType.DURATION);
    }

    private static final GoType<List<String>> STRINGS = GoType.list(GoType.STRING);

    /** A list of strings; a null element is an empty string. */
    public Field<List<String>> strings(String name) {
        return get(name, STRINGS);
    }

    /** An object's fields; null when it is absent, null or of another type. */
    public @Nullable Fields object(String name) {
        List<Member> together = null;
        int where = line;
        for (Member member : matching(name)) {
            switch (member.value()) {
                case Null _ -> {}
                case Members inner -> {
                    where = together == null ? inner.line() : where;
                    if (together == null) {
                        together = inner.members();
                    } else {
                        List<Member> both = new ArrayList<>(together);
                        both.addAll(inner.members());
                        together = both;
                    }
                }
                default -> wrong(name, member.value(), "an object");
            }
        }
        return together == null ? null : new Fields(decoding, together, path(name), where);
    }

    /** A list of objects; a null among them is an object without fields. Empty when it is absent, null or wrong. */
    public List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        for (Member member : matching(name)) {
            switch (member.value()) {
                case Null _ -> objects.clear();
                case Items(List<GoValue> values, int where) -> {
                    if (!objects.isEmpty()) {
                        // Go decodes such lists element over element: nobody can mean that
                        decoding.mistyped(path(name) + " stands twice with lists of objects", where);
                        objects.clear();
                    }
                    for (int i = 0; i < values.size(); i++) {
                        String place = path(name) + "[" + i + "]";
                        switch (values.get(i)) {
                            case Members inner ->
                                objects.add(new Fields(decoding, inner.members(), place, inner.line()));
                            case Null none -> objects.add(new Fields(decoding, List.of(), place, none.line()));
                            case GoValue other ->
                                decoding.mistyped(
                                        place + " is " + other.kind() + " that is not an object", other.line());
                        }
                    }
                }
                default -> wrong(name, member.value(), "a list");
            }
        }
        return objects;
    }

    /** The value as it is, of any type; null when the field is absent or null. */
    public @Nullable GoValue value(String name) {
        GoValue last = null;
        for (Member member : matching(name)) {
            last = member.value() instanceof Null ? null : member.value();
        }
        return last;
    }

    /** Whether the field has a value other than null. Makes the field known. */
    public boolean has(String name) {
        return value(name) != null;
    }

    /** Where the field's name stands; where the object begins when it has none. */
    public int line(String name) {
        int last = line;
        for (Member member : matching(name)) {
            last = member.line();
        }
        return last;
    }

    /** Makes fields known whose values do not matter here; their types go unchecked. */
    public void ignore(String... names) {
        for (String name : names) {
            matching(name);
        }
    }

    /** All names as they are written, duplicates included. */
    public List<String> names() {
        List<String> names = new ArrayList<>(members.size());
        for (Member member : members) {
            names.add(member.name());
        }
        return names;
    }

    void unknown(List<Problem> problems) {
        for (int i = 0; i < known.length; i++) {
            if (!known[i]) {
                Member member = members.get(i);
                problems.add(new Problem("there is no field " + path(GoYaml.shown(member.name())), member.line()));
            }
        }
    }

    /** The value of kind or apiVersion: found in any case, but known only in the case that the decoder wants. */
    String named(String name) {
        matching(name);
        String found = "";
        for (Member member : inOrder(name, Decoding.Names.ANY_CASE)) {
            switch (member.value()) {
                case GoValue.Text(String text, int _) -> found = text;
                case Null _ -> {}
                case GoValue other -> wrong(name, other, "a string");
            }
        }
        return found;
    }

    private void wrong(String name, GoValue value, String wanted) {
        decoding.mistyped(path(name) + " is " + value.kind() + " that is not " + wanted, value.line());
    }

    private List<Member> matching(String name) {
        Decoding.Names names = decoding.names();
        for (int i = 0; i < known.length; i++) {
            known[i] |= matches(members.get(i).name(), name, names);
        }
        return inOrder(name, names);
    }

    private List<Member> inOrder(String name, Decoding.Names names) {
        List<Member> found = List.of();
        for (Member member : members) {
            if (matches(member.name(), name, names)) {
                if (found.isEmpty()) {
                    found = List.of(member);
                } else {
                    found = new ArrayList<>(found);
                    found.add(member);
                }
            }
        }
        if (found.size() > 1 && decoding.sorted()) {
            found.sort(Comparator.comparing(Member::name));
        }
        return found;
    }

    private static boolean matches(String written, String name, Decoding.Names names) {
        if (written.length() != name.length()) {
            return false;
        }
        return written.equals(name) || (names == Decoding.Names.ANY_CASE && folds(written, name));
    }

    /** Go folds two letters beyond ASCII onto ASCII: the Kelvin sign and the long s. */
    private static boolean folds(String written, String name) {
        for (int i = 0; i < name.length(); i++) {
            if (fold(written.charAt(i)) != fold(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static char fold(char c) {
        return switch (c) {
            case '\u212a' -> 'k';
            case '\u017f' -> 's';
            default -> c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        };
    }
}
