package io.nodeward.hostprobes.upkeep;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.files.FileFacts;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Read;
import java.util.ArrayList;
import java.util.List;

/** cron and at: what they run, who may change it, and who may use them, type Cron. */
public final class Cron {

    private static final int MOST = 2000;
    private static final String[][] PLACES = {
        {"crontab", "/etc/crontab"},
        {"hourly", "/etc/cron.hourly"},
        {"daily", "/etc/cron.daily"},
        {"weekly", "/etc/cron.weekly"},
        {"monthly", "/etc/cron.monthly"},
        {"directory", "/etc/cron.d"},
        {"allow", "/etc/cron.allow"},
        {"deny", "/etc/cron.deny"},
        {"at_allow", "/etc/at.allow"},
        {"at_deny", "/etc/at.deny"}
    };
    private static final List<String> JOBS =
            List.of("/etc/cron.d", "/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly");
    private static final List<String> TABLES =
            List.of("/var/spool/cron/crontabs/root", "/var/spool/cron/root", "/etc/crontab", "/etc/anacrontab");

    private Cron() {}

    public static Group read(HostRoot root, FileFacts files) {
        Lookup lookup = new Lookup(root);
        Group.Builder facts = Group.builder()
                .put(
                        "installed",
                        lookup.present(
                                List.of("/usr/sbin/cron", "/usr/sbin/crond", "/usr/bin/crond", "/usr/sbin/cronie")))
                .put("at_installed", lookup.present(List.of("/usr/bin/at", "/usr/sbin/atd")));
        for (String[] place : PLACES) {
            facts.put(place[0], files.of(place[1]));
        }
        List<Read.Failed<?>> hidden = new ArrayList<>();
        List<Many.Item> jobs = new ArrayList<>();
        for (String directory : JOBS) {
            for (String path : lookup.in(directory, "", hidden)) {
                if (jobs.size() < MOST) {
                    jobs.add(new Many.Item(path, files.of(path)));
                }
            }
        }
        for (String path : TABLES) {
            if (lookup.has(path)) {
                jobs.add(new Many.Item(path, files.of(path)));
            }
        }
        for (Read.Failed<?> failed : hidden) {
            jobs.add(new Many.Item(failed.path(), failed.unknown()));
        }
        return facts.put("jobs", new Many(jobs, "/etc/cron.d")).build();
    }
}
