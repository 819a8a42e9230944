package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What watches the host: sensors of what runs, and tools that compare files with how they were, types Sensor and IntegrityTool. */
public final class Watchers {

    /** A name, its programs, then what it leaves on the host; sensors in pods leave nothing. */
    private static final String[] SENSORS = {
        "Falco falco - /usr/bin/falco /etc/falco/falco.yaml",
        "Sysdig sysdig-agent dragent agentino - /opt/draios/bin/dragent",
        "Tetragon tetragon - /usr/local/bin/tetragon /etc/tetragon",
        "Tracee tracee tracee-ebpf - /usr/bin/tracee /etc/tracee",
        "osquery osqueryd - /usr/bin/osqueryd /opt/osquery/bin/osqueryd /etc/osquery/osquery.conf",
        "KubeArmor kubearmor - /opt/kubearmor",
        "Wazuh wazuh-agentd ossec-agentd - /var/ossec/bin/wazuh-agentd /var/ossec/bin/ossec-agentd",
        "CrowdStrike falcon-sensor falcon-sensor-bpf - /opt/CrowdStrike/falconctl",
        "SentinelOne s1-agent - /opt/sentinelone/bin/sentinelctl",
        "Elastic elastic-endpoint auditbeat - /opt/Elastic/Endpoint/elastic-endpoint /usr/share/auditbeat",
        "Defender wdavdaemon mdatp_audisp_plugin - /opt/microsoft/mdatp/sbin/wdavdaemon",
        "Datadog security-agent system-probe - /opt/datadog-agent/embedded/bin/security-agent",
        "Aqua slk aquasec-enforcer - /opt/aquasec",
        "Prisma defender twistlock_defender - /var/lib/twistlock",
        "NeuVector agent-neuvector enforcer - /var/neuvector",
        "Pixie stirling - /opt/pixie"
    };

    /** A name, its programs on disk, its databases, then what runs it. */
    private static final String[] TOOLS = {
        "AIDE /usr/bin/aide /usr/sbin/aide - /var/lib/aide/aide.db /var/lib/aide/aide.db.gz -"
                + " /etc/cron.daily/aide /etc/cron.daily/dailyaidecheck dailyaidecheck.timer aidecheck.timer aide.timer aide-check.timer",
        "Tripwire /usr/sbin/tripwire - /var/lib/tripwire - /etc/cron.daily/tripwire /etc/cron.daily/tripwire-check tripwire.timer",
        "Samhain /usr/sbin/samhain /usr/local/sbin/samhain - /var/lib/samhain/samhain_file /var/lib/samhain - samhain.service",
        "Wazuh /var/ossec/bin/wazuh-syscheckd /var/ossec/bin/ossec-syscheckd - /var/ossec/queue/fim/db/fim.db"
                + " /var/ossec/queue/syscheck - wazuh-agent.service ossec.service",
        "afick /usr/bin/afick /usr/bin/afick.pl - /var/lib/afick - /etc/cron.daily/afick_cron"
    };

    private Watchers() {}

    /** Those that are installed or run. */
    public static Node sensors(HostRoot root, ProcessTable processes) {
        Running running = new Running(processes);
        Lookup lookup = new Lookup(root);
        List<Many.Item> items = new ArrayList<>();
        Unknown gap = running.gap();
        for (String row : SENSORS) {
            List<List<String>> lists = lists(row);
            String name = lists.getFirst().getFirst();
            HostProcess process =
                    of(running, lists.getFirst().subList(1, lists.getFirst().size()));
            String place = "";
            for (String path : lists.get(1)) {
                place = place.isEmpty() && lookup.has(path) ? path : place;
            }
            if (process == null && place.isEmpty()) {
                continue;
            }
            Node runs = process != null
                    ? new Known(true, "pid " + process.pid() + " (" + process.program() + ")")
                    : gap == null ? new Known(false, "/proc") : gap;
            items.add(new Many.Item(
                    name,
                    Group.builder()
                            .put("name", name, place.isEmpty() ? "/proc" : place)
                            .put("installed", !place.isEmpty(), place.isEmpty() ? "/proc" : place)
                            .put("running", runs)
                            .build()));
        }
        if (items.isEmpty() && gap != null) {
            return gap;
        }
        return new Many(items, "/proc and the places where sensors are installed");
    }

    /** Only root sees enough; a program of somebody else's with such a name is none. */
    private static @Nullable HostProcess of(Running running, List<String> programs) {
        HostProcess process = running.of(programs, true);
        return process != null && process.uid() instanceof Read.Found<Integer>(Integer uid) && uid == 0
                ? process
                : null;
    }

    /** Those that are installed. */
    public static Node tools(HostRoot root, UnitStates units) {
        Lookup lookup = new Lookup(root);
        List<Many.Item> items = new ArrayList<>();
        for (String row : TOOLS) {
            List<List<String>> lists = lists(row);
            String name = lists.getFirst().getFirst();
            Node installed =
                    lookup.present(lists.getFirst().subList(1, lists.getFirst().size()));
            if (installed instanceof Known known && known.value().equals(false)) {
                continue;
            }
            items.add(new Many.Item(
                    name,
                    Group.builder()
                            .put("name", name, name)
                            .put("database", lookup.present(lists.get(1)))
                            .put("scheduled", scheduled(lookup, units, lists.get(2)))
                            .build()));
        }
        return new Many(items, "the places where such tools are installed");
    }

    private static Node scheduled(Lookup lookup, UnitStates units, List<String> by) {
        for (String each : by) {
            String link = each.startsWith("/") ? (lookup.has(each) ? each : null) : units.enabled(each);
            if (link != null) {
                return new Known(true, link);
            }
        }
        Read.Failed<?> hidden = units.hidden();
        return hidden == null ? new Known(false, by.getFirst()) : hidden.unknown();
    }

    private static List<List<String>> lists(String row) {
        List<List<String>> lists = new ArrayList<>();
        List<String> list = new ArrayList<>();
        for (String word : Lines.words(row)) {
            if (word.equals("-")) {
                lists.add(list);
                list = new ArrayList<>();
            } else {
                list.add(word);
            }
        }
        lists.add(list);
        return lists;
    }
}
