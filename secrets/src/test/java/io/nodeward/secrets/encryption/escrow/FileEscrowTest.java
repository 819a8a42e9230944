package io.nodeward.secrets.encryption.escrow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nodeward.secrets.encryption.config.EncryptionKey;
import io.nodeward.secrets.encryption.config.KeyKind;
import io.nodeward.secrets.sealed.Identity;
import io.nodeward.secrets.sealed.Sealed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEscrowTest {

    @TempDir
    private Path directory;

    private final EncryptionKey key = EncryptionKey.generate(LocalDate.of(2026, 11, 29));
    private final Identity operator = Identity.generate();
    private final List<@Nullable String> words = new ArrayList<>();

    @Test
    void theOperatorFindsKeyAndWordInTheFile() throws Exception {
        String place = escrow(true).keep(KeyKind.SECRETBOX, key);
        Path file = directory.resolve(key.name() + ".age");
        assertThat(place).isEqualTo(file.toString());
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(new String(Sealed.open(Files.readAllBytes(file), operator, "it", 4096), UTF_8))
                .isEqualTo("provider: secretbox\nname: " + key.name() + "\ncheck: " + words.getFirst() + "\nsecret: "
                        + Base64.getEncoder().encodeToString(key.secret()) + "\n");
    }

    @Test
    void aKeyWhoseFileIsNotShownToOpenIsNotUsed() throws Exception {
        assertThatThrownBy(() -> escrow(false).keep(KeyKind.AESGCM, key))
                .isInstanceOf(EscrowException.class)
                .hasMessageContaining("is not shown to open")
                .hasMessageContaining("nodeward encryption resume");
        // going on leaves the file that the operator may be opening at that moment
        byte[] file = Files.readAllBytes(directory.resolve(key.name() + ".age"));
        escrow(true).keep(KeyKind.AESGCM, key);
        assertThat(Files.readAllBytes(directory.resolve(key.name() + ".age"))).isEqualTo(file);
        assertThat(words).hasSize(2);
        assertThat(words.getLast()).isNull();
    }

    @Test
    void whereNothingCanBeWrittenTheKeyIsNotUsed() {
        FileEscrow nowhere = new FileEscrow(directory.resolve("absent"), List.of(operator.recipient()), (_, _) -> true);
        assertThatThrownBy(() -> nowhere.keep(KeyKind.AESGCM, key))
                .isInstanceOf(EscrowException.class)
                .hasMessageContaining("could not be kept");
        FileEscrow nobody = new FileEscrow(directory, List.of("age1nobody"), (_, _) -> true);
        assertThatThrownBy(() -> nobody.keep(KeyKind.AESGCM, key))
                .isInstanceOf(EscrowException.class)
                .hasMessageContaining("is no public key of age");
        assertThat(directory).isEmptyDirectory();
    }

    private FileEscrow escrow(boolean opens) {
        return new FileEscrow(directory, List.of(operator.recipient()), (_, word) -> {
            words.add(word);
            return opens;
        });
    }
}
