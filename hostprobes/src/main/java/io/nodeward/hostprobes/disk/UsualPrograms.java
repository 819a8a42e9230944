package io.nodeward.hostprobes.disk;

import io.nodeward.hostprobes.files.Lines;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Programs that distributions ship set-user-ID, set-group-ID or with file capabilities, and some that never are. dpkg does
 * not write down modes, so that this has to be known; rpm and apk do. From the packages of Debian 11 to 13, Ubuntu 20.04
 * to 26.04, Red Hat 8 to 10, SUSE's permissions.easy and Alpine.
 */
final class UsualPrograms {

    /** A package that has it, then its programs. {@code /usr/lib/*} stands for the directory of an architecture. */
    private static final String[] SHIPPED = {
        "util-linux /usr/bin/su /usr/bin/mount /usr/bin/umount /usr/bin/chfn /usr/bin/chsh /usr/bin/newgrp"
                + " /usr/bin/wall /usr/bin/write",
        "mount /usr/bin/mount /usr/bin/umount",
        "login /usr/bin/newgrp",
        "passwd /usr/bin/passwd /usr/bin/chfn /usr/bin/chsh /usr/bin/gpasswd /usr/bin/chage /usr/bin/expiry /usr/bin/newgrp",
        "shadow /usr/bin/passwd /usr/bin/chfn /usr/bin/chsh /usr/bin/gpasswd /usr/bin/chage /usr/bin/expiry"
                + " /usr/bin/newgrp /usr/bin/newuidmap /usr/bin/newgidmap",
        "uidmap /usr/bin/newuidmap /usr/bin/newgidmap",
        "bsdextrautils /usr/bin/write /usr/bin/wall",
        "bsdutils /usr/bin/wall /usr/bin/write /usr/bin/write.ul /usr/bin/bsd-write",
        "sudo /usr/bin/sudo /usr/bin/sudoedit /usr/bin/sudo.ws /usr/bin/sudoedit.ws",
        "sudo-ldap /usr/bin/sudo",
        "sudo-rs /usr/bin/sudo /usr/bin/sudo-rs /usr/bin/su-rs /usr/lib/cargo/bin/sudo /usr/lib/cargo/bin/su",
        "doas /usr/bin/doas",
        "opendoas /usr/bin/doas",
        "pkexec /usr/bin/pkexec",
        "policykit-1 /usr/bin/pkexec /usr/lib/policykit-1/polkit-agent-helper-1",
        "polkit /usr/bin/pkexec",
        "polkitd /usr/lib/polkit-1/polkit-agent-helper-1 /usr/libexec/polkit-agent-helper-1 /usr/bin/pkexec",
        "dbus /usr/lib/dbus-1.0/dbus-daemon-launch-helper",
        "dbus-system-bus-common /usr/lib/dbus-1.0/dbus-daemon-launch-helper",
        "dbus-daemon /usr/libexec/dbus-1/dbus-daemon-launch-helper /usr/lib/dbus-1/dbus-daemon-launch-helper",
        "openssh-client /usr/lib/openssh/ssh-keysign /usr/bin/ssh-agent",
        "openssh /usr/libexec/openssh/ssh-keysign /usr/lib/ssh/ssh-keysign /usr/bin/ssh-agent",
        "openssh-keysign /usr/libexec/openssh/ssh-keysign",
        "libpam-modules-bin /usr/sbin/unix_chkpwd /usr/sbin/pam_extrausers_chkpwd",
        "pam /usr/sbin/unix_chkpwd /usr/sbin/pam_timestamp_check /usr/sbin/unix2_chkpwd",
        "linux-pam /usr/sbin/unix_chkpwd",
        "libpam-tmpdir /usr/sbin/pam-tmpdir-helper",
        "iputils-ping /usr/bin/ping /usr/bin/ping6 /usr/bin/ping4",
        "iputils /usr/bin/ping /usr/bin/arping /usr/bin/clockdiff /usr/bin/tracepath",
        "iputils-arping /usr/bin/arping",
        "arping /usr/sbin/arping",
        "iputils-clockdiff /usr/bin/clockdiff",
        "iputils-tracepath /usr/bin/traceroute6.iputils",
        "inetutils-ping /usr/bin/ping /usr/bin/ping6",
        "inetutils-traceroute /usr/bin/inetutils-traceroute",
        "mtr-tiny /usr/bin/mtr-packet",
        "mtr /usr/bin/mtr-packet /usr/sbin/mtr-packet",
        "fping /usr/bin/fping",
        "traceroute /usr/bin/traceroute",
        "fuse3 /usr/bin/fusermount3",
        "fuse /usr/bin/fusermount",
        "ntfs-3g /usr/bin/ntfs-3g /usr/bin/lowntfs-3g",
        "cron /usr/bin/crontab",
        "cronie /usr/bin/crontab",
        "cron-daemon-common /usr/bin/crontab",
        "systemd-cron /usr/bin/crontab /usr/libexec/systemd-cron/crontab_setgid",
        "at /usr/bin/at",
        "liblockfile-bin /usr/bin/dotlockfile",
        "liblockfile1 /usr/bin/mail-lock /usr/bin/mail-unlock /usr/bin/mail-touchlock",
        "plocate /usr/bin/plocate /usr/sbin/plocate",
        "mlocate /usr/bin/mlocate /usr/bin/locate",
        "locate /usr/bin/locate",
        "bubblewrap /usr/bin/bwrap",
        "screen /usr/bin/screen",
        "libutempter0 /usr/lib/*/utempter/utempter",
        "libutempter /usr/libexec/utempter/utempter /usr/lib/utempter/utempter",
        "exim4-daemon-light /usr/sbin/exim4",
        "exim4-daemon-heavy /usr/sbin/exim4",
        "postfix /usr/sbin/postdrop /usr/sbin/postqueue /usr/sbin/postlog",
        "sendmail-bin /usr/lib/sm.bin/sendmail /usr/lib/sm.bin/mailstats",
        "sendmail /usr/sbin/sendmail.sendmail",
        "procmail /usr/bin/procmail /usr/bin/lockfile",
        "ppp /usr/sbin/pppd",
        "nfs-common /usr/sbin/mount.nfs",
        "nfs-utils /usr/sbin/mount.nfs",
        "cifs-utils /usr/sbin/mount.cifs",
        "davfs2 /usr/sbin/mount.davfs",
        "ecryptfs-utils /usr/sbin/mount.ecryptfs_private",
        "open-vm-tools /usr/bin/vmware-user-suid-wrapper",
        "snapd /usr/lib/snapd/snap-confine",
        "xserver-xorg-legacy /usr/lib/xorg/Xorg.wrap",
        "xorg-x11-server-Xorg /usr/libexec/Xorg.wrap",
        "eject /usr/lib/eject/dmcrypt-get-device",
        "systemtap-runtime /usr/bin/staprun",
        "cockpit-ws /usr/libexec/cockpit-session /usr/lib/cockpit/cockpit-session",
        "grub2-tools-minimal /usr/sbin/grub2-set-bootflag",
        "initscripts /usr/sbin/usernetctl",
        "usermode /usr/sbin/userhelper",
        "krb5-workstation /usr/bin/ksu",
        "krb5-user /usr/bin/ksu",
        "sssd-common /usr/libexec/sssd/p11_child /usr/libexec/sssd/proxy_child /usr/libexec/sssd/selinux_child"
                + " /usr/libexec/sssd/ldap_child /usr/libexec/sssd/krb5_child /usr/libexec/sssd/sssd_pam",
        "sssd-krb5-common /usr/libexec/sssd/krb5_child /usr/libexec/sssd/ldap_child",
        "qemu-system-common /usr/lib/qemu/qemu-bridge-helper /usr/libexec/qemu-bridge-helper",
        "wireshark-common /usr/bin/dumpcap",
        "nvidia-modprobe /usr/bin/nvidia-modprobe",
        "libgstreamer1.0-0 /usr/lib/*/gstreamer1.0/gstreamer-1.0/gst-ptp-helper",
        "gnome-keyring /usr/bin/gnome-keyring-daemon",
        "apache2-suexec-pristine /usr/lib/apache2/suexec",
        "httpd /usr/sbin/suexec",
        "httpd-core /usr/sbin/suexec",
        "chromium-sandbox /usr/lib/chromium/chrome-sandbox",
        "google-chrome-stable /opt/google/chrome/chrome-sandbox",
        "man-db /usr/bin/man /usr/bin/mandb",
        "busybox-suid /usr/bin/bbsuid",
        "telnetd /usr/lib/telnetlogin",
        "squid /usr/lib/squid/basic_pam_auth /usr/lib/squid/pinger /usr/lib64/squid/basic_pam_auth /usr/lib64/squid/pinger",
        "lxc /usr/lib/*/lxc/lxc-user-nic /usr/libexec/lxc/lxc-user-nic",
        "apptainer-suid /usr/libexec/apptainer/bin/starter-suid /usr/lib/*/apptainer/bin/starter-suid",
        "monitoring-plugins-basic /usr/lib/nagios/plugins/check_icmp /usr/lib/nagios/plugins/check_dhcp",
        "nagios-plugins-icmp /usr/lib64/nagios/plugins/check_icmp",
        "libzypp /usr/sbin/zypp-refresh-wrapper"
    };

    /** What a network plugin puts there itself, without a package: Calico's install-cni copies them with the bit. */
    private static final Set<String> UNPACKAGED =
            Set.of("/opt/cni/bin/install", "/opt/cni/bin/calico", "/opt/cni/bin/calico-ipam");

    /** With the bit on one of these everybody is root; no distribution ships them so (gtfobins.github.io). */
    private static final String NEVER =
            "bash sh dash zsh ksh ksh93 mksh fish tcsh csh ash busybox env nice ionice timeout"
                    + " xargs find cp mv dd cat tac head tail tee sed awk gawk mawk perl python python2 python3 ruby node lua php"
                    + " vi vim vim.basic vim.tiny nvim nano ed ex emacs less more man view cut sort uniq nl od xxd base64 base32"
                    + " tar cpio zip unzip gzip bzip2 xz zstd rsync scp ssh curl wget nc ncat netcat socat nmap tcpdump strace"
                    + " ltrace gdb make gcc docker podman nerdctl ctr crictl runc crun kubectl nsenter unshare chroot setarch"
                    + " capsh taskset stdbuf setpriv start-stop-daemon flock watch chmod chown install ln openssl systemctl"
                    + " service journalctl dmesg ip nft iptables debugfs mkfs losetup expect script git apt apt-get dpkg rpm dnf"
                    + " yum pip pip3 tclsh jq gimp java jrunscript";

    private static final String MULTIARCH_DIRECTORY = "/usr/lib/";

    private final Map<String, String> packages = new HashMap<>();
    private final Set<String> never = new HashSet<>(Lines.words(NEVER));

    UsualPrograms() {
        for (String row : SHIPPED) {
            List<String> words = Lines.words(row);
            for (int i = 1; i < words.size(); i++) {
                packages.merge(words.get(i), words.getFirst(), (one, more) -> one + " " + more);
            }
        }
    }

    /** Packages that may ship a path so, with blanks between; null for none. */
    @Nullable String packages(String path) {
        String found = packages.get(merged(path));
        if (found == null && path.startsWith("/usr/bin/")) {
            // where /usr/sbin is a link to it
            found = packages.get("/usr/sbin/" + path.substring("/usr/bin/".length()));
        }
        if (found == null && path.startsWith(MULTIARCH_DIRECTORY)) {
            int end = path.indexOf('/', MULTIARCH_DIRECTORY.length());
            found = end < 0 ? null : packages.get(MULTIARCH_DIRECTORY + "*" + path.substring(end));
        }
        return found;
    }

    /** Whether a network plugin puts it there. */
    boolean ofPlugin(String path) {
        return UNPACKAGED.contains(path);
    }

    /** Whether no distribution ships a program of that name so; versions at the end of names are cut. */
    boolean never(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int end = name.length();
        while (end > 0 && (Character.isDigit(name.charAt(end - 1)) || name.charAt(end - 1) == '.')) {
            end--;
        }
        return never.contains(name) || never.contains(name.substring(0, end)) || never.contains(stripped(name, end));
    }

    /** {@code python3.11} is python, {@code gcc-12} is gcc. */
    private static String stripped(String name, int end) {
        return end > 1 && name.charAt(end - 1) == '-' ? name.substring(0, end - 1) : name;
    }

    /** On a host whose /usr is not merged, /bin and /sbin have what is in /usr/bin elsewhere. */
    private static String merged(String path) {
        return path.startsWith("/bin/") || path.startsWith("/sbin/") || path.startsWith("/lib") ? "/usr" + path : path;
    }
}
