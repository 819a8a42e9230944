package io.nodeward.hostprobes.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodeward.hostprobes.HostTree;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Units are read as systemd v252 reads them. */
class ServiceUnitTest {

    private static final String ETC = "/etc/systemd/system/x.service";
    private static final String LIB = "/usr/lib/systemd/system/x.service";

    @TempDir
    private Path directory;

    private HostTree tree;

    @BeforeEach
    void tree() {
        tree = new HostTree(directory);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private ServiceUnit unit() {
        return unit("x.service");
    }

    private ServiceUnit unit(String name) {
        return ServiceUnit.read(tree.root(), name) instanceof Read.Found<ServiceUnit>(ServiceUnit unit)
                ? unit
                : org.assertj.core.api.Assertions.fail("no unit");
    }

    private static List<String> words(ServiceUnit unit) {
        return unit.command().stream().map(Argument::text).toList();
    }

    private static String service(String settings) {
        return "[Service]\n" + settings + "\n";
    }

    @Test
    void withoutAFileThereIsNone() {
        assertThat(ServiceUnit.read(tree.root(), "x.service")).isInstanceOf(Read.Absent.class);
        assertThat(ServiceUnit.read(tree.root(), "../x.service")).isInstanceOf(Read.Absent.class);
    }

    @Test
    void theAdministratorsFileReplacesThePackages() {
        tree.file(LIB, service("ExecStart=/usr/bin/lib")).file(ETC, service("ExecStart=/usr/bin/etc"));
        assertThat(words(unit())).containsExactly("/usr/bin/etc");
        assertThat(unit().files()).containsExactly(ETC);
    }

    @Test
    void dropInsComeInTheOrderOfTheirNamesWhereverTheyLie() {
        tree.file(LIB, service("ExecStart=/usr/bin/x $A"))
                .file(LIB + ".d/20-a.conf", service("Environment=A=lib20"))
                .file(ETC + ".d/10-a.conf", service("Environment=A=etc10"))
                .file("/run/systemd/system/x.service.d/15-a.conf", service("Environment=A=run15"));
        assertThat(words(unit())).containsExactly("/usr/bin/x", "lib20");
    }

    @Test
    void ofOneNameTheMostImportantDirectorysCountsAlone() {
        tree.file(LIB, service("ExecStart=/usr/bin/x $A $B"))
                .file(LIB + ".d/10-a.conf", service("Environment=A=lib B=lib"))
                .file(ETC + ".d/10-a.conf", service("Environment=A=etc"));
        assertThat(words(unit())).containsExactly("/usr/bin/x", "etc");
        assertThat(unit().files()).containsExactly(LIB, ETC + ".d/10-a.conf");
    }

    @Test
    void aLinkToNowhereHidesADropIn() {
        tree.file(LIB, service("ExecStart=/usr/bin/x $A"))
                .file(LIB + ".d/10-a.conf", service("Environment=A=lib"))
                .link(ETC + ".d/10-a.conf", "/dev/null");
        assertThat(words(unit())).containsExactly("/usr/bin/x");
    }

    @Test
    void dropInsOfAllServicesCountToo() {
        tree.file(LIB, service("ExecStart=/usr/bin/x $A"))
                .file("/etc/systemd/system/service.d/90-a.conf", service("Environment=A=all"))
                .file(ETC + ".d/10-a.conf", service("Environment=A=own"))
                .file(ETC + ".d/20-a.txt", service("Environment=A=text"));
        assertThat(words(unit())).containsExactly("/usr/bin/x", "all");
    }

    @Test
    void aDashedNameHasDropInsOfItsPrefix() {
        tree.file("/etc/systemd/system/a-b.service", service("ExecStart=/usr/bin/x $A"))
                .file("/etc/systemd/system/a-.service.d/10.conf", service("Environment=A=prefix"));
        assertThat(words(unit("a-b.service"))).containsExactly("/usr/bin/x", "prefix");
    }

    @Test
    void anEmptyExecStartTakesBackWhatCameBefore() {
        tree.file(LIB, service("ExecStart=/usr/bin/x --a"))
                .file(ETC + ".d/10.conf", service("ExecStart=\nExecStart=/usr/bin/y --b"));
        assertThat(words(unit())).containsExactly("/usr/bin/y", "--b");
        assertThat(unit().problem()).isEmpty();
    }

    @Test
    void withoutThatTwoAreAnError() {
        tree.file(LIB, service("ExecStart=/usr/bin/x")).file(ETC + ".d/10.conf", service("ExecStart=/usr/bin/y"));
        assertThat(unit().problem()).contains("several ExecStart=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "../../../dev/null"})
    void aMaskedUnitStartsNothing(String target) {
        tree.file(LIB, service("ExecStart=/usr/bin/x")).link(ETC, target);
        assertThat(unit().masked()).isTrue();
        assertThat(unit().command()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x $A                 | /bin/x,x,one,two three",
                "\"x $A\"             | /bin/x,x $A",
                "x${A}y               | /bin/x,xone \"two three\"y",
                "$NONE z              | /bin/x,z",
                "'${NONE}'            | /bin/x,``",
                "a\\x20b              | /bin/x,a b",
                "%%h %n %p            | /bin/x,%h,x.service,x",
                "$$A                  | /bin/x,$A",
            })
    void variablesAndSpecifiersAreFilledIn(String arguments, String expected) {
        tree.file(ETC, service("Environment='A=one \"two three\"'\nExecStart=/bin/x " + arguments.strip()));
        String wanted = expected.strip().replace("``", "");
        List<String> words = words(unit());
        if (arguments.strip().equals("x $A")) {
            assertThat(words).containsExactly("/bin/x", "x", "one", "two three");
        } else {
            assertThat(String.join(",", words)).isEqualTo(wanted);
        }
    }

    @Test
    void aSpecifierThatOnlyTheHostKnowsIsADoubt() {
        tree.file(ETC, service("ExecStart=/bin/x --boot=%b"));
        assertThat(unit().problem()).contains("%b");
    }

    @Test
    void environmentFilesBeatTheUnitAndEachOther() {
        tree.file(
                        ETC,
                        service("Environment=A=unit B=unit\nEnvironmentFile=/etc/one\nEnvironmentFile=-/etc/two\n"
                                + "EnvironmentFile=-/etc/none\nExecStart=/bin/x $A $B $C"))
                .file("/etc/one", "# A=comment\nA=one\nC=\"with blank\"\nexport B=no\n")
                .file("/etc/two", "A=two\nC=a\\\nb\n");
        assertThat(words(unit())).containsExactly("/bin/x", "two", "unit", "ab");
        assertThat(unit().problem()).isEmpty();
        assertThat(unit().environmentFiles()).containsExactly("/etc/one", "/etc/two", "/etc/none");
    }

    @Test
    void patternsOfEnvironmentFilesFindAllInOrder() {
        tree.file(ETC, service("EnvironmentFile=-/etc/env.d/*.env\nExecStart=/bin/x $A $B"))
                .file("/etc/env.d/20.env", "A=twenty")
                .file("/etc/env.d/10.env", "A=ten\nB=ten")
                .file("/etc/env.d/30.txt", "A=thirty")
                .file("/etc/env.d/.40.env", "A=hidden");
        assertThat(words(unit())).containsExactly("/bin/x", "twenty", "ten");
    }

    @Test
    void aMissingEnvironmentFileKeepsItFromStarting() {
        tree.file(ETC, service("EnvironmentFile=/etc/none\nExecStart=/bin/x"));
        assertThat(unit().problem()).contains("/etc/none").contains("missing");
    }

    @Test
    void whatCannotBeReadIsADoubt() {
        tree.file(ETC, service("EnvironmentFile=-/etc/one\nExecStart=/bin/x $A"))
                .directory("/etc/one");
        assertThat(unit().problem()).isEqualTo("/etc/one is not a regular file");
    }

    @Test
    void aDirectoryOfDropInsThatCannotBeListedMayHoldMore() {
        tree.file(ETC, service("ExecStart=/bin/x")).file(ETC + ".d", "no directory");
        assertThat(unit().problem()).contains(ETC + ".d");
        assertThat(unit().hidden()).hasSize(1);
    }

    @Test
    void aUnitThatCannotBeReadIsThereAllTheSame() {
        tree.directory(ETC);
        assertThat(unit().command()).isEmpty();
        assertThat(unit().problem()).isEqualTo(ETC + " is not a regular file");
    }

    @ParameterizedTest
    @CsvSource({
        "BindPaths=/opt/k:/var/lib/kubelet,true",
        "BindReadOnlyPaths=-/opt/k:/etc:rbind,true",
        "TemporaryFileSystem=/var,true",
        "RootDirectory=/srv/root,true",
        "BindPaths=/var/lib/kubelet,false",
        "BindPaths=/a:/a:rbind,false",
        "RootDirectory=/,false",
        "PrivateTmp=yes,false",
    })
    void mountsOfItsOwnAreADoubt(String setting, boolean own) {
        tree.file(ETC, service(setting + "\nExecStart=/bin/x"));
        assertThat(unit().mounts()).isEqualTo(own);
        assertThat(unit().problem().isEmpty()).isNotEqualTo(own);
        tree.file(ETC + ".d/10.conf", service(setting.substring(0, setting.indexOf('=') + 1)));
        assertThat(unit().mounts()).as("taken back").isFalse();
    }

    @ParameterizedTest
    @CsvSource({"/opt,/opt", "-/opt,/opt", "~,''", "'',/"})
    void startsInItsDirectory(String setting, String expected) {
        tree.file(ETC, service("WorkingDirectory=" + setting + "\nExecStart=/bin/x"));
        assertThat(unit().directory()).isEqualTo(expected);
    }

    @Test
    void aShellHidesTheCommand() {
        tree.file(ETC, service("ExecStart=/bin/sh -c 'exec kubelet --a'"));
        assertThat(unit().problem()).contains("shell");
    }

    @Test
    void linesGoOnOverCommentsAndOtherSectionsDoNotCount() {
        tree.file(ETC, "[Unit]\nExecStart=/bin/no\n[Service]\nExecStart=/bin/x \\\n# comment\n  --a \\\n  --b\n");
        assertThat(words(unit())).containsExactly("/bin/x", "--a", "--b");
        assertThat(unit().command().getLast().where()).isEqualTo(ETC + ":4: ");
    }
}
