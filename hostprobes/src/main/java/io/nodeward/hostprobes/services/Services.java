package io.nodeward.hostprobes.services;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.facts.Unknown;
import io.nodeward.hostprobes.files.HostRoot;
import io.nodeward.hostprobes.files.Lines;
import io.nodeward.hostprobes.files.Read;
import io.nodeward.hostprobes.kubernetes.flags.Argument;
import io.nodeward.hostprobes.process.HostProcess;
import io.nodeward.hostprobes.process.ProcessTable;
import io.nodeward.hostprobes.systemd.ServiceUnit;
import io.nodeward.hostprobes.systemd.UnitStates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Services that have no place on a node, and what systemd does at boot and at the console, type Services. */
public final class Services {

    private static final int LINK_STEPS = 8;
    private static final int LIMIT = 4 << 20;
    private static final String DEFAULT_TARGET = "default.target";
    private static final String CONSOLE_REBOOT = "ctrl-alt-del.target";

    /** A kind, then its units. */
    private static final String[] KINDS = {
        "zeroconf avahi-daemon.service avahi-daemon.socket",
        "print-server cups.service cups.socket cups.path cups-browsed.service cups-lpd.socket",
        "rpcbind rpcbind.service rpcbind.socket",
        "nfs-server nfs-server.service nfs-kernel-server.service nfs-ganesha.service",
        "telnet-server telnet.socket telnetd.service inetutils-telnetd.service",
        "rsh-server rsh.socket rlogin.socket rexec.socket",
        "talk-server talk.socket ntalk.socket",
        "tftp-server tftp.service tftp.socket tftpd-hpa.service atftpd.service",
        "inetd xinetd.service inetd.service openbsd-inetd.service inetutils-inetd.service rlinetd.service",
        "bluetooth bluetooth.service",
        "automount autofs.service",
        "dhcp-server isc-dhcp-server.service dhcpd.service dhcpd6.service kea-dhcp4-server.service kea-dhcp6-server.service",
        "dns-server named.service bind9.service unbound.service pdns.service knot.service nsd.service",
        "dnsmasq dnsmasq.service",
        "ftp-server vsftpd.service proftpd.service pure-ftpd.service",
        "web-server apache2.service httpd.service nginx.service lighttpd.service caddy.service tomcat9.service tomcat10.service",
        "web-proxy squid.service tinyproxy.service privoxy.service",
        "mailbox-server dovecot.service dovecot.socket cyrus-imapd.service cyrus.service courier-imap.service",
        "mail-server postfix.service exim4.service exim.service sendmail.service opensmtpd.service",
        "file-server smbd.service nmbd.service smb.service nmb.service samba-ad-dc.service winbind.service netatalk.service",
        "snmp-server snmpd.service snmptrapd.service",
        "ldap-server slapd.service dirsrv.target",
        "nis-server ypserv.service yppasswdd.service ypxfrd.service",
        "nis-client ypbind.service nis.service",
        "rsync-server rsync.service rsyncd.service rsyncd.socket",
        "desktop display-manager.service gdm.service gdm3.service lightdm.service sddm.service xdm.service",
        "remote-desktop xrdp.service xrdp-sesman.service vncserver@.service x11vnc.service",
        "web-console cockpit.socket cockpit.service webmin.service",
        "modem ModemManager.service",
        "wireless wpa_supplicant.service iwd.service hostapd.service",
        "debug-shell debug-shell.service",
        "crash-reports apport.service whoopsie.service abrtd.service kerneloops.service",
        "journal-receiver systemd-journal-remote.socket systemd-journal-remote.service systemd-journal-gatewayd.socket",
        "database-server mysql.service mysqld.service mariadb.service postgresql.service redis-server.service redis.service mongod.service",
        "distcc distccd.service distcc.service",
        "location geoclue.service pcscd.socket",
        "iscsi-target tgt.service target.service targetcli.service"
    };

    private final HostRoot root;
    private final UnitStates units;
    private final RunningUnits running;

    private Services(HostRoot root, UnitStates units, RunningUnits running) {
        this.root = root;
        this.units = units;
        this.running = running;
    }

    public static Group read(HostRoot root, UnitStates units, RunningUnits running) {
        Services services = new Services(root, units, running);
        return Group.builder()
                .put("manager", units.manager(), "/usr/lib/systemd/systemd")
                .put("out_of_place", services.outOfPlace())
                .put("default_target", services.target(DEFAULT_TARGET))
                .put("console_reboot", services.target(CONSOLE_REBOOT))
                .put("open_rescue", services.openRescue())
                .put("nfs_mounted", services.nfs())
                .build();
    }

    private Node outOfPlace() {
        Read.Failed<?> hidden = units.hidden();
        List<Many.Item> items = new ArrayList<>();
        if (hidden != null) {
            items.add(new Many.Item(hidden.path(), hidden.unknown()));
        }
        for (String row : KINDS) {
            List<String> words = Lines.words(row);
            for (int i = 1; i < words.size(); i++) {
                Many.Item item = item(words.getFirst(), words.get(i));
                if (item != null) {
                    items.add(item);
                }
            }
        }
        return new Many(items, "units of " + (units.manager().isEmpty() ? "the host" : units.manager()));
    }

    /** Null where there is no such unit, and where it neither starts nor runs. */
    private Many.@Nullable Item item(String kind, String unit) {
        String link = units.enabled(unit);
        Node runs = running.of(unit);
        boolean installed = units.installed(unit);
        boolean on = runs instanceof Known known && known.value().equals(true);
        if (!installed && !on) {
            return null;
        }
        if (link == null && (runs instanceof Known && !on)) {
            return null;
        }
        String file = units.file(unit);
        return new Many.Item(
                unit,
                Group.builder()
                        .put("name", unit, file == null ? unit : file)
                        .put("kind", kind, file == null ? unit : file)
                        .put("enabled", link != null, link == null ? (file == null ? unit : file) : link)
                        .put("running", runs)
                        .build());
    }

    /** The unit that a name leads to, {@code masked}, or empty where there is none. */
    private Node target(String name) {
        String path = units.file(name);
        Read.Failed<?> hidden = units.hidden();
        if (path == null) {
            return hidden == null ? new Known("", "/etc/systemd/system/" + name) : hidden.unknown();
        }
        if (units.masked(name)) {
            return new Known("masked", path);
        }
        String at = name;
        String source = path;
        for (int i = 0; i < LINK_STEPS && path != null; i++) {
            if (!(root.link(path) instanceof Read.Found<String>(String target))) {
                break;
            }
            source = path;
            String next = target.substring(target.lastIndexOf('/') + 1);
            if (next.equals(at)) {
                break;
            }
            at = next;
            path = units.file(at);
        }
        return new Known(at, source);
    }

    /** Places that make systemd's rescue shells ask for no password (sulogin's --force, systemd-sulogin-shell). */
    private Node openRescue() {
        List<String> places = new ArrayList<>();
        for (String name : List.of("rescue.service", "emergency.service")) {
            Read<ServiceUnit> read = ServiceUnit.read(root, name);
            if (read instanceof Read.Failed<ServiceUnit> failed) {
                return failed.unknown();
            }
            if (!(read instanceof Read.Found<ServiceUnit>(ServiceUnit unit)) || unit.masked()) {
                continue;
            }
            Argument force = unit.environment().get("SYSTEMD_SULOGIN_FORCE");
            if (force != null && yes(force.text())) {
                places.add(force.where() + "SYSTEMD_SULOGIN_FORCE");
            }
            if (!unit.command().isEmpty() && shell(unit.command().getFirst().text())) {
                places.add(unit.command().getFirst().where() + "ExecStart");
            }
        }
        return new Known(places, "rescue.service, emergency.service");
    }

    private static boolean yes(String text) {
        return text.equals("1") || text.equals("yes") || text.equals("true") || text.equals("on") || text.equals("y");
    }

    /** A shell instead of what asks for a password first; Red Hat and Debian run sulogin from theirs. */
    private static boolean shell(String program) {
        String name = program.substring(program.lastIndexOf('/') + 1);
        return name.equals("bash") || name.equals("agetty");
    }

    /** Whether something from an NFS server is mounted, which needs rpcbind in its third version. */
    private Node nfs() {
        Read<String> read = root.text("/proc/1/mountinfo", LIMIT);
        if (!(read instanceof Read.Found<String>(String text))) {
            return read instanceof Read.Failed<String> failed
                    ? failed.unknown()
                    : new Unknown("only a running host can tell", "/proc/1/mountinfo", true);
        }
        return new Known(text.contains(" - nfs ") || text.contains(" - nfs4 "), "/proc/1/mountinfo");
    }

    /** Units that have a process. */
    public static final class RunningUnits {
        private final Map<String, Integer> pids = new HashMap<>();
        private final @Nullable Unknown gap;

        public RunningUnits(ProcessTable table) {
            for (HostProcess process : table.processes()) {
                String unit = process.placement().unit();
                if (!unit.isEmpty()) {
                    pids.putIfAbsent(unit, process.pid());
                }
            }
            this.gap = table.complete() instanceof Read.Failed<Boolean> failed
                    ? failed.unknown()
                    : table.processes().isEmpty()
                            ? new Unknown("only a running host has processes", "/proc", true)
                            : null;
        }

        /** Whether a unit runs. Sockets and targets have no process: they run where they are said to start. */
        public Node of(String unit) {
            Integer pid = pids.get(unit);
            if (pid != null) {
                return new Known(true, "pid " + pid);
            }
            if (!unit.endsWith(".service")) {
                return new Known(false, unit);
            }
            return gap == null ? new Known(false, "/proc") : gap;
        }
    }
}
