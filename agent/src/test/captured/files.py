"""Modes and owners."""

from control_plane import *

# ------------------------------------------------------------------------------------------------ files
MD = "/etc/kubernetes/manifests/"
FILES = [(MD + "kube-apiserver.yaml", "1.1.1", "1.1.2", 0o600), (MD + "kube-controller-manager.yaml", "1.1.3", "1.1.4", 0o600), (MD + "kube-scheduler.yaml", "1.1.5", "1.1.6", 0o600), (MD + "etcd.yaml", "1.1.7", "1.1.8", 0o600),
         ("/etc/cni/net.d/10-calico.conflist", "1.1.9", "1.1.10", 0o600), ("/etc/kubernetes/admin.conf", "1.1.13", "1.1.14", 0o600), ("/etc/kubernetes/super-admin.conf", "1.1.13", "1.1.14", 0o600), ("/etc/kubernetes/scheduler.conf", "1.1.15", "1.1.16", 0o600),
         ("/etc/kubernetes/controller-manager.conf", "1.1.17", "1.1.18", 0o600), ("/usr/lib/systemd/system/kubelet.service", "4.1.1", "4.1.2", 0o600), ("/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf", "4.1.1", "4.1.2", 0o600),
         ("/etc/kubernetes/kubelet.conf", "4.1.5", "4.1.6", 0o600), ("/etc/kubernetes/pki/ca.crt", "4.1.7", "4.1.8", 0o644), ("/var/lib/kubelet/config.yaml", "4.1.9", "4.1.10", 0o600)]
for path, mi, oi, mask in FILES:
    s = path.split("/")[-1].replace(".", "") + ("-d" if ".d/10-k" in path else "")
    for m in (0o600, 0o400, 0o640, 0o644, 0o660, 0o700, 0o604, 0o4600, 0o1600, 0o000, 0o200):
        T("f-%s-%04o" % (s, m), {mi: P if m & ~mask == 0 else F, oi: P}, lambda n, p=path, m=m: n.chmod(p, m), "%s %04o" % (path, m))
    for u, g in ((1000, 0), (0, 1000), (54321, 54321), (0, 54321), (ETCD_UID, ETCD_GID)):
        T("f-%s-o%d-%d" % (s, u, g), {mi: P, oi: F}, lambda n, p=path, u=u, g=g: n.chown(p, u, g))
    def _(n, p=path):
        n.move(p, "/srv/moved"); n.link(p, "/srv/moved"); n.chmod("/srv/moved", 0o666); n.chown("/srv/moved", 1000)
    T("f-%s-symlink" % s, {mi: F, oi: F}, _)
    def _(n, p=path):
        n.move(p, p + ".real"); n.link(p, os.path.basename(p) + ".real"); n.chmod(p + ".real", 0o666); n.chown(p + ".real", 1000)
    if "manifests" not in path:
        T("f-%s-symlink-rel" % s, {mi: F, oi: F}, _)
    T("f-%s-dangling" % s, {mi: {N, U, P} if s != "super-admin" else P, oi: {N, U, P}}, lambda n, p=path: (n.rm(p), n.link(p, "/nowhere/x")))
    T("f-%s-dir" % s, {mi: {N, U, F, P}}, lambda n, p=path: (n.rm(p), n.mkdir(p, 0o755)))
    if path.startswith("/etc/kubernetes/") and "pki" not in path:
        T("f-%s-outside" % s, {mi: {N, U, F, P}}, lambda n, p=path: (n.rm(p), n.link(p, n.outside("x", SECRETS["static token"]))))
T("f-passwd-root-other", {"1.1.2": F}, lambda n: (setattr(n, "passwd", n.passwd.replace("ops:x:1000:1000", "root:x:1000:1000").replace("root:x:0:0", "toor:x:0:0")), n.chown(MD + "kube-apiserver.yaml", 1000, 0)), "uid 1000 is not root whatever it is called")
T("f-passwd-toor", {"1.1.2": P, "4.1.10": P}, lambda n: setattr(n, "passwd", n.passwd.replace("root:x:0:0", "toor:x:0:0")), "uid 0 is root by another name")
T("f-passwd-toor-first", {"1.1.2": P, "4.1.10": P}, lambda n: setattr(n, "passwd", "toor:x:0:0::/root:/bin/sh\n" + n.passwd))
T("f-group-wheel", {"1.1.2": P}, lambda n: setattr(n, "group", n.group.replace("root:x:0:", "wheel:x:0:")), "gid 0 is root's group")
T("f-passwd-binary", {"1.1.2": PU, "4.2.1": P}, lambda n: n.write("/etc/passwd", bytes(range(256)) * 10, 0o644))
T("f-passwd-fifo", {"1.1.2": PU, "4.2.1": P}, lambda n: (n.rm("/etc/passwd"), n.fifo("/etc/passwd")), hostile=True)
# pki
def PK(id, expect, f, why=""):
    T("pki-" + id, expect, f, why)
PK("crt-0666", {"1.1.20": F, "1.1.21": P}, lambda n: n.chmod(PKI + "/apiserver.crt", 0o666))
PK("crt-0600", {"1.1.20": P}, lambda n: n.chmod(PKI + "/apiserver.crt", 0o600))
PK("crt-0755", {"1.1.20": F}, lambda n: n.chmod(PKI + "/apiserver.crt", 0o755))
PK("etcd-crt-0664", {"1.1.20": F}, lambda n: n.chmod(EP + "/peer.crt", 0o664))
PK("key-0640", {"1.1.21": F, "1.1.20": P}, lambda n: n.chmod(PKI + "/ca.key", 0o640))
PK("key-0400", {"1.1.21": P}, lambda n: n.chmod(PKI + "/ca.key", 0o400))
PK("etcd-key-0644", {"1.1.21": F}, lambda n: n.chmod(EP + "/server.key", 0o644))
PK("sa-key-0604", {"1.1.21": F}, lambda n: n.chmod(PKI + "/sa.key", 0o604))
PK("sa-pub-0644", {"1.1.21": P, "1.1.20": P}, lambda n: n.chmod(PKI + "/sa.pub", 0o644))
PK("key-pem-0644", {"1.1.21": F}, lambda n: n.write(PKI + "/extra.pem", n.certs["admin.key"], 0o644))
PK("key-nosuffix", {"1.1.21": F}, lambda n: n.write(PKI + "/backup", n.certs["ca.key"], 0o644))
PK("key-bak", {"1.1.21": F}, lambda n: n.write(PKI + "/old/ca.key.bak", n.certs["ca.key"], 0o640))
PK("key-in-crt", {"1.1.21": F}, lambda n: n.write(PKI + "/both.crt", n.certs["admin.crt"] + n.certs["admin.key"], 0o644))
PK("key-in-crt-0600", {"1.1.21": P, "1.1.20": P}, lambda n: n.write(PKI + "/both.crt", n.certs["admin.crt"] + n.certs["admin.key"], 0o600))
PK("nested-deep", {"1.1.21": F, "1.1.20": F}, lambda n: (n.write(PKI + "/a/b/c/d/x.key", n.certs["admin.key"], 0o666), n.write(PKI + "/a/b/c/d/x.crt", n.certs["admin.crt"], 0o666)))
PK("hidden", {"1.1.21": F}, lambda n: n.write(PKI + "/.x.key", n.certs["admin.key"], 0o644))
def der(n, name):
    import base64
    return base64.b64decode("".join(n.certs[name].decode().splitlines()[1:-1]))
PK("der-crt", {"1.1.20": F}, lambda n: n.write(PKI + "/x.der", der(n, "admin.crt"), 0o666))
PK("der-key", {"1.1.21": F}, lambda n: n.write(PKI + "/x.key.der", der(n, "admin.key"), 0o644))
PK("openssh", {"1.1.21": F}, lambda n: n.write(PKI + "/id", n.certs["ssh.key"], 0o644))
PK("key-crlf", {"1.1.21": F}, lambda n: n.write(PKI + "/x.pem", n.certs["admin.key"].replace(b"\n", b"\r\n"), 0o644))
PK("key-leading-text", {"1.1.21": F}, lambda n: n.write(PKI + "/x.pem", b"Bag Attributes\n   friendlyName: x\n" * 50 + n.certs["admin.key"], 0o644))
PK("key-late", {"1.1.21": F}, lambda n: n.write(PKI + "/x.pem", n.certs["admin.crt"] * 100 + n.certs["admin.key"], 0o644), "the key comes after 100 certificates")
PK("key-named-garbage", {"1.1.21": {F, P, U}}, lambda n: n.write(PKI + "/x.key", b"garbage", 0o644))
PK("not-pki-text", {"1.1.20": P, "1.1.21": P}, lambda n: n.write(PKI + "/README", "hello", 0o644))
PK("owner-dir", {"1.1.19": F}, lambda n: n.mkdir(EP, 0o755, 1000, 1000))
PK("owner-root-dir", {"1.1.19": F}, lambda n: n.mkdir(PKI, 0o755, 0, 1000))
PK("owner-unknown", {"1.1.19": F}, lambda n: n.chown(PKI + "/sa.pub", 54321))
PK("owner-text", {"1.1.19": F}, lambda n: n.write(PKI + "/README", "hello", 0o644, 1000, 1000))
PK("owner-etcd-key", {"1.1.19": F}, lambda n: n.chown(EP + "/server.key", ETCD_UID, ETCD_GID))
PK("link-out", {"1.1.21": F}, lambda n: (n.move(PKI + "/sa.key", "/srv/sa.key"), n.link(PKI + "/sa.key", "/srv/sa.key"), n.chmod("/srv/sa.key", 0o644), n.stopped.update(["kube-apiserver", "kube-controller-manager"])))
PK("moved-pki", {"1.1.19": F, "1.1.20": F, "1.1.21": F}, lambda n: ([getattr(n, c).__setitem__(slice(None), [a.replace(PKI, "/srv/pki") for a in getattr(n, c)]) for c in ("apiserver", "kcm", "etcd")], n.move(PKI, "/srv/pki"),
   [n.mounts.__setitem__(c, [("k8s-certs", "/srv/pki", "/srv/pki", "Directory"), ("etcd-certs", "/srv/pki/etcd", "/srv/pki/etcd", "Directory")]) for c in ("kube-apiserver", "kube-controller-manager", "etcd")],
   n.kubelet_conf("authentication", "authentication:\n  x509: {clientCAFile: /srv/pki/ca.crt}"), n.chmod("/srv/pki/apiserver.key", 0o644), n.chmod("/srv/pki/apiserver.crt", 0o666), n.chown("/srv/pki/apiserver.crt", 1000)))
PK("dir-symlink", {"1.1.21": F}, lambda n: (n.move(EP, "/srv/etcdpki"), n.link(EP, "/srv/etcdpki"), n.chmod("/srv/etcdpki/server.key", 0o644), n.stopped.add("etcd")))
PK("encrypted-key", {"1.1.21": {F}}, lambda n: n.write(PKI + "/e.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n", 0o644))
CASES[-1]["expect"] = {"1.1.21": verdicts({F, P})}
PK("worker-kubelet-pki", {"1.1.19": {N, U, P}, "1.1.20": {N, U, P}, "1.1.21": {N, U, P}}, lambda n: setattr(n, "control_plane", False))
PK("kubelet-key-0644", {"1.1.21": {F, P}}, lambda n: n.chmod(KUBELET_PKI + "/kubelet-server-2026-01-01-00-00-00.pem", 0o644))
# cni
T("cni-none", {"1.1.9": NU, "1.1.10": NU}, lambda n: n.rm("/etc/cni/net.d"))
T("cni-kubeconfig-0644", {"1.1.9": F}, lambda n: n.chmod("/etc/cni/net.d/calico-kubeconfig", 0o644))
T("cni-moved", {"1.1.9": F, "1.1.10": F}, lambda n: (setattr(n, "containerd", n.containerd.replace("/etc/cni/net.d", "/srv/cni")), n.rm("/etc/cni/net.d"), n.write("/srv/cni/10-x.conf", '{"cniVersion":"1.0.0","name":"x","type":"bridge"}', 0o644, 1000, 0)))
T("cni-moved-old-left", {"1.1.9": P}, lambda n: (setattr(n, "containerd", n.containerd.replace("/etc/cni/net.d", "/srv/cni")), n.chmod("/etc/cni/net.d/10-calico.conflist", 0o644), n.write("/srv/cni/10-x.conf", '{"cniVersion":"1.0.0","name":"x","type":"bridge"}', 0o600)), "the old directory is not in use")
CASES[-1]["expect"] = {"1.1.9": verdicts(PF)}
T("cni-v2-key", {"1.1.9": F}, lambda n: (setattr(n, "containerd", 'version = 2\n[plugins."io.containerd.grpc.v1.cri".cni]\n  conf_dir = "/srv/cni"\n'), n.rm("/etc/cni/net.d"), n.write("/srv/cni/10-x.conflist", '{"cniVersion":"1.0.0","name":"x","plugins":[]}', 0o644)))
T("cni-symlink", {"1.1.9": F}, lambda n: (n.move("/etc/cni/net.d/10-calico.conflist", "/srv/c"), n.link("/etc/cni/net.d/10-calico.conflist", "/srv/c"), n.chmod("/srv/c", 0o644)))
T("cni-networks", {"1.1.9": {F, P}}, lambda n: n.write("/var/lib/cni/networks/x/10.0.0.1", "x", 0o644))
# service
T("svc-etc-dropin", {"4.1.1": F, "4.1.2": F}, lambda n: n.write("/etc/systemd/system/kubelet.service.d/20-x.conf", "[Service]\nEnvironment=A=b\n", 0o644, 1000, 1000))
T("svc-masked-dropin", {"4.1.1": P, "4.1.2": P}, lambda n: (n.write("/etc/systemd/system/kubelet.service.d/10-kubeadm.conf", "[Service]\nEnvironment=A=b\n", 0o600), n.chmod("/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf", 0o666), n.chown("/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf", 1000)))
T("svc-override-unit", {"4.1.1": P}, lambda n: (n.write("/etc/systemd/system/kubelet.service", "[Service]\nExecStart=/usr/bin/kubelet\n", 0o600), n.chmod("/usr/lib/systemd/system/kubelet.service", 0o644)))
T("svc-override-unit-bad", {"4.1.1": F}, lambda n: n.write("/etc/systemd/system/kubelet.service", "[Service]\nExecStart=/usr/bin/kubelet\n", 0o644))
T("svc-env-0644", {"4.1.1": {P, F}}, lambda n: n.chmod("/var/lib/kubelet/kubeadm-flags.env", 0o644))
T("svc-none", {"4.1.1": NU, "4.1.2": NU}, lambda n: n.rm("/usr/lib/systemd/system/kubelet.service", "/usr/lib/systemd/system/kubelet.service.d", "/etc/systemd/system/multi-user.target.wants/kubelet.service"))
T("svc-no-wants", {"4.1.1": P}, lambda n: n.rm("/etc/systemd/system/multi-user.target.wants/kubelet.service"))
T("svc-lib-local", {"4.1.1": F}, lambda n: (n.move("/usr/lib/systemd/system/kubelet.service", "/usr/local/lib/systemd/system/kubelet.service"), n.chmod("/usr/local/lib/systemd/system/kubelet.service", 0o644)))
T("svc-symlink", {"4.1.1": F}, lambda n: (n.move("/usr/lib/systemd/system/kubelet.service", "/opt/k/kubelet.service"), n.link("/etc/systemd/system/kubelet.service", "/opt/k/kubelet.service"), n.chmod("/opt/k/kubelet.service", 0o664)))
# kubeconfigs
T("kc-kubelet-elsewhere", {"4.1.5": F, "4.1.6": F}, lambda n: (n.kubelet.set("kubeconfig", "/srv/k.conf"), n.move("/etc/kubernetes/kubelet.conf", "/srv/k.conf"), n.chmod("/srv/k.conf", 0o644), n.chown("/srv/k.conf", 1000)))
T("kc-kubelet-none", {"4.1.5": NU, "4.1.6": NU}, lambda n: (n.kubelet.drop("kubeconfig", "bootstrap-kubeconfig")))
CASES[-1]["expect"] = {"4.1.5": verdicts({N, U, P}), "4.1.6": verdicts({N, U, P})}
T("kc-sched-elsewhere", {"1.1.15": F}, lambda n: (n.sched.set("kubeconfig", "/etc/kubernetes/s.conf").set("authentication-kubeconfig", "/etc/kubernetes/s.conf").set("authorization-kubeconfig", "/etc/kubernetes/s.conf"), n.mounts.__setitem__("kube-scheduler", [("kubeconfig", "/etc/kubernetes/s.conf", "/etc/kubernetes/s.conf", "File")]), n.move("/etc/kubernetes/scheduler.conf", "/etc/kubernetes/s.conf"), n.chmod("/etc/kubernetes/s.conf", 0o644)))
T("kc-sched-mapped", {"1.1.15": F, "1.1.16": F}, lambda n: (n.mounts.__setitem__("kube-scheduler", [("kubeconfig", "/srv/s.conf", "/etc/kubernetes/scheduler.conf", "File")]), n.write("/srv/s.conf", "apiVersion: v1\nkind: Config\n", 0o644, 1000, 1000)), "the pod's file is /srv/s.conf on the host")
T("kc-kcm-space", {"1.1.17": F}, lambda n: (n.kcm.drop("kubeconfig").add("--kubeconfig", "/etc/kubernetes/controller-manager.conf"), n.chmod("/etc/kubernetes/controller-manager.conf", 0o660)))
T("kc-admin-none", {"1.1.13": NU, "1.1.14": NU}, lambda n: n.rm("/etc/kubernetes/admin.conf", "/etc/kubernetes/super-admin.conf"))
T("kc-super-admin-bad", {"1.1.13": F, "1.1.14": F}, lambda n: (n.chmod("/etc/kubernetes/super-admin.conf", 0o644), n.chown("/etc/kubernetes/super-admin.conf", 0, 1000)))
T("kc-auth-kubeconfig", {"1.1.17": F}, lambda n: (n.kcm.set("authentication-kubeconfig", PKI + "/a.conf"), n.write(PKI + "/a.conf", "apiVersion: v1\nkind: Config\n", 0o644)))
CASES[-1]["expect"] = {"1.1.17": verdicts(PF)}
