package io.nodeward.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nodeward.testbed.Booted;
import io.nodeward.testbed.Flavour;
import io.nodeward.testbed.VirtualMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the probes say of a booted Debian is what the system's own tools say of it. */
@Booted(Flavour.HOST)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class HostToolsTest {

    private static VirtualMachine host;
    private static Installed nodeward;

    @BeforeAll
    static void install(VirtualMachine machine) {
        host = machine;
        nodeward = Installed.in(machine);
    }

    @Test
    void sysctl() {
        Map<String, String> told = new TreeMap<>();
        for (String line : lines("sysctl --all 2>/dev/null")) {
            String[] sides = line.split(" =", 2);
            told.put(sides[0], sides[1].strip());
        }
        Map<String, String> seen = new TreeMap<>();
        for (JsonNode setting : items(nodeward.facts("kernel.settings"), "kernel", "settings")) {
            seen.put(text(setting, "key"), text(setting, "running").replaceAll("\\s+", "\t"));
        }
        assertThat(seen).hasSizeGreaterThan(40);
        told.keySet().retainAll(seen.keySet());
        assertThat(told).isEqualTo(seen);
    }

    @Test
    void lsmodAndModprobe() {
        Map<String, String> seen = new TreeMap<>();
        for (JsonNode module : items(nodeward.facts("kernel_modules.watched"), "kernel_modules", "watched")) {
            seen.put(text(module, "name"), text(module, "state"));
        }
        assertThat(seen).hasSizeGreaterThan(40).containsValues("loaded", "loadable", "absent");

        Set<String> loaded = new TreeSet<>();
        for (String line : lines("lsmod | tail --lines=+2")) {
            loaded.add(line.split(" ", 2)[0]);
        }
        Map<String, String> told = new TreeMap<>();
        String each = "for m in " + String.join(" ", seen.keySet())
                + "; do printf '%s|%s|' $m \"$(modinfo --field filename $m 2>&1 | tail -n 1)\";"
                + " modprobe --dry-run --show-depends $m 2>&1 | tail -n 1; done";
        for (String line : lines(each)) {
            String[] parts = line.split("\\|", 3);
            told.put(parts[0], loaded.contains(parts[0]) ? "loaded" : state(parts[1], parts[2]));
        }
        // modprobe does not obey a blacklist where a module is called by its name
        seen.replaceAll((name, state) -> state.equals("blacklisted") ? "loadable" : state);
        assertThat(seen).isEqualTo(told);
    }

    private static String state(String file, String dependencies) {
        if (dependencies.startsWith("builtin ")) {
            return "builtin";
        }
        if (file.contains("not found")) {
            return "absent";
        }
        return dependencies.startsWith("install ") ? "disabled" : "loadable";
    }

    @Test
    void appArmorStatus() throws IOException {
        JsonNode told = new ObjectMapper().readTree(host.run("aa-status --json"));
        Map<String, String> modes = new TreeMap<>();
        told.get("profiles").forEachEntry((name, mode) -> modes.put(name, mode.asText()));
        Map<String, String> seen = new TreeMap<>();
        for (JsonNode profile : items(nodeward.facts("apparmor.profiles"), "apparmor", "profiles")) {
            seen.put(text(profile, "name"), text(profile, "mode"));
        }
        assertThat(seen).isNotEmpty().isEqualTo(modes);
    }

    @Test
    void socketStatistics() {
        Set<String> told = new TreeSet<>();
        for (String line : lines("ss --no-header --listening --tcp --udp --numeric --processes")) {
            String[] words = line.split("\\s+");
            String program = words[words.length - 1].replaceAll("users:\\(\\(\"([^\"]*)\".*", "$1");
            String place = words[4].replaceAll("%[a-z0-9]+(?=]?:)", "").replaceAll("[\\[\\]]", "");
            told.add(words[0] + " " + place + " " + program);
        }
        Set<String> seen = new TreeSet<>();
        for (JsonNode port : items(nodeward.facts("open_ports"), "open_ports")) {
            String protocol = text(port, "protocol").substring(0, 3);
            seen.add(protocol + " " + text(port, "address") + ":" + text(port, "port") + " " + text(port, "process"));
        }
        assertThat(seen).isNotEmpty().isEqualTo(told);
    }

    @Test
    void sshdTest() {
        JsonNode ssh = nodeward.facts("ssh").get("ssh");
        Map<String, String> told = new TreeMap<>();
        Map<String, String> seen = new TreeMap<>();
        for (String line : lines("sshd -T")) {
            String[] words = line.split(" ", 2);
            JsonNode setting = ssh.get(words[0]);
            if (setting != null && setting.has("value")) {
                told.put(words[0], words[1].replace("without-password", "prohibit-password"));
                seen.put(words[0], joined(setting.get("value").get("value")));
            }
        }
        assertThat(seen).hasSizeGreaterThan(30);
        // of start:rate:full the last is what matters
        told.computeIfPresent("maxstartups", (name, value) -> value.substring(value.lastIndexOf(':') + 1));
        told.replaceAll((name, value) -> name.equals("loglevel") ? value.toLowerCase(Locale.ROOT) : value);
        // Debian gave its 9.2 the registered name of what that has already
        told.computeIfPresent("kexalgorithms", (name, value) -> value.replace("sntrup761x25519-sha512,", ""));
        assertThat(seen).isEqualTo(told);
    }

    @Test
    void dpkg() {
        String count = host.run("dpkg-query --show --showformat '${db:Status-Status}\\n' | grep --count '^installed'");
        assertThat(nodeward.facts("packages")
                        .get("packages")
                        .get("count")
                        .get("value")
                        .asText())
                .isEqualTo(count.strip());
    }

    @Test
    void passwd() {
        Map<String, String> told = new TreeMap<>();
        for (String line : lines("passwd --status --all")) {
            String[] words = line.split(" ");
            told.put(words[0], Map.of("L", "locked", "NP", "empty").getOrDefault(words[1], "a hash"));
        }
        Map<String, String> seen = new TreeMap<>();
        for (JsonNode user : items(nodeward.facts("accounts.users"), "accounts", "users")) {
            String password = text(user, "password");
            seen.put(text(user, "name"), Set.of("locked", "empty").contains(password) ? password : "a hash");
        }
        assertThat(seen).isNotEmpty().isEqualTo(told);
    }

    @Test
    void systemctl() {
        JsonNode services = nodeward.facts("services").get("services");
        assertThat(services.get("default_target").get("value").asText())
                .isEqualTo(host.run("systemctl get-default").strip());
        for (JsonNode service : services.get("out_of_place").get("items")) {
            String name = text(service.get("fact"), "name");
            boolean enabled =
                    host.tryRun("systemctl --quiet is-enabled " + name).ok();
            boolean running = host.tryRun("systemctl --quiet is-active " + name).ok();
            assertThat(text(service.get("fact"), "enabled")).as(name).isEqualTo(String.valueOf(enabled));
            assertThat(text(service.get("fact"), "running")).as(name).isEqualTo(String.valueOf(running));
        }
    }

    @Test
    void findmnt() {
        Set<String> told = new TreeSet<>();
        for (String line : lines("findmnt --raw --noheadings --output TARGET,FSTYPE,OPTIONS")) {
            String[] words = line.split(" ");
            List<String> options = List.of(words[2].split(","));
            if (words[0].startsWith("/run/credentials/")) {
                // a service's own, as the volumes of pods are
                continue;
            }
            told.add(words[0] + " " + words[1]
                    + " nodev=" + options.contains("nodev")
                    + " nosuid=" + options.contains("nosuid")
                    + " noexec=" + options.contains("noexec")
                    + " ro=" + options.contains("ro"));
        }
        Set<String> seen = new TreeSet<>();
        for (JsonNode mount : items(nodeward.facts("mounts"), "mounts")) {
            seen.add(text(mount, "point") + " " + text(mount, "type")
                    + " nodev=" + text(mount, "nodev")
                    + " nosuid=" + text(mount, "nosuid")
                    + " noexec=" + text(mount, "noexec")
                    + " ro=" + text(mount, "read_only"));
        }
        assertThat(seen).hasSizeGreaterThan(10).isEqualTo(told);
    }

    @Test
    void find() {
        host.run("install --mode=4755 /bin/true /usr/local/bin/extra");
        host.run("touch /var/lib/nobodys && chown 4321:4321 /var/lib/nobodys");
        JsonNode found = nodeward.facts("special_files");
        assertThat(paths(found, "privileged"))
                .contains("/usr/local/bin/extra")
                .isEqualTo(new TreeSet<>(lines("{ find / -xdev -type f -perm /6000;"
                        + " getcap -r / 2>/dev/null | cut --delimiter=' ' --fields=1; } | sort --unique")));
        assertThat(paths(found, "unowned"))
                .contains("/var/lib/nobodys")
                .isEqualTo(new TreeSet<>(lines("find / -xdev '(' -nouser -o -nogroup ')'")));
    }

    private static Set<String> paths(JsonNode facts, String list) {
        Set<String> paths = new TreeSet<>();
        items(facts, "special_files", list).forEach(file -> paths.add(text(file, "path")));
        return paths;
    }

    private static List<String> lines(String command) {
        return host.run(command).lines().toList();
    }

    private static List<JsonNode> items(JsonNode facts, String... path) {
        JsonNode node = facts;
        for (String name : path) {
            node = node.get(name);
        }
        List<JsonNode> items = new ArrayList<>();
        node.get("items").forEach(item -> items.add(item.get("fact")));
        return items;
    }

    private static String text(JsonNode fact, String name) {
        return joined(fact.get(name).get("value"));
    }

    private static String joined(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        List<String> texts = new ArrayList<>();
        value.forEach(one -> texts.add(one.asText()));
        return String.join(",", texts);
    }
}
