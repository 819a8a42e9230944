package io.nodeward.agent.command;

import io.nodeward.agent.config.Config;
import io.nodeward.agent.config.ConfigFile;
import io.nodeward.agent.console.Console;
import io.nodeward.agent.console.ExitCode;
import io.nodeward.agent.json.Json;
import io.nodeward.agent.text.Plain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code nodeward config}. */
final class ConfigCommand implements Command {

    private static final List<String> ACTIONS = List.of("check", "show");
    private static final List<String> FORMATS = List.of("text", "json");

    @Override
    public String name() {
        return "config";
    }

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(
                name(),
                "Check or show the configuration.",
                "check names every mistake in the configuration file with its line; show prints what holds, defaults"
                        + " included, as a file that could be used.",
                "Keys: audit.baselines (ids, default [node-default, local]; local is this host's own controls, if it has any), audit.failOn (critical, high, medium or low, default"
                        + " high), audit.unknown (fail or ok, default fail), audit.offline (default false),"
                        + " audit.baselinesDirectory (default /etc/nodeward/baselines.d), audit.waiversDirectory (default"
                        + " /etc/nodeward/waivers.d), metadata.probe (auto asks the metadata service of the cloud that"
                        + " firmware and cloud-init name, always those of all clouds, never none; default auto), files.walk (auto looks for SUID programs and the"
                        + " like all over the disk where root looks or a tree is looked at, always also without root, never not"
                        + " at all; default auto), binaries.verify (auto computes checksums of programs whose times do not prove"
                        + " that they are as their package was installed, always of all, never of none; default auto),"
                        + " binaries.manifest and binaries.key (absolute paths on this machine, also with --root: what"
                        + " programs should be, in lines as sha256sum or sha512sum writes them, the signature beside it in"
                        + " a file with .sig at its end, raw or in base64, and the public key in PEM: Ed25519, P-256, P-384"
                        + " or RSA).",
                "Run by root, a file that somebody else than root can change is refused.");
        spec.addPositional(Specs.parameter("ACTION", ACTIONS, true, "check or show."));
        spec.addOption(Specs.config());
        spec.addOption(Specs.format(FORMATS));
        Specs.output(spec);
        spec.usageMessage()
                .exitCodeList(Specs.exitCodes(
                        "0:there is no mistake", "2:there are mistakes", "3:the file could not be read"))
                .footer("nodeward config check", "nodeward config show --config /tmp/new.yaml");
        return spec;
    }

    @Override
    public int run(Options options, Console console) {
        String action = options.action(ACTIONS);
        boolean json = options.oneOf("--format", FORMATS, "text").equals("json");
        Path usual = Path.of(Specs.CONFIG_FILE);
        Config config = ConfigFile.load(options.value("--config"), usual);
        if (action.equals("show")) {
            if (json) {
                Result.write(options, console, json(config));
            } else {
                Result.write(options, console, text(config));
            }
        } else if (!options.has("--quiet")) {
            String named = options.value("--config");
            boolean absent = named == null && !Files.exists(usual);
            Result.write(
                    options,
                    console,
                    absent
                            ? usual + " is absent: the defaults hold\n"
                            : Plain.line(named == null ? usual.toString() : named) + ": no mistake\n");
        }
        return ExitCode.HOLDS;
    }

    private static String text(Config config) {
        Config.Audit audit = config.audit();
        return "audit:\n"
                + "  baselines: [" + Plain.line(String.join(", ", audit.baselines())) + "]\n"
                + "  failOn: " + audit.failOn().label() + "\n"
                + "  unknown: " + (audit.unknownOk() ? "ok" : "fail") + "\n"
                + "  offline: " + audit.offline() + "\n"
                + "  baselinesDirectory: " + Plain.line(audit.baselinesDirectory()) + "\n"
                + "  waiversDirectory: " + Plain.line(audit.waiversDirectory()) + "\n"
                + "metadata:\n"
                + "  probe: " + config.metadata().probe() + "\n"
                + "files:\n"
                + "  walk: " + config.files().walk() + "\n"
                + "binaries:\n"
                + "  verify: " + config.binaries().verify() + "\n"
                + path("manifest", config.binaries().manifest())
                + path("key", config.binaries().key());
    }

    /** A key that is left out where nothing is set. */
    private static String path(String key, String value) {
        return value.isEmpty() ? "" : "  " + key + ": " + Plain.line(value) + "\n";
    }

    private static byte[] json(Config config) {
        Config.Audit audit = config.audit();
        return Json.document(json -> {
            json.object();
            json.object("audit");
            json.field("baselines", audit.baselines());
            json.field("failOn", audit.failOn().label());
            json.field("unknown", audit.unknownOk() ? "ok" : "fail");
            json.field("offline", audit.offline());
            json.field("baselinesDirectory", audit.baselinesDirectory());
            json.field("waiversDirectory", audit.waiversDirectory());
            json.endObject();
            json.object("metadata");
            json.field("probe", config.metadata().probe());
            json.endObject();
            json.object("files");
            json.field("walk", config.files().walk());
            json.endObject();
            json.object("binaries");
            json.field("verify", config.binaries().verify());
            json.field("manifest", config.binaries().manifest());
            json.field("key", config.binaries().key());
            json.endObject();
            json.endObject();
        });
    }
}
