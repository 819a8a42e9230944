package io.nodeward.agent;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.nodeward.agent.console.WholeFile;
import io.nodeward.profiles.authoring.BaselineTool;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.SecureDirectoryStream;

/** The arrows between the modules, and who may touch what. */
@AnalyzeClasses(
        // not the test bed, which writes what it likes
        packages = {
            "io.nodeward.agent",
            "io.nodeward.hostprobes",
            "io.nodeward.journal",
            "io.nodeward.profiles",
            "io.nodeward.secrets"
        },
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** agent, then profiles and secrets that do not know each other, then hostprobes and journal that do not either. */
    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("agent")
            .definedBy("io.nodeward.agent..")
            .layer("profiles")
            .definedBy("io.nodeward.profiles..")
            .layer("secrets")
            .definedBy("io.nodeward.secrets..")
            .layer("hostprobes")
            .definedBy("io.nodeward.hostprobes..")
            .layer("journal")
            .definedBy("io.nodeward.journal..")
            .whereLayer("agent")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("profiles")
            .mayOnlyBeAccessedByLayers("agent")
            .whereLayer("secrets")
            .mayOnlyBeAccessedByLayers("agent")
            .whereLayer("hostprobes")
            .mayOnlyBeAccessedByLayers("agent", "profiles", "secrets")
            .whereLayer("journal")
            .mayOnlyBeAccessedByLayers("agent", "profiles", "secrets");

    /** Commands know reports, reports do not know commands, and so on down. */
    @ArchTest
    static final ArchRule INSIDE_THE_AGENT = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("main")
            .definedBy("io.nodeward.agent")
            .layer("command")
            .definedBy("io.nodeward.agent.command..")
            .layer("help")
            .definedBy("io.nodeward.agent.help..")
            .layer("audit")
            .definedBy("io.nodeward.agent.audit..")
            .layer("report")
            .definedBy("io.nodeward.agent.report..")
            .layer("config")
            .definedBy("io.nodeward.agent.config..")
            .layer("console")
            .definedBy("io.nodeward.agent.console..")
            .layer("text")
            .definedBy("io.nodeward.agent.text..", "io.nodeward.agent.json..")
            .whereLayer("command")
            .mayOnlyBeAccessedByLayers("main")
            .whereLayer("help")
            .mayOnlyBeAccessedByLayers("command")
            .whereLayer("audit")
            .mayOnlyBeAccessedByLayers("command")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("command", "audit", "config")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("command", "audit")
            // the version alone stands at the top
            .ignoreDependency(
                    JavaClass.Predicates.resideInAPackage("io.nodeward.agent.."), assignableTo(BuildInfo.class));

    /** The journal changes hosts; the report's file is the user's own, and the baseline tool runs in the build. */
    @ArchTest
    static final ArchRule ONLY_THE_JOURNAL_WRITES = noClasses()
            .that()
            .resideOutsideOfPackage("io.nodeward.journal..")
            .and()
            .areNotAssignableTo(WholeFile.class)
            .and()
            .areNotAssignableTo(BaselineTool.class)
            .should(
                    callMethodWhere(
                            target(owner(assignableTo(Files.class)))
                                    .and(
                                            target(
                                                    nameMatching(
                                                            "write.*|new(OutputStream|BufferedWriter|ByteChannel)|create.*|copy|move|delete.*|set.*")))))
            .orShould(callMethodWhere(target(owner(assignableTo(SecureDirectoryStream.class)))
                    .and(target(nameMatching("move|delete.*")))))
            .orShould(callMethodWhere(
                    target(owner(assignableTo(FileChannel.class))).and(target(nameMatching("open")))))
            .orShould()
            .callConstructor(FileOutputStream.class, String.class)
            .orShould()
            .callConstructor(FileOutputStream.class, java.io.File.class)
            .orShould()
            .callConstructor(PrintWriter.class, String.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(FileWriter.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(RandomAccessFile.class);

    @ArchTest
    static final ArchRule NOTHING_STARTS_PROGRAMS_TO_LOOK = noClasses()
            .that()
            .resideInAnyPackage("io.nodeward.hostprobes..", "io.nodeward.profiles..", "io.nodeward.agent..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould(callMethodWhere(target(owner(assignableTo(Runtime.class))).and(target(nameMatching("exec")))));

    /** Only the two packages that ask a live component may open a connection. */
    @ArchTest
    static final ArchRule CONTROLS_AND_REPORTS_USE_NO_NETWORK = noClasses()
            .that()
            .resideInAnyPackage("io.nodeward.profiles..", "io.nodeward.agent.report..", "io.nodeward.agent.command..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Socket.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(SocketChannel.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    /** What an audit loads decides how fast it starts. */
    @ArchTest
    static final ArchRule SLOW_TO_START = noClasses()
            .that()
            .resideInAPackage("io.nodeward.agent..")
            .and()
            .resideOutsideOfPackage("io.nodeward.agent.command.encryption..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "java.util.regex..", "java.time.format..", "java.text..")
            .orShould(callMethodWhere(target(owner(assignableTo(String.class)))
                    .and(target(nameMatching("format|formatted|matches|replaceAll|replaceFirst")))));

    @ArchTest
    static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith("org.jspecify.annotations.NullMarked");
}
