"""Processes, decoys, versions, distributions, secrets in odd places."""

from hostile import *

# ------------------------------------------------------------------------------------------------ process shapes
def strip(what, comps=("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd")):
    def f(n):
        for pid in [KUBELET_PID] + [PODS[c][0] for c in comps]:
            n.rm("/proc/%d/%s" % (pid, what))
    return f
BADALL = lambda n: (n.anonymous(ANON_T), n.apiserver.drop("profiling"), n.kcm.drop("profiling"), n.sched.drop("profiling"), n.etcd.drop("client-cert-auth", "trusted-ca-file"))
KEYS = ("4.2.1", "1.2.15", "1.3.2", "1.4.1", "2.2")
for what in ("exe", "cgroup", "mountinfo", "status", "environ", "stat", "comm"):
    T("ps-no-" + what, {k: PU for k in KEYS}, strip(what), "captured tree without " + what)
    T("ps-no-%s-bad" % what, {k: FU for k in KEYS}, seq(BADALL, strip(what)))
def cg(n, f):
    p = n.process
    def g(pid, comm, argv, exe, **kw):
        if "cgroup" in kw:
            kw["cgroup"] = f(pid, comm, kw["cgroup"])
        p(pid, comm, argv, exe, **kw)
    n.process = g
def podcg(fmt, svc="0::/system.slice/{0}.service"):
    def f(pid, comm, old):
        for c, (ppid, uid) in PODS.items():
            if ppid == pid:
                return fmt.format(uid, "ab12" * 16)
        return svc.format(comm)
    return f
FMTS = {
    "cgroupfs": ("0::/kubepods/burstable/pod{0}/{1}", "0::/system.slice/{0}.service"),
    "v1": ("12:pids:/kubepods/burstable/pod{0}/{1}\n11:cpu,cpuacct:/kubepods/burstable/pod{0}/{1}\n1:name=systemd:/kubepods/burstable/pod{0}/{1}\n0::/", "12:pids:/system.slice/{0}.service\n1:name=systemd:/system.slice/{0}.service\n0::/system.slice/{0}.service"),
    "v1systemd": ("12:pids:/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{0}.slice/cri-containerd-{1}.scope\n1:name=systemd:/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{0}.slice/cri-containerd-{1}.scope", "1:name=systemd:/system.slice/{0}.service"),
    "crio": ("0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{0}.slice/crio-{1}.scope", "0::/system.slice/{0}.service"),
    "criocontainer": ("0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{0}.slice/crio-{1}.scope/container", "0::/system.slice/{0}.service"),
    "runtimeslice": ("0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{0}.slice/cri-containerd-{1}.scope", "0::/runtime.slice/{0}.service"),
    "podruntime": ("0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{0}.slice/cri-containerd-{1}.scope", "0::/podruntime.slice/{0}.service"),
    "besteffort": ("0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod{0}.slice/cri-containerd-{1}.scope", "0::/system.slice/{0}.service"),
    "guaranteed": ("0::/kubepods.slice/kubepods-pod{0}.slice/cri-containerd-{1}.scope", "0::/system.slice/{0}.service"),
    "kubeletslice": ("0::/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod{0}.slice/cri-containerd-{1}.scope", "0::/kubelet.slice"),
    "root": ("0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{0}.slice/cri-containerd-{1}.scope", "0::/"),
}
for k, (a, b) in FMTS.items():
    T("cg-" + k, {x: P for x in KEYS}, lambda n, a=a, b=b: cg(n, podcg(a, b)))
    T("cg-%s-bad" % k, {x: F for x in KEYS}, lambda n, a=a, b=b: (BADALL(n), cg(n, podcg(a, b))))

BADFLAGS = {"kubelet": ["--anonymous-auth=true", "--authorization-mode=AlwaysAllow", "--config=/etc/shadow"], "kube-apiserver": ["--profiling=true", "--anonymous-auth=true", "--encryption-provider-config=/etc/shadow"],
            "kube-controller-manager": ["--profiling=true"], "kube-scheduler": ["--profiling=true", "--config=/etc/shadow"], "etcd": ["--data-dir=/tmp/x", "--config-file=/etc/shadow"],
            "kube-proxy": ["--metrics-bind-address=0.0.0.0:1", "--config=/etc/shadow"]}
KEY = {"kubelet": "4.2.1", "kube-apiserver": "1.2.15", "kube-controller-manager": "1.3.2", "kube-scheduler": "1.4.1", "etcd": "2.2", "kube-proxy": "4.3.1"}
GOODFLAGS = {"kubelet": ["--anonymous-auth=false", "--config=/var/lib/kubelet/config.yaml"], "kube-apiserver": ["--profiling=false", "--anonymous-auth=false"], "kube-controller-manager": ["--profiling=false"], "kube-scheduler": ["--profiling=false"],
             "etcd": ["--client-cert-auth=true", "--trusted-ca-file=%s/ca.crt" % EP, "--listen-client-urls=https://127.0.0.1:2379", "--cert-file=x", "--key-file=y"], "kube-proxy": ["--metrics-bind-address=127.0.0.1"]}
def decoy(n, pid, comm, argv, exe, **kw):
    r = n._processes
    n._processes = lambda: (r(), n.process(pid, comm, argv, exe, **kw))
SESSION = "0::/user.slice/user-1000.slice/session-3.scope"
PODCG = "0::/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod5bad0c41_d08e_4150_8eeb_98e9fb0400ff.slice/cri-containerd-%s.scope" % ("ef" * 32)
DECOYS = {
    "user": lambda c: dict(exe="/home/ops/" + c, uid=1000, cgroup=SESSION),
    "user-realexe": lambda c: dict(exe=("/usr/bin/" if c == "kubelet" else "/usr/local/bin/") + c, uid=1000, cgroup=SESSION),
    "pod": lambda c: dict(exe="/usr/local/bin/" + c, uid=0, cgroup=PODCG, ppid=412),
    "pod-usrbin": lambda c: dict(exe="/usr/bin/" + c, uid=0, cgroup=PODCG, ppid=412),
    "python": lambda c: dict(exe="/usr/bin/python3.13", uid=0, cgroup="0::/system.slice/x.service"),
    "sh": lambda c: dict(exe="/usr/bin/bash", uid=0, cgroup="0::/system.slice/x.service"),
    "tmpexe": lambda c: dict(exe="/tmp/" + c, uid=1000, cgroup="0::/system.slice/kubelet.service"),
    "docker": lambda c: dict(exe="/usr/bin/" + c, uid=0, cgroup="0::/system.slice/docker-%s.scope" % ("cd" * 32)),
}
for c in BADFLAGS:
    for dk, mk in DECOYS.items():
        # where a capture lacks capabilities and namespaces, nothing tells two pods of kube-proxy apart
        wide = dk == "docker" or (c == "kube-proxy" and dk.startswith("pod"))
        for pid in (300, 9000):
            T("d-%s-%s-%d" % (c, dk, pid), {KEY[c]: {P, F, U} if wide else P}, lambda n, c=c, mk=mk, pid=pid: decoy(n, pid, c, [c] + BADFLAGS[c] + [SECRETS["argument secret"]], **mk(c)), "decoy %s %s" % (c, dk))
        def bad(n, c):
            BADALL(n)
            n.proxy_config = n.proxy_config.replace('metricsBindAddress: ""', "metricsBindAddress: 0.0.0.0")
        T("d-%s-%s-good" % (c, dk), {KEY[c]: F}, lambda n, c=c, mk=mk: (bad(n, c), decoy(n, 300, c, [c] + GOODFLAGS[c], **mk(c))), "good decoy %s %s while the real one is bad" % (c, dk))
    def alone(n, c, mk):
        n.control_plane = False
        n.kubelet_installed = False
        n.kube_proxy = "none"
        decoy(n, 300, c, [c] + GOODFLAGS[c], **mk(c))
    for dk in ("user", "pod", "python"):
        T("d-%s-%s-alone" % (c, dk), {KEY[c]: NU | {P} if (c, dk) == ("kube-proxy", "pod") else NU}, lambda n, c=c, mk=DECOYS[dk]: alone(n, c, mk), "only a decoy")
T("d-two-apis", {"1.2.15": F}, lambda n: (n.write("/etc/kubernetes/manifests/kube-apiserver-2.yaml", "x"), decoy(n, 1800, "kube-apiserver", ["kube-apiserver"] + [a for a in n.apiserver if "profiling" not in a], "/usr/local/bin/kube-apiserver",
   cgroup="0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod2e7b9d1fad5b4e2f9b8b65b6c8f1d0ff.slice/cri-containerd-%s.scope" % ("aa" * 32), ppid=412)), "a second static pod's API server runs")
CASES.pop()
def _(n):
    m = n._manifest("kube-apiserver").replace("name: kube-apiserver\n  namespace", "name: kube-apiserver-b\n  namespace").replace("--profiling=false", "--profiling=true")
    n.write("/etc/kubernetes/manifests/kube-apiserver-b.yaml", m)
    decoy(n, 1800, "kube-apiserver", ["kube-apiserver"] + [a.replace("--profiling=false", "--profiling=true") for a in n.apiserver], "/usr/local/bin/kube-apiserver",
          cgroup="0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod2e7b9d1fad5b4e2f9b8b65b6c8f1d0ff.slice/cri-containerd-%s.scope" % ("aa" * 32), ppid=412)
T("d-two-apis", {"1.2.15": F}, _)
def _(n):
    decoy(n, 1900, "kubelet", ["/usr/bin/kubelet", "--config=/srv/k2.yaml"], "/usr/bin/kubelet", cgroup="0::/system.slice/kubelet2.service")
    n.write("/srv/k2.yaml", KUBELET_HEAD + "authentication: {anonymous: {enabled: true}}\n")
T("d-two-kubelets", {"4.2.1": F}, _)
T("d-kubelet-version-run", {"4.2.1": {P, F, U}}, lambda n: decoy(n, 700, "kubelet", ["kubelet", "--version"], "/usr/bin/kubelet", cgroup="0::/user.slice/user-0.slice/session-1.scope"))
T("d-kubelet-threads", {"4.2.1": P}, lambda n: decoy(n, 701, "kubelet", ["/usr/bin/kubelet"] + list(n.kubelet), "/usr/bin/kubelet", cgroup="0::/system.slice/kubelet.service", ppid=812), "a forked child of the kubelet")

# ------------------------------------------------------------------------------------------------ versions, packages, images
def imgf(fmt):
    return lambda n: setattr(n, "_image", lambda c: fmt % c if c != "etcd" else n.etcd_image)
for k, fmt, want in (("port-135", "registry.local:5000/%s:v1.35.2", F), ("port-136", "registry.local:5000/k8s/%s:v1.36.0", P), ("port-notag", "registry.local:5000/%s", PU), ("digest-135", "registry.k8s.io/%s:v1.35.2@sha256:" + "0" * 64, F),
                     ("amd64", "registry.k8s.io/%s-amd64:v1.35.1", F), ("eks", "602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/%s:v1.35.1-eks-1-35-4", F), ("nov", "reg/%s:1.35.1", F), ("rc", "reg/%s:v1.36.0-rc.1", P), ("latest", "reg/%s:latest", PU), ("plus", "reg/%s:v1.35.1_k3s", F)):
    T("v-img-" + k, {"1.2.17": want, "1.2.15": P}, lambda n, fmt=fmt: (imgf(fmt)(n), n.apiserver.drop("audit-log-maxage")))
T("v-no-dpkg", {"4.2.6": P, "4.2.13": P, "4.2.14": P, "4.2.1": P}, lambda n: n.rm("/var/lib/dpkg/status"))
T("v-no-dpkg-absent", {"4.2.6": P, "4.2.13": F, "4.2.14": F, "4.2.10": F}, lambda n: (n.rm("/var/lib/dpkg/status"), [n.kubelet_conf(k, None) for k in ("podPidsLimit", "seccompDefault", "rotateCertificates")]), "the defaults are the same in every version")
CASES[-1]["expect"] = {"4.2.6": verdicts(PU), "4.2.13": verdicts(FU), "4.2.14": verdicts(FU), "4.2.10": verdicts(FU)}
T("v-no-dpkg-config-bad", {"4.2.1": F, "4.2.2": F}, lambda n: (n.rm("/var/lib/dpkg/status"), n.anonymous(ANON_T), n.kubelet_conf("authorization", "authorization: {mode: AlwaysAllow}")))
for ver in ("v1.31.14", "v1.32.13", "v1.33.4", "v1.34.0", "v1.35.10", "v1.36.3", "v1.37.0"):
    T("v-all-" + ver, dict({k: P for k in ids("4.2", 1, 14) + ids("1.2", 2, 30) + ids("1.3", 1, 7) + ids("1.4", 1, 2) + ids("2", 1, 7) + ids("1.1", 1, 21) + ["4.3.1"]}, **{"1.2.27": P}), lambda n, ver=ver: setattr(n, "version", ver))
    T("v-noconfig-" + ver, {"4.2.1": F, "4.2.2": F, "4.2.3": F, "4.2.4": F, "4.2.10": F, "4.2.12": F, "4.2.13": F, "4.2.14": F, "4.2.6": P}, lambda n, ver=ver: (setattr(n, "version", ver), n.kubelet.drop("config")))
T("v-1.30", {"4.2.1": PU, "1.2.15": PU}, lambda n: setattr(n, "version", "v1.30.2"))
T("v-1.99", {"4.2.1": PU, "1.2.15": PU}, lambda n: setattr(n, "version", "v1.99.1"))
T("v-etcd-35", {k: P for k in ids("2", 1, 7)}, lambda n: setattr(n, "etcd_image", "registry.k8s.io/etcd:3.5.15-0"))
T("v-etcd-37", {k: P for k in ids("2", 1, 7)}, lambda n: setattr(n, "etcd_image", "quay.io/coreos/etcd:v3.7.1"))
T("v-dpkg-hold", {"4.2.13": P}, lambda n: n.ops.append(("append", "/var/lib/dpkg/status", b"Package: kubelet\nStatus: hold ok installed\nVersion: 1.36.3-1.1\n\n")))

# ------------------------------------------------------------------------------------------------ distributions
def bare(n):
    n.control_plane = False
    n.kubelet_installed = False
    n.kube_proxy = "none"
    n.kubelet_installed = False
def _(n):
    bare(n)
    n.write("/usr/local/bin/k3s", b"\x7fELF", 0o755)
    n.write("/etc/systemd/system/k3s.service", "[Service]\nExecStart=/usr/local/bin/k3s server\n", 0o644)
    decoy(n, 600, "k3s-server", ["/usr/local/bin/k3s server"], "/usr/local/bin/k3s", cgroup="0::/system.slice/k3s.service")
    n.write("/etc/rancher/k3s/config.yaml", "kubelet-arg:\n- anonymous-auth=true\nkube-apiserver-arg:\n- anonymous-auth=true\n")
T("ds-k3s-bad", {"4.2.1": FU, "1.2.1": FU, "4.2.13": FU, "1.2.15": PU, "2.1": {P, U, N}}, _, "k3s has a kubelet and an API server in itself")
def _(n):
    bare(n)
    n.write("/usr/local/bin/k3s", b"\x7fELF", 0o755)
    n.write("/etc/systemd/system/k3s.service", "[Service]\nExecStart=/usr/local/bin/k3s server --kubelet-arg=anonymous-auth=true\n", 0o644)
    n.proc = False
T("ds-k3s-image", {"4.2.1": FU, "1.2.15": PU}, _)
def _(n):
    bare(n)
    decoy(n, 600, "kubelite", ["/snap/microk8s/7000/kubelite", "--scheduler-args-file=/var/snap/microk8s/7000/args/kube-scheduler", "--kubelet-args-file=/var/snap/microk8s/7000/args/kubelet", "--apiserver-args-file=/var/snap/microk8s/7000/args/kube-apiserver"], "/snap/microk8s/7000/kubelite", cgroup="0::/system.slice/snap.microk8s.daemon-kubelite.service")
    n.write("/var/snap/microk8s/7000/args/kubelet", "--anonymous-auth=true\n"); n.link("/var/snap/microk8s/current", "7000")
T("ds-microk8s", {"4.2.1": FU, "1.2.15": {P, F, U}}, _)
CASES[-1]["expect"]["1.2.15"] = verdicts(FU)
def _(n):
    n.manifest_dir = "/var/lib/rancher/rke2/agent/pod-manifests"
    n.kubelet_argv0 = "kubelet"; n.kubelet_exe = "/var/lib/rancher/rke2/data/v1.36.3-rke2r1-abc/bin/kubelet"; n.write(n.kubelet_exe, b"\x7fELF", 0o755)
    n.kubelet.drop("config").add("--config-dir=/var/lib/rancher/rke2/agent/etc/kubelet.conf.d", "--anonymous-auth=false", "--authorization-mode=Webhook")
    n.write("/var/lib/rancher/rke2/agent/etc/kubelet.conf.d/00-rke2.conf", KUBELET_HEAD + "staticPodPath: /var/lib/rancher/rke2/agent/pod-manifests\nauthentication: {anonymous: {enabled: true}}\n")
    cg(n, lambda pid, comm, old: "0::/system.slice/rke2-server.service" if comm == "kubelet" else old)
    n.apiserver.drop("profiling")
T("ds-rke2", {"4.2.1": P, "4.2.2": P, "1.2.15": F, "1.1.1": P}, _, "flags beat the drop-in")

# ------------------------------------------------------------------------------------------------ leaks: secrets in odd places
LEAK = {"4.2.1": ANY}
def L(id, f, exp=None):
    T("l-" + id, exp or LEAK, f)
SEC = SECRETS["argument secret"]
L("kubelet-unknown-flag", lambda n: n.kubelet.add("--x-token=" + SEC, SEC))
L("kubelet-label", lambda n: n.kubelet.add("--node-labels=token=" + SEC))
CASES.pop()
L("api-etcd-url", lambda n: n.apiserver.set("etcd-servers", "https://root:%s@127.0.0.1:2379" % SEC))
L("api-oidc", lambda n: n.apiserver.add("--oidc-issuer-url=https://u:%s@idp.example.org" % SEC, "--oidc-client-id=x"))
L("api-unknown", lambda n: n.apiserver.add("--password=" + SEC, "--api-token", SEC))
L("api-positional", lambda n: n.apiserver.add(SEC))
L("etcd-url", lambda n: n.etcd.set("initial-advertise-peer-urls", "https://u:%s@10.0.0.11:2380" % SEC))
L("etcd-env", lambda n: (setattr(n, "etcd_as_host_process", True), n.etcd_environ.update({"ETCD_ROOT_PASSWORD": SEC, "ETCDCTL_PASSWORD": SEC, "ETCD_AUTH_TOKEN": "jwt,priv-key=" + SEC})))
L("etcd-jwt", lambda n: n.etcd.add("--auth-token=jwt,pub-key=/x,priv-key=/y,sign-method=" + SEC))
L("etcd-token", lambda n: n.etcd.set("initial-cluster-token", SEC))
CASES.pop()
L("manifest-env", lambda n: (n.stopped.add("kube-apiserver"), setattr(n, "_manifest", (lambda r: lambda c: r(c).replace("    name: %s\n    resources" % c, "    env:\n    - name: SECRET\n      value: %s\n    name: %s\n    resources" % (SEC, c)))(n._manifest))))
L("manifest-broken", lambda n: n.write("/etc/kubernetes/manifests/x.yaml", "env: [%s\n\t%s" % (SEC, SEC)))
L("enc-broken", lambda n: setattr(n, "encryption", ENC_HEAD + "  - resources: [secrets]\n    providers:\n    - aescbc:\n        keys:\n        - name: k\n          secret: %s\n      %s: [\n" % (SECRETS["aes key"], SECRETS["secretbox key"])))
L("enc-key-as-name", lambda n: setattr(n, "encryption", ENC_HEAD + enc_entry(["secrets"], AESCBC.replace("name: key1", "name: " + SECRETS["secretbox key"]))))
L("enc-key-as-provider", lambda n: setattr(n, "encryption", ENC_HEAD + "  - resources: [secrets]\n    providers:\n    - \"%s\": {}\n" % SECRETS["aes key"]))
L("enc-key-as-field", lambda n: setattr(n, "encryption", ENC_HEAD + enc_entry(["secrets"], AESCBC) + "\"%s\": 1\n" % SECRETS["aes key"]))
L("enc-key-as-resource", lambda n: setattr(n, "encryption", ENC_HEAD + enc_entry([SECRETS["aes key"]], AESCBC)))
L("enc-kms-endpoint", lambda n: setattr(n, "encryption", ENC_HEAD + enc_entry(["secrets"], KMSV2.replace("unix:///run/kms/vault.sock", "unix:///run/%s.sock" % SEC))))
CASES.pop()
L("kubeconfig-token", lambda n: n.write("/etc/kubernetes/admin.conf", "apiVersion: v1\nkind: Config\nclusters:\n- name: a\n  cluster: {server: 'https://u:%s@x:6443', proxy-url: 'http://p:%s@proxy:3128'}\nusers:\n- name: u\n  user: {token: %s, password: %s, username: u}\n" % (SEC, SEC, SECRETS["static token"], SEC)))
L("kubeconfig-exec", lambda n: n.write("/etc/kubernetes/admin.conf", "apiVersion: v1\nkind: Config\nusers:\n- name: u\n  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/x, args: [--token, %s], env: [{name: T, value: %s}]}}\n" % (SEC, SEC)))
L("kubeconfig-broken", lambda n: n.write("/etc/kubernetes/kubelet.conf", "users:\n- user: {token: %s\n  %s" % (SECRETS["bootstrap token"], SECRETS["bootstrap token"])))
L("kubeconfig-user-is-token", lambda n: n.write("/etc/kubernetes/admin.conf", "apiVersion: v1\nkind: Config\nusers:\n- name: x\n  user: {client-key-data: %s, client-certificate-data: '%s'}\n" % (n.certs.b64("admin.key"), n.certs.b64("admin.key"))))
L("bootstrap-kubeconfig", lambda n: n.write("/etc/kubernetes/bootstrap-kubelet.conf", "apiVersion: v1\nkind: Config\nusers:\n- name: tls-bootstrap\n  user: {token: %s}\n" % SECRETS["bootstrap token"]))
L("tokens", lambda n: (n.apiserver.set("token-auth-file", "/etc/kubernetes/auth/t.csv"), n.write("/etc/kubernetes/auth/t.csv", "%s,a,1\n" % SECRETS["static token"])))
L("tokens-as-config", lambda n: (n.apiserver.set("authentication-config", "/etc/kubernetes/auth/t.csv"), n.write("/etc/kubernetes/auth/t.csv", "%s,a,1\n" % SECRETS["static token"])))
L("kubelet-config-is-shadow", lambda n: n.kubelet.set("config", "/etc/shadow"))
L("kubelet-config-is-key", lambda n: n.kubelet.set("config", PKI + "/ca.key"))
L("authz-is-key", lambda n: n.apiserver.set("authorization-config", PKI + "/ca.key"))
L("policy-is-key", lambda n: n.apiserver.set("audit-policy-file", PKI + "/sa.key"))
L("admission-is-key", lambda n: n.apiserver.set("admission-control-config-file", PKI + "/sa.key"))
L("enc-is-key", lambda n: n.apiserver.set("encryption-provider-config", PKI + "/sa.key"))
L("client-ca-is-key", lambda n: n.apiserver.set("client-ca-file", PKI + "/ca.key"))
L("tls-cert-is-key", lambda n: n.apiserver.set("tls-cert-file", PKI + "/apiserver.key"))
L("key-as-ca", lambda n: n.kubelet_conf("authentication", "authentication:\n  x509: {clientCAFile: /etc/kubernetes/pki/ca.key}"))
L("env-file", lambda n: n.write("/etc/default/kubelet", 'KUBELET_EXTRA_ARGS="--x=%s"\nTOKEN=%s\nbroken "%s\n' % (SEC, SEC, SEC)))
L("unit-env", lambda n: n.write("/etc/systemd/system/kubelet.service.d/90.conf", "[Service]\nEnvironment=TOKEN=%s\nEnvironment=\"HTTP_PROXY=http://u:%s@p\"\n%s\n" % (SEC, SEC, SEC)))
L("containerd", lambda n: setattr(n, "containerd", n.containerd + '\n[plugins."io.containerd.grpc.v1.cri".registry.configs."r".auth]\n  password = "%s"\n broken = "%s\n' % (SECRETS["registry password"], SECRETS["registry password"])))
L("cni", lambda n: n.write("/etc/cni/net.d/10-calico.conflist", '{"name":"x","plugins":[{"type":"calico","etcd_key":"%s","token":"%s"' % (SEC, SEC)))
L("kubelet-config-secret-values", lambda n: n.kubelet_conf("zz", "staticPodURLHeader:\n  Authorization: [\"Bearer %s\"]\nstaticPodURL: https://u:%s@x/pods\nproviderID: x" % (SEC, SEC)))
L("manifest-url-header", lambda n: n.kubelet.add("--manifest-url-header=Authorization:Bearer " + SEC, "--manifest-url=https://u:%s@h/x" % SEC))
L("webhook-conf", lambda n: (n.apiserver.add("--audit-webhook-config-file=/etc/kubernetes/audit/w.conf", "--authentication-token-webhook-config-file=/etc/kubernetes/auth/w.conf"), n.write("/etc/kubernetes/audit/w.conf", "apiVersion: v1\nkind: Config\nclusters:\n- name: a\n  cluster: {server: 'https://u:%s@h/x?token=%s'}\nusers:\n- name: a\n  user: {token: %s}\n" % (SEC, SEC, SEC)), n.write("/etc/kubernetes/auth/w.conf", "users: [%s" % SEC)))
