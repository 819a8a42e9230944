"""Entries of the file system that nobody expects."""

from files import *

# ------------------------------------------------------------------------------------------------ hostile entries at each place
def bomb():
    out = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    for i in range(1, 12):
        out.append("a%d: &a%d [%s]" % (i, i, ",".join(["*a%d" % (i - 1)] * 10)))
    return "\n".join(out) + "\n"
def kind_fifo(n, p): n.fifo(p)
def kind_dev(n, p): n.chardev(p, 1, 5)
def kind_sock(n, p): n.socket(p, 0o600)
def kind_loop(n, p): n.link(p, p)
def kind_dir(n, p): n.mkdir(p)
def kind_sparse(n, p): n.sparse(p, 300 << 20, b"apiVersion: v1\n")
def kind_bomb(n, p): n.write(p, "apiVersion: v1\nkind: X\n" + bomb())
def kind_deep(n, p): n.write(p, "[" * 200000)
def kind_deepmap(n, p): n.write(p, "".join(" " * i + "a:\n" for i in range(3000)))
def kind_bin(n, p): n.write(p, bytes(range(256)) * 2000)
def kind_long(n, p): n.write(p, "a: '" + "x" * (8 << 20) + "'\n")
def kind_many(n, p): n.write(p, "- a\n" * 1000000)
KINDS = {k[5:]: v for k, v in list(globals().items()) if k.startswith("kind_")}
ANY = {P, F, U, N, MAN}
PLACES = {
    "kubeletconf": ("/var/lib/kubelet/config.yaml", dict(each(["4.2.1", "4.2.2", "4.2.3"], U), **{"1.2.15": P}), None),
    "dropin": ("/etc/kubernetes/kubelet.conf.d/50-x.conf", {"4.2.1": FU, "1.2.15": P}, lambda n: n.dropin("10-a.conf", "podPidsLimit: 5\n")),
    "manifest": ("/etc/kubernetes/manifests/kube-apiserver.yaml", {"1.2.15": P, "1.3.2": P, "4.2.1": P}, None),
    "manifest-stopped": ("/etc/kubernetes/manifests/kube-apiserver.yaml", {"1.2.15": NU, "1.3.2": P}, lambda n: n.stopped.add("kube-apiserver")),
    "manifest-extra": ("/etc/kubernetes/manifests/zzz.yaml", {"1.2.15": P, "1.1.1": P, "2.1": P}, None),
    "flagsenv": ("/var/lib/kubelet/kubeadm-flags.env", {"4.2.1": P, "4.1.1": ANY}, None),
    "flagsenv-stopped": ("/var/lib/kubelet/kubeadm-flags.env", {"4.2.1": PU, "1.2.15": P}, lambda n: n.stopped.add("kubelet")),
    "unit": ("/usr/lib/systemd/system/kubelet.service", {"4.2.1": P, "1.2.15": P}, None),
    "unitdrop": ("/etc/systemd/system/kubelet.service.d/50-x.conf", {"4.2.1": P, "1.2.15": P}, None),
    "enc": ("/etc/kubernetes/enc/enc.yaml", {"1.2.28": FU, "1.2.27": {P, F, U}, "1.2.15": P}, None),
    "audit": ("/etc/kubernetes/audit/policy.yaml", {"3.2.1": FU, "3.2.2": FU, "1.2.15": P}, None),
    "admission": ("/etc/kubernetes/admission/config.yaml", {"1.2.9": FU, "1.2.14": P}, None),
    "authn": ("/etc/kubernetes/auth/authn.yaml", {"1.2.1": FU, "1.2.15": P}, lambda n: n.apiserver.drop("anonymous-auth").set("authentication-config", "/etc/kubernetes/auth/authn.yaml")),
    "authz": ("/etc/kubernetes/auth/authz.yaml", {"1.2.6": FU, "1.2.8": FU, "1.2.15": P}, lambda n: n.apiserver.drop("authorization-mode").set("authorization-config", "/etc/kubernetes/auth/authz.yaml")),
    "etcdca": (EP + "/ca.crt", {"2.7": FU, "2.1": P, "1.2.15": P}, None),
    "clientca": (PKI + "/ca.crt", {"4.2.3": {P, F, U}, "2.7": {P, U, F}, "1.2.15": P}, None),
    "servingcrt": (PKI + "/apiserver.crt", {"1.2.24": {P, F, U}, "1.2.15": P}, None),
    "pkiextra": (PKI + "/zz", {"1.1.19": PU, "1.1.20": PU, "1.1.21": PU, "1.2.15": P}, None),
    "kubeletkc": ("/etc/kubernetes/kubelet.conf", {"4.1.5": ANY, "4.2.1": P}, None),
    "adminkc": ("/etc/kubernetes/admin.conf", {"1.1.13": ANY, "4.2.1": P}, None),
    "schedkc": ("/etc/kubernetes/scheduler.conf", {"1.1.15": ANY, "1.4.1": P}, None),
    "containerd": ("/etc/containerd/config.toml", {"1.1.9": {P, U}, "4.2.1": P}, None),
    "cni": ("/etc/cni/net.d/99-x.conf", {"1.1.9": ANY, "4.2.1": P}, None),
    "passwd": ("/etc/passwd", {"4.2.1": P, "1.1.2": PU, "1.1.12": FU}, None),
    "group": ("/etc/group", {"4.2.1": P, "1.1.2": PU, "1.1.12": {P, F, U}}, None),
    "osrelease": ("/etc/os-release", {"4.2.1": P}, None),
    "dpkg": ("/var/lib/dpkg/status", {"4.2.1": P, "1.2.15": P}, None),
    "hostname": ("/etc/hostname", {"4.2.1": P}, None),
    "proc1mounts": ("/proc/1/mountinfo", {"4.2.1": P, "1.2.15": P, "1.2.28": PU}, None),
    "apimounts": ("/proc/1602/mountinfo", {"4.2.1": P, "1.2.15": P, "1.2.28": PU}, None),
    # a program's name alone is a command line too: then the defaults count
    "apicmdline": ("/proc/1602/cmdline", {"4.2.1": P, "1.2.15": {P, F, U, N}}, None),
    "apistatus": ("/proc/1602/status", {"4.2.1": P, "1.2.15": {P, U, N}}, None),
    "apicgroup": ("/proc/1602/cgroup", {"4.2.1": P, "1.2.15": {P, U, N}}, None),
    "etcdenviron": ("/proc/1510/environ", {"4.2.1": P, "2.1": {P, U}}, None),
    "kubeletcmdline": ("/proc/812/cmdline", {"4.2.1": {P, F, U}, "1.2.15": P}, None),
    "kubeletstatus": ("/proc/812/status", {"4.2.1": PU, "1.2.15": P}, None),
    "kubeletexe": ("/proc/812/exe", {"4.2.1": PU, "1.2.15": P}, None),
    "tcp": ("/proc/1/net/tcp", {"4.2.1": P, "1.2.15": P}, None),
    "proxyconf": ("/var/lib/kube-proxy/config.conf", {"4.3.1": U, "4.2.1": P}, lambda n: setattr(n, "kube_proxy", "host")),
    "schedconf": ("/etc/kubernetes/sc.yaml", {"1.4.1": FU, "1.4.2": P}, lambda n: (n.mounts.__setitem__("kube-scheduler", [("config", "/etc/kubernetes/sc.yaml", "/etc/kubernetes/sc.yaml", "File")]), n.sched.set("config", "/etc/kubernetes/sc.yaml"))),
    "etcdconf": ("/etc/etcd/e.yaml", {"2.1": FU, "2.2": FU}, lambda n: (setattr(n, "etcd_as_host_process", True), n.etcd.set("config-file", "/etc/etcd/e.yaml"))),
}
for place, (path, exp, pre) in PLACES.items():
    for kn, kf in KINDS.items():
        if "/proc/" in path and kn == "sparse" and False:
            continue
        def _(n, path=path, kf=kf, pre=pre):
            if pre:
                pre(n)
            kf(n, path)
        e = dict(exp)
        if place == "dropin" and kn == "dir":
            e["4.2.1"] = P   # a directory is walked, whatever it is called
        if kn in ("bin", "long", "many", "deep", "deepmap", "bomb", "sparse") and place in ("manifest-extra",):
            pass
        T("h-%s-%s" % (place, kn), e, _, "%s is %s" % (path, kn), hostile=True)
def many(n, d, count, data=b"x"):
    m = n.materialize
    def f(root):
        m(root)
        os.makedirs(root + d, exist_ok=True)
        for i in range(count):
            with open("%s%s/f%06d" % (root, d, i), "wb") as h:
                h.write(data)
    n.materialize = f
for place, d in (("pki", PKI + "/many"), ("cni", "/etc/cni/net.d"), ("dropins", "/etc/kubernetes/kubelet.conf.d"), ("manifests", "/etc/kubernetes/manifests"), ("units", "/etc/systemd/system/kubelet.service.d"), ("kubernetes", "/etc/kubernetes"), ("data", "/var/lib/etcd")):
    T("h-many-" + place, {"4.2.1": PU if place == "dropins" else P, "1.2.15": P, "1.1.1": PU}, lambda n, d=d, p=place: (many(n, d, 20000), n.kubelet.set("config-dir", d) if p == "dropins" else None), hostile=True)
def _(n):
    m = n.materialize
    def f(root):
        m(root)
        d = root + PKI + "/deep"
        os.makedirs(d)
        here = os.getcwd()
        os.chdir(d)
        for i in range(300):
            os.mkdir("d"); os.chdir("d")
        os.chdir(here)
    n.materialize = f
T("h-deep-dirs", {"1.1.19": PU, "4.2.1": P}, _, hostile=True)
T("h-pki-loop-dir", {"1.1.19": PU, "4.2.1": P}, lambda n: n.link(PKI + "/loop", PKI), hostile=True)
T("h-pki-root-link", {"1.1.19": {P, F, U}, "4.2.1": P}, lambda n: n.link(PKI + "/all", "/"), "a link to / in the PKI directory", hostile=True)
def _(n):
    r = n._processes
    def f():
        r()
        for i in range(20000, 24000):
            n.process(i, "sleep", ["sleep", "1000"], "/usr/bin/sleep")
    n._processes = f
T("h-4000-procs", {"4.2.1": P, "1.2.15": P}, _, hostile=True)
T("h-huge-cmdline", {"4.2.1": P}, lambda n: n.extra_procs.append((301, "x", ["x" * (16 << 20)], "/usr/bin/x")), hostile=True)
T("h-huge-kubelet-arg", {"4.2.1": {F, U}}, lambda n: (n.kubelet.add("--node-labels=" + "a" * (3 << 20)), n.kubelet.add("--anonymous-auth=true")), hostile=True)
T("h-many-args", {"4.2.1": {P, U}}, lambda n: n.kubelet.add(*["--v=2"] * 200000), hostile=True)
T("h-cmdline-nonutf8", {"4.2.1": F}, lambda n: n.kubelet.add(b"--node-labels=a=\xff\xfe".decode("latin1"), "--anonymous-auth=true"))
T("h-empty-pid-dirs", {"4.2.1": P, "1.2.15": P}, lambda n: [n.mkdir("/proc/%d" % i) for i in (5000, 5001, 99999999, 2147483648)])
T("h-odd-pid-names", {"4.2.1": P, "1.2.15": P}, lambda n: [n.mkdir("/proc/" + i) for i in ("0", "00812", "-1", "12a", "99999999999999999999", "٣")])
T("h-kubelet-vanished", {"4.2.1": PU}, lambda n: (n.rm("/proc/812"), n.mkdir("/proc/812")))
T("h-cmdline-empty", {"4.2.1": PU, "1.2.15": P}, lambda n: n.write("/proc/812/cmdline", b"", 0o444), "an exiting process")
T("h-cmdline-no-final-nul", {"4.2.1": F}, lambda n: n.write("/proc/812/cmdline", b"/usr/bin/kubelet\0--config=/var/lib/kubelet/config.yaml\0--anonymous-auth=true", 0o444))
T("h-cmdline-blank-joined", {"4.2.1": {P, F, U}}, lambda n: n.write("/proc/812/cmdline", b"/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --anonymous-auth=true\0", 0o444))
CASES[-1]["expect"] = {"4.2.1": verdicts(FU)}
