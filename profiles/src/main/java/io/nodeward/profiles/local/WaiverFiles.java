package io.nodeward.profiles.local;

import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.hostprobes.yaml.Suggestion;
import io.nodeward.hostprobes.yaml.YamlNode.Mapping;
import io.nodeward.hostprobes.yaml.YamlReader;
import io.nodeward.hostprobes.yaml.YamlSyntaxException;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.Waiver;
import io.nodeward.profiles.Waivers;
import io.nodeward.profiles.authoring.Keys;
import io.nodeward.profiles.authoring.Problems;
import io.nodeward.profiles.authoring.SourceFile;
import io.nodeward.profiles.authoring.TextForms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads waivers: {@code waivers: [{control: id, owner: who, reason: why, expires: 2026-12-31, host: only on this one,
 * object: only findings about this}]}.
 */
public final class WaiverFiles {

    private static final List<String> KEYS = List.of("control", "owner", "reason", "expires", "host", "object");

    private WaiverFiles() {}

    /**
     * Returns the waivers of a directory that count for a host; none when the directory is missing.
     *
     * @param host the name of the host that is audited
     * @param catalogue the controls that can be waived
     * @throws ProblemsException with every mistake, files that are not trusted included
     * @throws IOException when the directory cannot be read
     */
    public static Waivers load(Path directory, Trust trust, String host, Catalogue catalogue)
            throws IOException, ProblemsException {
        Problems problems = new Problems();
        List<Waiver> waivers = new ArrayList<>();
        for (SourceFile file : TrustedFiles.read(directory, trust, problems)) {
            read(file, host, catalogue, problems, waivers);
        }
        problems.throwIfAny();
        return new Waivers(waivers);
    }

    private static void read(
            SourceFile file, String host, Catalogue catalogue, Problems problems, List<Waiver> waivers) {
        try {
            if (!(YamlReader.first(file.text()) instanceof Mapping mapping)) {
                problems.add(file.name(), 1, "a file of waivers is a mapping with waivers:");
                return;
            }
            Keys top = new Keys(file.name(), mapping, problems, "", List.of("waivers"));
            for (Keys keys : top.list("waivers", "", KEYS)) {
                Waiver waiver = waiver(file, keys, catalogue);
                String only = keys.optional("host");
                if (waiver != null && (only == null || only.equals(host))) {
                    waivers.add(waiver);
                }
            }
        } catch (YamlSyntaxException e) {
            problems.addAll(List.of(e.in(file.name())));
        }
    }

    private static @Nullable Waiver waiver(SourceFile file, Keys keys, Catalogue catalogue) {
        String control = keys.required("control");
        if (control != null && catalogue.control(control) == null) {
            keys.problem(
                    keys.line("control"),
                    "there is no control " + control + Suggestion.of(control, catalogue.controlIds()));
        }
        String owner = keys.required("owner");
        String reason = keys.required("reason");
        String expires = keys.required("expires");
        LocalDate day = expires == null ? null : TextForms.day(expires);
        if (expires != null && day == null) {
            keys.problem(keys.line("expires"), "expires has to be a day like 2026-12-31");
        }
        String object = keys.optional("object");
        String source = file.name() + ":" + keys.line();
        return control == null || owner == null || reason == null || day == null
                ? null
                : new Waiver(control, owner, reason, day, object, source);
    }
}
