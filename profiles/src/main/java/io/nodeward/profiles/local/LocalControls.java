package io.nodeward.profiles.local;

import io.nodeward.hostprobes.facts.Schema;
import io.nodeward.hostprobes.yaml.ProblemsException;
import io.nodeward.profiles.Catalogue;
import io.nodeward.profiles.authoring.CatalogueCompiler;
import io.nodeward.profiles.authoring.Language;
import io.nodeward.profiles.authoring.Problems;
import io.nodeward.profiles.authoring.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The controls and baselines of this host's own files. */
public final class LocalControls {

    private LocalControls() {}

    /**
     * Returns the catalogue with those of a directory added; they are also the baseline {@code local}. Where the
     * directory is missing or empty this is the same catalogue, and the language is not even loaded.
     *
     * @param schema gives the facts that the controls can name; asked only when there is a file
     * @throws ProblemsException with every mistake, files that are not trusted included
     * @throws IOException when the directory cannot be read
     */
    public static Catalogue load(Path directory, Trust trust, Catalogue builtIn, Supplier<Schema> schema)
            throws IOException, ProblemsException {
        Problems problems = new Problems();
        List<SourceFile> sources = TrustedFiles.read(directory, trust, problems);
        if (sources.isEmpty()) {
            problems.throwIfAny();
            return builtIn;
        }
        Catalogue catalogue = builtIn;
        try {
            catalogue = CatalogueCompiler.local(sources, new Language(schema.get()), builtIn)
                    .catalogue();
        } catch (ProblemsException e) {
            problems.addAll(e.problems());
        }
        problems.throwIfAny();
        return catalogue;
    }
}
