package io.nodeward.agent.command.encryption;

import io.nodeward.secrets.encryption.status.EncryptionStatus;

/** How encryption stands, on one screen. */
final class StatusText {

    private StatusText() {}

    static StringBuilder of(EncryptionStatus status) {
        StringBuilder text = new StringBuilder();
        text.append(status.file())
                .append(status.hash().map(hash -> " " + brief(hash)).orElse(" does not exist"))
                .append('\n');
        status.entries().forEach(entry -> text.append("  ").append(entry).append('\n'));
        text.append("API servers\n");
        status.servers().forEach(server -> text.append("  ").append(server).append('\n'));
        text.append("keys\n");
        status.keys().forEach(key -> key(text, key));
        if (!status.plainReadable().isEmpty()) {
            text.append("plain text can still be read: ")
                    .append(String.join(", ", status.plainReadable()))
                    .append('\n');
        }
        text.append(ProofText.of(status.proof()));
        text.append(status.unfinished()
                .map(id -> "change " + id + " has not ended: nodeward encryption resume, or rollback\n")
                .orElse(""));
        return text;
    }

    private static void key(StringBuilder text, EncryptionStatus.Key key) {
        text.append("  ").append(key.shown()).append(": ");
        if (key.writes()) {
            text.append("writes, ");
        }
        text.append(key.objects()).append(" objects");
        key.made().ifPresent(day -> text.append(", made ").append(day));
        key.unusedSince()
                .ifPresent(time -> text.append(", kept for backups since ").append(time));
        key.writesAtMost()
                .ifPresent(writes -> text.append(", at most ")
                        .append(writes)
                        .append(" of ")
                        .append(EncryptionStatus.Key.BUDGET)
                        .append(" writes"));
        text.append('\n');
    }

    private static String brief(String hash) {
        return hash.substring(0, Math.min(hash.length(), 19)) + "…";
    }
}
