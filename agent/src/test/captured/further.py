"""Twists of several kinds."""

from processes import *

# ------------------------------------------------------------------------------------------------ second wave
ANONF = lambda n: n.kubelet.add("--anonymous-auth=true")
T("w-flag-nostatus", {"4.2.1": FU}, lambda n: (ANONF(n), n.rm("/proc/812/status")), "its user cannot be told: what is on disk must not decide")
T("w-flag-noexe", {"4.2.1": FU}, lambda n: (ANONF(n), n.rm("/proc/812/exe")))
T("w-flag-nocgroup", {"4.2.1": FU}, lambda n: (ANONF(n), n.rm("/proc/812/cgroup")))
def usrlocal(mode, uid, gid, fu=0, fg=0, fm=0o755):
    def f(n):
        n.kubelet_argv0 = n.kubelet_exe = "/usr/local/bin/kubelet"
        n.mkdir("/usr/local/bin", mode, uid, gid)
        n.write("/usr/local/bin/kubelet", b"\x7fELF", fm, fu, fg)
        n.write("/usr/lib/systemd/system/kubelet.service.d/20-local.conf", "[Service]\nExecStart=\nExecStart=/usr/local/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS\n")
    return f
T("w-staffdir-bad", {"4.2.1": FU}, seq(ANONF, usrlocal(0o2775, 0, 50)), "Debian's /usr/local/bin is root:staff 2775: still the real kubelet")
T("w-staffdir-good", {"4.2.1": P}, usrlocal(0o2775, 0, 50))
T("w-exe-owner-bad", {"4.2.1": FU}, seq(ANONF, usrlocal(0o755, 0, 0, 1001, 1001)), "unpacked by tar with the builder's uid")
T("w-exe-owner-good", {"4.2.1": PU}, usrlocal(0o755, 0, 0, 1001, 1001))
def apihost(n):
    n.rm("/etc/kubernetes/manifests/kube-apiserver.yaml")
    cg(n, lambda pid, comm, old: "0::/system.slice/kube-apiserver.service" if comm == "kube-apiserver" else old)
    p = n.process
    def g(pid, comm, argv, exe, **kw):
        if comm == "kube-apiserver":
            kw["mountinfo"] = None
            exe = "/usr/local/bin/kube-apiserver"
        p(pid, comm, argv, exe, **kw)
    n.process = g
    n.write("/usr/local/bin/kube-apiserver", b"\x7fELF", 0o755)
    n.write("/etc/systemd/system/kube-apiserver.service", "[Service]\nExecStart=/usr/local/bin/kube-apiserver --profiling=false\n", 0o644)
T("w-api-service-good", {"1.2.15": P, "1.2.28": P, "1.1.1": N}, apihost, "an API server as a systemd service")
T("w-api-service-bad", {"1.2.15": F}, lambda n: (apihost(n), n.apiserver.drop("profiling")))
T("w-api-service-owner-bad", {"1.2.15": FU}, lambda n: (apihost(n), n.apiserver.drop("profiling"), n.chown("/usr/local/bin/kube-apiserver", 1001)))
T("w-api-service-user", {"1.2.15": F}, lambda n: (apihost(n), n.apiserver.drop("profiling"), (lambda p: setattr(n, "process", lambda pid, comm, argv, exe, **kw: p(pid, comm, argv, exe, **dict(kw, uid=777 if comm == "kube-apiserver" else kw.get("uid", 0)))))(n.process)), "as an account of its own")
T("w-etc-k8s-link", dict({k: P for k in ids("1.1", 1, 8) + ids("1.1", 13, 21) + ["4.1.5", "4.1.7", "4.2.1", "1.2.28", "3.2.2", "2.7"]}), lambda n: (n.move("/etc/kubernetes", "/srv/kubernetes"), n.link("/etc/kubernetes", "/srv/kubernetes")), "all of /etc/kubernetes behind an absolute link")
T("w-etc-k8s-link-bad", {"1.1.1": F, "1.1.13": F, "1.1.21": F, "4.1.5": F}, lambda n: (n.move("/etc/kubernetes", "/srv/kubernetes"), n.link("/etc/kubernetes", "/srv/kubernetes"), [n.chmod("/srv/kubernetes/" + f, 0o644) for f in ("manifests/kube-apiserver.yaml", "admin.conf", "kubelet.conf", "pki/ca.key")]))
T("w-varlib-link", {"4.2.1": P, "4.1.9": F}, lambda n: (n.move("/var/lib/kubelet", "/data/kubelet"), n.link("/var/lib/kubelet", "/data/kubelet"), n.chmod("/data/kubelet/config.yaml", 0o644)))
T("w-rel-updir-link", {"4.1.9": F, "4.2.1": P}, lambda n: (n.move("/var/lib/kubelet/config.yaml", "/srv/c.yaml"), n.link("/var/lib/kubelet/config.yaml", "../../../../../../../../srv/c.yaml"), n.chmod("/srv/c.yaml", 0o644)), "more .. than there are directories stay inside the root")
T("w-config-dotdot", {"4.2.1": P, "4.1.9": P}, lambda n: n.kubelet.set("config", "/var/lib/kubelet/../kubelet/./config.yaml"))
T("w-config-dotdot-link", {"4.2.1": F}, lambda n: (n.kubelet.set("config", "/opt/l/../k.yaml"), n.link("/opt/l", "/srv/a/b"), n.mkdir("/srv/a/b"), n.write("/opt/k.yaml", KUBELET_HEAD + AT), n.write("/srv/a/k.yaml", KUBELET_HEAD + AF)), "filepath.Abs cleans .. textually before the open")
T("w-private-tmp", {"4.2.1": P, "4.2.13": P}, lambda n: n.ops.append(("append", "/proc/812/mountinfo", b"300 22 8:1 /tmp/systemd-private-x/tmp /tmp rw - ext4 /dev/sda1 rw\n301 22 0:90 / /var/lib/kubelet/pods/x/volumes/kubernetes.io~projected/kube-api rw - tmpfs tmpfs rw\n")))
T("w-kubelet-in-mountns-config", {"4.2.1": FU}, lambda n: (n.ops.append(("append", "/proc/812/mountinfo", b"300 22 8:1 /srv/other /var/lib/kubelet rw - ext4 /dev/sda1 rw\n")), n.write("/srv/other/config.yaml", KUBELET_HEAD + AT)), "BindPaths=: the kubelet sees another /var/lib/kubelet")
# manifests
def mani(comp, f, stopped=True):
    def g(n):
        if stopped:
            n.stopped.add(comp)
        r = n._manifest
        n._manifest = lambda c: f(r(c)) if c == comp else r(c)
    return g
api = "kube-apiserver"
T("w-man-two-docs", {"1.2.15": P}, mani(api, lambda s: s + "---\n" + s.replace("--profiling=false", "--profiling=true")), "the first document only")
T("w-man-dup-command", {"1.2.15": F}, mani(api, lambda s: s.replace("    image: registry.k8s.io/kube-apiserver", "    command: [kube-apiserver, --profiling=true]\n    image: registry.k8s.io/kube-apiserver", 1)), "a second command key replaces the first")
CASES[-1]["expect"] = {"1.2.15": verdicts(FU)}
T("w-man-trailing-slash", {"1.2.28": P, "3.2.2": P}, mani(api, lambda s: re.sub(r"((mountPath|path): /etc/kubernetes/\w+)\n", r"\1/\n", s)))
T("w-man-int-arg", {"1.2.15": {P, U, N, F}}, mani(api, lambda s: s.replace("    - --profiling=false\n", "    - --profiling=false\n    - --v\n    - 2\n")))
T("w-man-image-entry", {"1.2.15": FU}, mani(api, lambda s: s.replace("  - command:\n    - kube-apiserver\n", "  - args:\n").replace("--profiling=false", "--profiling=true")), "no command: the image's entry point")
T("w-man-init", {"1.2.15": F}, mani(api, lambda s: s.replace("  containers:\n", "  initContainers:\n  - name: init\n    image: x\n    command: [kube-apiserver, --profiling=false]\n  containers:\n").replace("    - --profiling=false\n", "    - --profiling=true\n")), "the init container is not the server")
T("w-man-anchors", {"1.2.15": F}, mani(api, lambda s: s.replace("    - --profiling=false\n", "    - &p --profiling=true\n")))
T("w-man-env-default", {"1.2.15": P}, mani(api, lambda s: s.replace("--service-cluster-ip-range=", "--x-$(UNDEFINED)=").replace("--x-$(UNDEFINED)=", "--service-cluster-ip-range=")))
T("w-man-escaped", {"1.2.15": FU}, mani(api, lambda s: s.replace("    - --profiling=false\n", '    - "--pro\\x66iling=true"\n')))
T("w-man-namespace-other", {"1.2.15": F}, mani(api, lambda s: s.replace("namespace: kube-system", "namespace: default").replace("--profiling=false", "--profiling=true")))
T("w-man-no-namespace", {"1.2.15": F}, mani(api, lambda s: s.replace("  namespace: kube-system\n", "").replace("--profiling=false", "--profiling=true")))
T("w-man-container-name", {"1.2.15": F}, mani(api, lambda s: s.replace("    name: kube-apiserver\n    resources", "    name: server\n    resources").replace("--profiling=false", "--profiling=true")))
T("w-man-subdir", {"1.2.15": P}, lambda n: n.write("/etc/kubernetes/manifests/backup/kube-apiserver.yaml", n._manifest(api).replace("--profiling=false", "--profiling=true")), "sub-directories are not read")
T("w-man-kube-apiserver-proxy", {"1.2.15": NU}, lambda n: (setattr(n, "control_plane", False), n.kubelet_conf("staticPodPath", "staticPodPath: /etc/kubernetes/manifests"), n.write("/etc/kubernetes/manifests/lb.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: kube-apiserver-lb, namespace: kube-system}\nspec:\n  containers:\n  - {name: kube-apiserver-lb, image: haproxy, command: [haproxy, -f, /x]}\n")))
T("w-etcd-man-json-args", {"2.1": P, "2.2": F}, lambda n: (n.manifest_json.add("etcd"), n.stopped.add("etcd"), n.etcd.drop("client-cert-auth", "trusted-ca-file")))
T("w-etcd-man-env", {"2.1": P, "2.2": P, "2.7": P}, lambda n: (n.etcd.drop("cert-file", "key-file"), mani("etcd", lambda s: s.replace("    name: etcd\n    resources", "    env:\n    - {name: ETCD_CERT_FILE, value: %s/server.crt}\n    - {name: ETCD_KEY_FILE, value: %s/server.key}\n    name: etcd\n    resources" % (EP, EP)))(n)), "environment in the manifest")
# systemd
img("env-crlf", {"4.2.1": F}, (ENVF, "KUBELET_EXTRA_ARGS=--anonymous-auth=true\r\n"))
img("env-nested-quotes", {"4.2.1": F}, (ENVF, "KUBELET_EXTRA_ARGS=\"--node-labels='a=b' --anonymous-auth=true\"\n"))
img("env-quoted-group", {"4.2.1": P}, (ENVF, "KUBELET_EXTRA_ARGS=\"'--node-labels=a=b --anonymous-auth=true'\"\n"), why="one word")
img("env-leading-blank", {"4.2.1": F}, (ENVF, "  KUBELET_EXTRA_ARGS =  --anonymous-auth=true  \n"))
img("env-semicolon", {"4.2.1": P}, (ENVF, ";KUBELET_EXTRA_ARGS=--anonymous-auth=true\n"))
img("run-dropin", {"4.2.1": F}, ("/run/systemd/system/kubelet.service.d/30.conf", "[Service]\nExecStart=\nExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --anonymous-auth=true\n"))
img("service-d", {"4.2.1": F}, ("/etc/systemd/system/service.d/90.conf", "[Service]\nEnvironment=\"KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml --anonymous-auth=true\"\n"), why="type-wide drop-in")
img("exec-at", {"4.2.1": F}, (DROP_ETC + "20.conf", "[Service]\nExecStart=\nExecStart=@/usr/bin/kubelet kubelet --config=/var/lib/kubelet/config.yaml --anonymous-auth=true\n"))
img("workdir", {"4.2.1": F}, (DROP_ETC + "20.conf", "[Service]\nWorkingDirectory=/opt\nExecStart=\nExecStart=/usr/bin/kubelet --config=k.yaml\n"), ("/opt/k.yaml", KUBELET_HEAD + AT))
img("section-case", {"4.2.1": P}, (DROP_ETC + "20.conf", "[service]\nExecStart=\nExecStart=/usr/bin/kubelet --anonymous-auth=true\n"), why="sections are case-sensitive")
img("unit-crlf", {"4.2.1": FU}, (DROP_ETC + "20.conf", "[Service]\r\nExecStart=\r\nExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --anonymous-auth=true\r\n"))
img("local-lib", {"4.2.1": F}, ("/usr/local/lib/systemd/system/kubelet.service.d/30.conf", "[Service]\nExecStart=\nExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --anonymous-auth=true\n"))
img("var-brace-mid", {"4.2.1": F}, (DROP_ETC + "20.conf", "[Service]\nEnvironment=X=--anonymous-auth\nExecStart=\nExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml ${X}=true\n"))
img("env-unset", {"4.2.1": P}, (DROP_ETC + "20.conf", "[Service]\nEnvironment=KUBELET_X=--anonymous-auth=true\nUnsetEnvironment=KUBELET_X\nExecStart=\nExecStart=/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml $KUBELET_X\n"))
CASES[-1]["expect"] = {"4.2.1": verdicts(PU | {F})}
# admission, policy
ADM = "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n"
ERL = "- name: EventRateLimit\n  configuration:\n    apiVersion: eventratelimit.admission.k8s.io/v1alpha1\n    kind: Configuration\n    limits: %s\n"
def AD(id, expect, body):
    T("w-adm-" + id, {"1.2.9": expect}, lambda n: n.write("/etc/kubernetes/admission/config.yaml", body))
AD("first-empty", FU, ADM + ERL % "[]" + ERL % "[{type: Server, qps: 1, burst: 1}]")
AD("no-limits", FU, ADM + ERL % "[]")
AD("null-config", FU, ADM + "- name: EventRateLimit\n  configuration: null\n")
AD("path-missing", FU, ADM + "- name: EventRateLimit\n  path: nope.yaml\n")
AD("other-plugin", FU, ADM + "- name: PodSecurity\n  configuration: {}\n")
AD("unknown-field", FU, ADM + ERL % "[{type: Server, qps: 1, burst: 1}]" + "  foo: 1\n")
PO("group-star", FM, AUDIT_HEAD + "- level: RequestResponse\n  resources:\n  - group: \"*\"\n" + ME, P)
PO("resource-named", FM, AUDIT_HEAD + "- level: RequestResponse\n  resources:\n  - group: \"\"\n    resources: [\"secrets\"]\n    resourceNames: [\"x\"]\n" + ME, P)
PO("usergroup", FM, AUDIT_HEAD + "- level: Request\n  userGroups: [\"system:nodes\"]\n  resources:\n  - group: \"\"\n    resources: [\"configmaps\"]\n" + ME, P)
PO("verbs-upper", {P, MAN, F}, AUDIT_HEAD + "- level: RequestResponse\n  verbs: [\"GET\"]\n" + ME, P)
CASES[-1]["expect"]["3.2.2"] = verdicts({P, MAN})
PO("secrets-status-rr", {P, MAN, F}, AUDIT_HEAD + "- level: RequestResponse\n  resources:\n  - group: \"\"\n    resources: [\"secrets/status\"]\n" + ME, P)
PO("crlf", {P, MAN}, AUDIT_GOOD.replace("\n", "\r\n"), P)
PO("bom", {P, MAN, U, F}, "\ufeff" + AUDIT_GOOD)
PO("json", {P, MAN}, '{"apiVersion":"audit.k8s.io/v1","kind":"Policy","rules":[{"level":"Metadata"}]}', P)
PO("second-doc", {P, MAN}, AUDIT_GOOD + "---\n" + AUDIT_HEAD + R, {P, F, U})
# odd mixtures of API server flags
A("w-cert-file-space-eats", {"1.2.24": F, "1.2.15": F}, "--tls-cert-file", "--profiling=false", drop=["profiling", "tls-cert-file", "tls-private-key-file"], why="the value of tls-cert-file is --profiling=false; the key is missing, profiling default true")
A("w-value-with-equals", {"1.2.15": P}, "--service-account-issuer=https://x/?a=--profiling=true")
A("w-flag-in-value-nl", {"1.2.15": P}, "--service-account-issuer=https://x\n--profiling=true")
A("w-dup-space", {"1.2.15": FU}, "--profiling", "--profiling=false", "true", drop=["profiling"])
A("w-upper-flag", {"1.2.15": FU}, "--Profiling=false", drop=["profiling"])
A("w-goaway", {"1.2.6": P}, "--goaway-chance=0.001")
A("w-emulated", {"1.2.17": {P, F, U}}, "--emulated-version=1.35", drop=["audit-log-maxage"])
K("w-json-flag", {"4.2.11": F}, "--feature-gates= RotateKubeletServerCertificate = false ", blocks=NOBOOT, why="mapStringBool trims")
K("w-ca-rel-flag", {"4.2.3": P, "4.1.7": F}, "--client-ca-file=my.crt", pre=lambda n: (setattr(n, "kubelet_cwd", "/srv"), n.write("/srv/my.crt", n.certs["ca.crt"], 0o666)))
K("w-rotate-noval-last", {"4.2.10": P}, "--rotate-certificates=false", "--rotate-certificates")
K("w-tls-min-13-flag", {"4.2.12": P}, "--tls-min-version", "VersionTLS13", blocks={"tlsCipherSuites": None})
K("w-many-configs", {"4.2.1": F}, "--config=/a.yaml", "--config=/b.yaml", pre=lambda n: (n.write("/a.yaml", KUBELET_HEAD + AF), n.write("/b.yaml", KUBELET_HEAD + AT)))
