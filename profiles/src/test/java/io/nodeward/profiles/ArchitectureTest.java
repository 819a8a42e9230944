package io.nodeward.profiles;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which way the arrows of this module point. */
@AnalyzeClasses(packages = "io.nodeward.profiles", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule profilesKnowsNeitherSecretsNorTheProgram = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.nodeward.secrets..", "io.nodeward.agent..", "io.nodeward.journal..");

    @ArchTest
    static final ArchRule anAuditRunsWithoutTheLanguage = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.nodeward.profiles", "io.nodeward.profiles.expression..", "io.nodeward.profiles.pack..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.cel..",
                    "com.google..",
                    "io.nodeward.profiles.authoring..",
                    "io.nodeward.profiles.local..",
                    "io.nodeward.hostprobes.yaml..");

    @ArchTest
    static final ArchRule expressionsKnowNoVerdicts = noClasses()
            .that()
            .resideInAnyPackage("io.nodeward.profiles.expression..", "io.nodeward.profiles.pack..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.nodeward.profiles");

    @ArchTest
    static final ArchRule nothingStartsAProcess =
            noClasses().should().dependOnClassesThat().haveNameMatching("java\\.lang\\.(ProcessBuilder|Runtime)");
}
