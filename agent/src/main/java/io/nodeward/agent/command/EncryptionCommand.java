package io.nodeward.agent.command;

import io.nodeward.agent.command.encryption.EncryptionActions;
import io.nodeward.agent.console.Console;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code nodeward encryption}. */
final class EncryptionCommand implements Command {

    private static final List<String> FORMATS = List.of("text", "json");

    @Override
    public String name() {
        return "encryption";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                name(),
                "Encrypt what the cluster stores in etcd, rotate the keys, and prove it from etcd.",
                "status shows providers and keys, what each API server has loaded, and how objects are stored. verify reads"
                        + " etcd and says which objects are not stored as the configuration has it, with a signed"
                        + " report.",
                "enable encrypts what is plain text, rotate changes the key or the provider, rewrite writes every object"
                        + " anew, disable goes back to plain text. Each goes through stages, so that no API server ever"
                        + " meets an object that it cannot read; what is stored is proved from etcd before any key is"
                        + " dropped. resume goes on with one that was interrupted, rollback takes it back.",
                "What is not named is found out from the components that run on this host.");
        spec.addPositional(Specs.parameter(
                "ACTION", EncryptionActions.NAMES, true, String.join(", ", EncryptionActions.NAMES) + "."));
        change(spec);
        cluster(spec);
        escrow(spec);
        spec.addOption(Specs.config());
        spec.addOption(Specs.format(FORMATS));
        Specs.output(spec);
        spec.usageMessage()
                .exitCodeList(Specs.exitCodes(
                        "0:all is stored as it should be, as etcd shows",
                        "1:it is not: objects are named",
                        "2:usage or configuration mistake; nothing was done",
                        "3:it could not be found out or done; nothing was changed",
                        "4:something was changed, did not hold, and was put back",
                        "5:interrupted with work left: nodeward encryption resume"))
                .footer(
                        "nodeward encryption status",
                        "nodeward encryption enable --escrow vault",
                        "nodeward encryption rotate --keep-old-keys-for 30d --reason 'yearly'",
                        "nodeward encryption verify --format json --output proof.json");
        return spec;
    }

    private static void change(CommandSpec spec) {
        spec.addOption(
                Specs.choice(
                        "--provider",
                        "NAME",
                        List.of("secretbox", "aesgcm", "aescbc", "kms"),
                        "What encrypts from now on: secretbox (default of enable), aesgcm, aescbc or kms; rotate stays with what there is."));
        spec.addOption(Specs.value("--kms-endpoint", "URL", "Socket of the KMS plugin: unix:///run/kms.sock."));
        spec.addOption(
                Specs.value(
                        "--resources",
                        "LIST",
                        "Resources as an EncryptionConfiguration names them, separated by commas: secrets,configmaps or *.* (default: secrets for enable, else all that are configured)."));
        spec.addOption(Specs.flag("--drop-identity", "At the end, plain text can no longer be read."));
        spec.addOption(
                Specs.value(
                        "--keep-old-keys-for",
                        "TIME",
                        "Keep keys that are no longer used for 12h, 30d, 8w, forever (default) or 0: as long as there are backups of etcd that need them."));
        spec.addOption(Specs.value("--reason", "TEXT", "Why, for the journal."));
        spec.addOption(Specs.flag("--dry-run", "Print the plan and an estimate of time; change nothing."));
        spec.addOption(Specs.value("--max-rate", "NUMBER", "Rewrite at most so many objects a second."));
        spec.addOption(
                Specs.value("--max-inflight", "NUMBER", "Send at most so many requests at a time (default: 8)."));
        spec.addOption(Specs.value(
                "--wait", "TIME", "How long to wait until every API server has loaded a configuration (default: 5m)."));
    }

    private static void cluster(CommandSpec spec) {
        spec.addOption(Specs.value(
                "--kubeconfig",
                "FILE",
                "Client for the API servers (default: KUBECONFIG, else /etc/kubernetes/admin.conf)."));
        spec.addOption(
                Specs.repeatable("--apiserver", "URL", "An API server, to be asked by itself; repeated for each."));
        spec.addOption(Specs.value(
                "--encryption-config", "FILE", "The EncryptionConfiguration that the API servers on this host read."));
        spec.addOption(Specs.repeatable("--etcd", "URL", "A member of etcd; may be repeated."));
        spec.addOption(Specs.value("--etcd-cacert", "FILE", "CA of etcd's certificates."));
        spec.addOption(Specs.value("--etcd-cert", "FILE", "Client certificate for etcd."));
        spec.addOption(Specs.value("--etcd-key", "FILE", "Its key."));
        spec.addOption(Specs.value("--etcd-prefix", "PATH", "The API servers' --etcd-prefix (default: /registry)."));
        spec.addOption(Specs.value(
                "--state-dir", "DIR", "Journals and staged keys, in place of " + EncryptionActions.STATE + "."));
    }

    private static void escrow(CommandSpec spec) {
        spec.addOption(
                Specs.value(
                        "--escrow",
                        "PLACE",
                        "Where a new key is kept a second time before its first use: vault, file:DIR (sealed to recipients), or none, which has to be said."));
        spec.addOption(Specs.repeatable(
                "--escrow-recipient",
                "KEY",
                "Public key of an operator (age1...) that can open escrow files; may be repeated."));
        spec.addOption(Specs.flag(
                "--escrow-checked", "The escrow files were opened, or those recipients' keys are known to open them."));
        spec.addOption(Specs.value("--vault-addr", "URL", "Vault or OpenBao (default: VAULT_ADDR)."));
        spec.addOption(Specs.value("--vault-token-file", "FILE", "File with its token."));
        spec.addOption(Specs.value("--vault-cacert", "FILE", "CAs of its certificate (default: VAULT_CACERT)."));
        spec.addOption(Specs.value("--vault-namespace", "NAME", "Its namespace (default: VAULT_NAMESPACE)."));
        spec.addOption(Specs.value("--vault-mount", "NAME", "Mount of a KV engine of version 2 (default: secret)."));
        spec.addOption(
                Specs.value("--vault-path", "PATH", "Where keys are kept in it (default: nodeward/encryption)."));
        spec.addOption(Specs.flag("--yes", "Ask nothing."));
    }

    @Override
    public int run(Options options, Console console) {
        return EncryptionActions.run(options.action(EncryptionActions.NAMES), options, console);
    }
}
