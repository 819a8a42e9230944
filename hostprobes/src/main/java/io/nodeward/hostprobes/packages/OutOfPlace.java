package io.nodeward.hostprobes.packages;

import io.nodeward.hostprobes.facts.Group;
import io.nodeward.hostprobes.facts.Known;
import io.nodeward.hostprobes.facts.Many;
import io.nodeward.hostprobes.facts.Node;
import io.nodeward.hostprobes.files.Globs;
import io.nodeward.hostprobes.files.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Packages that have no place on a node, by kind, type Packages. Names are those of Debian, Ubuntu, Red Hat, SUSE and Alpine. */
public final class OutOfPlace {

    /** A kind, then its packages; a pattern stands for versions in names. */
    private static final String[] KINDS = {
        "compiler gcc g++ gcc-c++ clang tcc rustc rust golang golang-go go build-base build-essential gcc-[0-9] gcc-[0-9][0-9]"
                + " g++-[0-9] g++-[0-9][0-9] clang-[0-9][0-9] golang-1.*-go gfortran nasm",
        "debugger gdb gdb-minimal gdb-headless lldb strace ltrace valgrind rr bpftrace",
        "scanner nmap nmap-ncat zmap masscan tcpdump tshark wireshark-common wireshark-cli ettercap-common dsniff"
                + " netcat netcat-traditional netcat-openbsd nc ncat hping3",
        "cracker john hydra hashcat medusa ncrack aircrack-ng sqlmap metasploit-framework crackmapexec responder",
        "miner xmrig cpuminer bfgminer cgminer",
        "x-server xserver-xorg-core xserver-xorg xorg-x11-server-Xorg xorg-x11-server-common xorg-server xwayland",
        "desktop gdm gdm3 lightdm sddm gnome-shell plasma-workspace xfce4 task-desktop ubuntu-desktop",
        "remote-desktop xrdp tigervnc-server tigervnc-standalone-server x11vnc tightvncserver vino",
        "telnet-server telnetd inetutils-telnetd telnet-server busybox-extras krb5-appl-servers",
        "telnet-client telnet inetutils-telnet",
        "rsh-server rsh-server rsh-redone-server krb5-rsh-server",
        "rsh-client rsh-client rsh-redone-client rsh inetutils-rsh",
        "talk-server talkd inetutils-talkd talk-server",
        "talk-client talk inetutils-talk",
        "tftp-server tftpd tftpd-hpa atftpd tftp-server",
        "tftp-client tftp tftp-hpa atftp",
        "nis-server ypserv nis-server",
        "nis-client nis ypbind ypbind-mt yp-tools",
        "ftp-server vsftpd proftpd-basic proftpd-core proftpd pure-ftpd ftpd inetutils-ftpd",
        "ftp-client ftp tnftp inetutils-ftp lftp",
        "mail-server postfix exim4-daemon-light exim4-daemon-heavy exim sendmail sendmail-bin opensmtpd",
        "mailbox-server dovecot-core dovecot dovecot-imapd cyrus-imapd courier-imap uw-imapd",
        "dns-server bind9 bind unbound dnsmasq pdns-server knot nsd",
        "dhcp-server isc-dhcp-server dhcp-server kea kea-dhcp4-server udhcpd",
        "snmp-server snmpd net-snmp",
        "ldap-server slapd openldap-servers openldap2 389-ds-base",
        "ldap-client ldap-utils openldap-clients openldap2-client",
        "file-server samba netatalk",
        "nfs-server nfs-kernel-server nfs-ganesha",
        "print-server cups cups-daemon",
        "zeroconf avahi-daemon avahi",
        "web-server apache2 httpd nginx nginx-core nginx-full nginx-light lighttpd caddy tomcat10 tomcat9",
        "web-proxy squid squid-openssl tinyproxy privoxy",
        "inetd xinetd openbsd-inetd inetutils-inetd rlinetd",
        "prelink prelink",
        "crash-reports apport whoopsie abrt abrt-cli popularity-contest",
        "bluetooth bluez bluez-deprecated",
        "automount autofs",
        "modem modemmanager ModemManager wvdial ppp",
        "wireless wpasupplicant wpa_supplicant iwd hostapd",
        "troubleshooting setroubleshoot setroubleshoot-server mcstrans",
        "database-server mysql-server mysql-server-8.0 mariadb-server postgresql-[0-9]* postgresql-server redis-server redis mongodb-org-server",
        "installer npm nodejs-npm python3-pip ruby-dev composer cpanminus"
    };

    private OutOfPlace() {}

    public static Group facts(Installed installed) {
        Node manager = new Known(installed.manager(), installed.source());
        if (installed.problem() != null) {
            return Group.builder()
                    .put("manager", manager)
                    .put("count", installed.problem())
                    .put("out_of_place", installed.problem())
                    .build();
        }
        List<Many.Item> items = new ArrayList<>();
        for (String row : KINDS) {
            List<String> words = Lines.words(row);
            for (int i = 1; i < words.size(); i++) {
                add(words.getFirst(), words.get(i), installed, items);
            }
        }
        return Group.builder()
                .put("manager", manager)
                .put("count", (long) installed.versions().size(), installed.source())
                .put("out_of_place", new Many(items, installed.source()))
                .build();
    }

    private static void add(String kind, String name, Installed installed, List<Many.Item> items) {
        if (!Globs.pattern(name)) {
            String version = installed.versions().get(name);
            if (version != null) {
                items.add(item(kind, name, version, installed));
            }
            return;
        }
        String prefix = name.substring(0, Math.min(index(name, '['), index(name, '*')));
        for (Map.Entry<String, String> each : installed.versions().entrySet()) {
            if (each.getKey().startsWith(prefix) && Globs.matches(each.getKey(), name)) {
                items.add(item(kind, each.getKey(), each.getValue(), installed));
            }
        }
    }

    private static int index(String text, char c) {
        int at = text.indexOf(c);
        return at < 0 ? text.length() : at;
    }

    private static Many.Item item(String kind, String name, String version, Installed installed) {
        String source = installed.source() + ": package " + name + (version.isEmpty() ? "" : " " + version);
        return new Many.Item(
                name,
                Group.builder()
                        .put("name", name, source)
                        .put("kind", kind, source)
                        .put("version", version, source)
                        .build());
    }
}
