package io.nodeward.hostprobes.firewall;

import io.nodeward.hostprobes.files.Lines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What listens: by the program's name, else by the port that is its custom. Names are those of facts/firewall.yaml. */
final class PortKinds {

    /** A kind, then programs as the kernel or the file calls them. */
    private static final String[] PROGRAMS = {
        "ssh sshd dropbear",
        "kubernetes kubelet kube-apiserver kube-controller-manager kube-scheduler kube-proxy k3s rke2 k0s kubelite hyperkube",
        "etcd etcd",
        "cni cilium-agent cilium-operator cilium-envoy calico-node calico-typha bird bird6 flanneld kube-router weaver"
                + " antrea-agent ovs-vswitchd kindnetd aws-k8s-agent speaker",
        "runtime containerd crio dockerd cri-dockerd",
        "database mysqld mariadbd postgres redis-server valkey-server mongod mongos memcached clickhouse-server"
                + " clickhouse influxd cockroach couchdb arangod",
        "mail exim4 exim sendmail dovecot smtpd",
        "snmp snmpd",
        "rpcbind rpcbind",
        "mdns avahi-daemon",
        "print cupsd cups-browsed",
        "smb smbd nmbd winbindd",
        "clear-text in.telnetd telnetd vsftpd proftpd pure-ftpd in.ftpd in.rshd in.rlogind rexecd in.tftpd atftpd",
        "desktop Xorg Xvnc x11vnc xrdp Xvfb vino-server gnome-remote-desktop-daemon",
        "ldap slapd ns-slapd",
        "proxy squid tinyproxy privoxy danted",
        "metrics node_exporter node-exporter cadvisor process-exporter blackbox_exporter systemd_exporter",
        "web nginx apache2 httpd lighttpd caddy haproxy traefik envoy"
    };

    /** A kind, a protocol, then ports and ranges of ports. */
    private static final String[] PORTS = {
        "ssh tcp 22",
        "kubernetes tcp 6443 10248-10250 10256-10257 10259",
        "etcd tcp 2379-2381",
        "cni tcp 179 4240-4245 5473 9099",
        "cni udp 4789 6081 8472 51820-51821",
        "docker-api tcp 2375-2376",
        "database tcp 1433 1521 3306 5432 5984 6379 7474 8086 8529 9042 9200 9300 11211 26379 27017-27019 33060",
        "database udp 11211",
        "clear-text tcp 20-21 23 512-514",
        "clear-text udp 69",
        "rpcbind tcp 111",
        "rpcbind udp 111",
        "nfs tcp 2049",
        "nfs udp 2049",
        "mdns udp 5353",
        "llmnr tcp 5355",
        "llmnr udp 5355",
        "smb tcp 139 445",
        "smb udp 137-138",
        "snmp udp 161-162",
        "print tcp 515 631",
        "print udp 631",
        "dns tcp 53",
        "dns udp 53",
        "dhcp udp 67",
        "desktop tcp 3389 5900-5909 6000-6009",
        "desktop udp 177",
        "mail tcp 25 110 143 465 587 993 995",
        "ldap tcp 389 636",
        "proxy tcp 1080 3128 8118",
        "debugger tcp 5005 9229",
        "small tcp 7 9 13 17 19 37 79 113",
        "small udp 7 9 13 17 19 37",
        "metrics tcp 4194 9100"
    };

    private final Map<String, String> programs = new HashMap<>();
    private final Map<Integer, String> ports = new HashMap<>();
    private final List<String> ofPrograms = new ArrayList<>();

    PortKinds() {
        for (String row : PROGRAMS) {
            List<String> words = Lines.words(row);
            ofPrograms.add(words.getFirst());
            for (int i = 1; i < words.size(); i++) {
                programs.put(words.get(i), words.getFirst());
            }
        }
        for (String row : PORTS) {
            List<String> words = Lines.words(row);
            boolean udp = words.get(1).equals("udp");
            for (int i = 2; i < words.size(); i++) {
                String range = words.get(i);
                int dash = range.indexOf('-');
                int from = (int) Lines.number(dash < 0 ? range : range.substring(0, dash));
                int to = dash < 0 ? from : (int) Lines.number(range.substring(dash + 1));
                for (int port = from; port <= to; port++) {
                    ports.put(key(udp, port), words.getFirst());
                }
            }
        }
    }

    private static int key(boolean udp, int port) {
        return udp ? 0x10000 | port : port;
    }

    /** What a port may be that nobody knows the program of: what it is by its custom, else what programs alone can make it. */
    List<String> without(boolean udp, int port) {
        String kind = ports.get(key(udp, port));
        if (kind != null) {
            return List.of(kind);
        }
        List<String> all = new ArrayList<>(ofPrograms);
        all.add("other");
        return all;
    }

    /** The kind, {@code other} where there is none. */
    String of(String program, boolean udp, int port) {
        String kind = programs.get(program);
        return kind == null ? ports.getOrDefault(key(udp, port), "other") : kind;
    }
}
