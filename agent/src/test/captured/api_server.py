"""The API server: flags and the files that they name."""

from kubelet import *

# ------------------------------------------------------------------------------------------------ API server flags
def A(id, expect, *flags, drop=(), why="", pre=None, version=None, **kw):
    def f(n):
        if version:
            n.version = version
        n.apiserver.drop(*drop)
        if pre:
            pre(n)
        n.apiserver.add(*flags)
    T("a-" + id, expect, f, why or " ".join(flags) + " -" + ",".join(drop), **kw)

A("anon-true", {"1.2.1": F}, "--anonymous-auth=true")
A("anon-bare", {"1.2.1": F}, "--anonymous-auth")
A("anon-absent", {"1.2.1": F}, drop=["anonymous-auth"])
A("anon-alwaysallow", {"1.2.1": P, "1.2.6": F}, drop=["anonymous-auth", "authorization-mode"], why="AlwaysAllow resets anonymous-auth to false")
A("anon-space-false", {"1.2.1": FU}, "--anonymous-auth", "false", drop=["anonymous-auth"])
A("token", {"1.2.2": F}, "--token-auth-file=/etc/kubernetes/auth/t.csv", pre=lambda n: n.write("/etc/kubernetes/auth/t.csv", SECRETS["static token"] + ",a,b\n"))
A("token-space", {"1.2.2": F}, "--token-auth-file", "/etc/kubernetes/auth/t.csv")
A("token-empty", {"1.2.2": P}, "--token-auth-file=")
A("token-last-empty", {"1.2.2": P}, "--token-auth-file=/x", "--token-auth-file=")
A("token-eaten", {"1.2.2": P}, "--advertise-port-dummy", drop=[])
CASES.pop()
A("adm-absent", {"1.2.3": F, "1.2.9": F, "1.2.10": P, "1.2.11": F, "1.2.12": P, "1.2.13": P, "1.2.14": F}, drop=["enable-admission-plugins"])
A("adm-space", {"1.2.14": P, "1.2.3": F}, "--enable-admission-plugins", "NodeRestriction", drop=["enable-admission-plugins"])
A("adm-accumulate", {"1.2.14": P, "1.2.10": F, "1.2.3": P}, "--enable-admission-plugins=AlwaysAdmit")
A("adm-empty-last", {"1.2.14": P}, "--enable-admission-plugins=", why="adds nothing")
A("adm-disable-sa", {"1.2.12": F, "1.2.13": P}, "--disable-admission-plugins=ServiceAccount")
A("adm-disable-ns", {"1.2.13": F, "1.2.12": P}, "--disable-admission-plugins", "NamespaceLifecycle")
A("adm-disable-both", {"1.2.13": F, "1.2.12": F}, "--disable-admission-plugins=NamespaceLifecycle", "--disable_admission_plugins=ServiceAccount")
A("adm-disable-quotes", {"1.2.12": F}, '--disable-admission-plugins="ServiceAccount"')
A("adm-disable-case", {"1.2.12": {P, U}}, "--disable-admission-plugins=serviceaccount", why="unknown plugin: refuses")
A("adm-enable-disable-same", {"1.2.14": FU}, "--disable-admission-plugins=NodeRestriction", why="in both: refuses")
A("adm-control", {"1.2.12": F, "1.2.14": P, "1.2.13": F, "1.2.10": P}, "--admission-control=NodeRestriction", drop=["enable-admission-plugins"], why="exactly this list")
A("adm-control-always", {"1.2.10": F, "1.2.14": F}, "--admission-control=AlwaysAdmit,ServiceAccount", drop=["enable-admission-plugins"])
A("adm-blank", {"1.2.14": FU}, "--enable-admission-plugins=AlwaysPullImages, NodeRestriction", drop=["enable-admission-plugins"], why="' NodeRestriction' is no plugin: refuses")
A("adm-lower", {"1.2.14": FU}, "--enable-admission-plugins=noderestriction", drop=["enable-admission-plugins"])
A("erl-noconfig", {"1.2.9": FU}, drop=["admission-control-config-file"], why="enabled without limits: refuses/does nothing")
A("erl-missing-file", {"1.2.9": FU}, pre=lambda n: n.rm("/etc/kubernetes/admission/config.yaml"))
A("erl-empty-limits", {"1.2.9": FU}, pre=lambda n: n.write("/etc/kubernetes/admission/config.yaml", "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins: []\n"))
A("erl-path", {"1.2.9": P}, pre=lambda n: (n.write("/etc/kubernetes/admission/config.yaml", "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n- name: EventRateLimit\n  path: erl.yaml\n"),
  n.write("/etc/kubernetes/admission/erl.yaml", "apiVersion: eventratelimit.admission.k8s.io/v1alpha1\nkind: Configuration\nlimits:\n- type: Server\n  qps: 1\n  burst: 2\n")), why="relative path against the file's directory")
A("erl-config-broken", {"1.2.9": U, "1.2.14": P, "1.2.11": P}, pre=lambda n: n.write("/etc/kubernetes/admission/config.yaml", "plugins: [\n"), why="the enabled list does not depend on the file")
A("authz-absent", {"1.2.6": F, "1.2.7": F, "1.2.8": F}, drop=["authorization-mode"])
A("authz-empty", {"1.2.6": F, "1.2.7": F, "1.2.8": F}, "--authorization-mode=", drop=["authorization-mode"])
A("authz-rbac", {"1.2.6": P, "1.2.7": F, "1.2.8": P}, "--authorization-mode=RBAC", drop=["authorization-mode"])
A("authz-space", {"1.2.6": P, "1.2.7": P, "1.2.8": F}, "--authorization-mode", "Node", drop=["authorization-mode"])
A("authz-add", {"1.2.6": F, "1.2.7": P, "1.2.8": P}, "--authorization-mode=AlwaysAllow", why="adds to Node,RBAC")
A("authz-two", {"1.2.6": P, "1.2.7": P, "1.2.8": P}, "--authorization-mode=Node", "--authorization_mode=RBAC", drop=["authorization-mode"])
A("authz-quotes", {"1.2.6": F, "1.2.8": P}, '--authorization-mode="AlwaysAllow","RBAC"', drop=["authorization-mode"])
A("authz-blank", {"1.2.8": FU}, "--authorization-mode=Node, RBAC", drop=["authorization-mode"], why="' RBAC' is no mode: refuses")
A("authz-lower", {"1.2.7": FU, "1.2.8": FU}, "--authorization-mode=node,rbac", drop=["authorization-mode"])
A("kc-cert-missing", {"1.2.4": F}, drop=["kubelet-client-certificate"])
A("kc-both-missing", {"1.2.4": F}, drop=["kubelet-client-certificate", "kubelet-client-key"])
A("kc-cert-empty", {"1.2.4": F}, "--kubelet-client-certificate=")
A("kc-space", {"1.2.4": P}, "--kubelet-client-key", PKI + "/apiserver-kubelet-client.key", drop=["kubelet-client-key"])
A("kca-missing", {"1.2.5": F}, drop=["kubelet-certificate-authority"])
A("kca-empty", {"1.2.5": F}, "--kubelet-certificate-authority=")
A("kca-underscore", {"1.2.5": P}, "--kubelet_certificate_authority=%s/ca.crt" % PKI, drop=["kubelet-certificate-authority"])
for name, i, c in (("profiling", "1.2.15", "--profiling"),):
    A("prof-absent", {i: F}, drop=["profiling"])
    A("prof-bare", {i: F}, "--profiling")
    A("prof-0", {i: P}, "--profiling=0", drop=["profiling"])
    A("prof-last-bad", {i: F}, "--profiling=true")
    A("prof-space", {i: FU}, "--profiling", "false", drop=["profiling"])
A("alog-absent", {"1.2.16": F, "3.2.1": {F, P}}, drop=["audit-log-path"])
A("alog-empty", {"1.2.16": F}, "--audit-log-path=")
A("alog-dash", {"1.2.16": P}, "--audit-log-path=-")
A("alog-nopolicy", {"1.2.16": {F, P}, "3.2.1": F, "3.2.2": {F, N}}, drop=["audit-policy-file"])
A("apol-empty", {"3.2.1": F}, "--audit-policy-file=")
A("apol-missing", {"3.2.1": FU, "3.2.2": FU}, pre=lambda n: n.rm("/etc/kubernetes/audit/policy.yaml"))
A("apol-broken", {"3.2.1": FU, "3.2.2": FU}, pre=lambda n: setattr(n, "audit_policy", "rules: [\n"))
A("apol-webhook", {"3.2.1": P, "1.2.16": F}, "--audit-webhook-config-file=/etc/kubernetes/audit/wh.conf", drop=["audit-log-path"], pre=lambda n: n.write("/etc/kubernetes/audit/wh.conf", "apiVersion: v1\nkind: Config\n"))
for flag, i, good, bad in (("maxage", "1.2.17", "30", "29"), ("maxbackup", "1.2.18", "10", "9"), ("maxsize", "1.2.19", "100", "99")):
    fl = "audit-log-" + flag
    A(flag + "-absent-136", {i: P}, drop=[fl], why="default 366/100/100 from 1.36")
    A(flag + "-absent-135", {i: F if flag == "maxage" else PF}, drop=[fl], version="v1.35.4", why="default 0 up to 1.35")
    A(flag + "-absent-131", {i: F if flag == "maxage" else PF}, drop=[fl], version="v1.31.2")
    A(flag + "-bad", {i: F}, "--%s=%s" % (fl, bad))
    A(flag + "-hex", {i: P}, "--%s=0x64" % fl)
    A(flag + "-octal", {i: F}, "--%s=%s" % (fl, {"maxage": "035", "maxbackup": "011", "maxsize": "0143"}[flag]), why="octal: 29, 9, 99")
    A(flag + "-last", {i: P}, "--%s=1" % fl, "--%s" % fl, "1000")
    A(flag + "-neg", {i: FU}, "--%s=-1" % fl)
    A(flag + "-zero", {i: PF}, "--%s=0" % fl)
    A(flag + "-text", {i: FU}, "--%s=100MB" % fl)
A("rt-absent", {"1.2.20": P}, drop=["request-timeout"])
A("rt-0", {"1.2.20": {F, MAN}}, "--request-timeout=0")
A("rt-0s", {"1.2.20": {F, MAN}}, "--request-timeout=0s")
A("rt-300", {"1.2.20": {P, MAN}}, "--request-timeout=300s")
A("rt-plain", {"1.2.20": {F, U, MAN}}, "--request-timeout=300")
A("rt-24h", {"1.2.20": {F, MAN}}, "--request-timeout=24h")
A("lookup-absent", {"1.2.21": P}, drop=["service-account-lookup"])
A("lookup-false", {"1.2.21": F}, "--service-account-lookup=false")
A("lookup-space", {"1.2.21": {P, U}}, "--service-account-lookup", "false", drop=["service-account-lookup"])
A("sakey-absent", {"1.2.22": FU}, drop=["service-account-key-file"])
A("sakey-empty", {"1.2.22": FU}, "--service-account-key-file=", drop=["service-account-key-file"])
A("sakey-two", {"1.2.22": P}, "--service-account-key-file=%s/sa2.pub" % PKI)
A("etcd-cert-absent", {"1.2.23": F}, drop=["etcd-certfile"])
A("etcd-key-absent", {"1.2.23": F}, drop=["etcd-keyfile"])
A("etcd-key-empty", {"1.2.23": F}, "--etcd-keyfile=")
A("etcd-ca-absent", {"1.2.26": F}, drop=["etcd-cafile"])
A("etcd-ca-empty", {"1.2.26": F}, "--etcd-cafile", "")
A("etcd-http", {"1.2.26": {F, P}, "1.2.23": {F, P}}, "--etcd-servers=http://127.0.0.1:2379", drop=["etcd-servers"])
A("tls-absent", {"1.2.24": F}, drop=["tls-cert-file", "tls-private-key-file"])
A("tls-key-absent", {"1.2.24": F}, drop=["tls-private-key-file"])
A("tls-empty", {"1.2.24": F}, "--tls-cert-file=", "--tls-private-key-file=")
A("cca-absent", {"1.2.25": F}, drop=["client-ca-file"])
A("enc-absent", {"1.2.27": F, "1.2.28": {F, N}}, drop=["encryption-provider-config"])
A("enc-empty", {"1.2.27": F, "1.2.28": {F, N}}, "--encryption-provider-config=")
A("cs-absent", {"1.2.29": F}, drop=["tls-cipher-suites"])
A("cs-absent-13", {"1.2.29": P}, "--tls-min-version=VersionTLS13", drop=["tls-cipher-suites"])
A("cs-weak", {"1.2.29": F}, "--tls-cipher-suites=TLS_RSA_WITH_AES_128_GCM_SHA256", why="adds a suite without forward secrecy")
A("cs-cbc", {"1.2.29": F}, "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", drop=["tls-cipher-suites"])
A("cs-rc4", {"1.2.29": F}, "--tls-cipher-suites", "TLS_ECDHE_RSA_WITH_RC4_128_SHA", drop=["tls-cipher-suites"])
A("cs-11", {"1.2.29": P}, "--tls-cipher-suites=TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384,TLS_CHACHA20_POLY1305_SHA256,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", drop=["tls-cipher-suites"])
A("cs-empty", {"1.2.29": F}, "--tls-cipher-suites=", drop=["tls-cipher-suites"])
A("ext-absent", {"1.2.30": F}, drop=["service-account-extend-token-expiration"])
A("ext-true", {"1.2.30": F}, "--service-account-extend-token-expiration")
A("bootstrap-off", {"3.1.3": {P, MAN}}, "--enable-bootstrap-token-auth=false")
A("manual-3", {"3.1.1": MAN, "3.1.2": MAN, "3.1.3": MAN})
A("digest-image", {"1.2.15": P, "1.2.17": P, "1.2.12": P}, pre=lambda n: setattr(n, "_image", lambda c: "registry.k8s.io/%s@sha256:%s" % (c, "0" * 64)))
A("digest-image-default", {"1.2.15": F, "1.2.1": F, "1.2.17": {P, U}}, pre=lambda n: setattr(n, "_image", lambda c: "registry.k8s.io/%s@sha256:%s" % (c, "0" * 64)), drop=["profiling", "anonymous-auth", "audit-log-maxage"])
A("latest-image-default", {"1.2.15": F, "1.2.21": P}, pre=lambda n: setattr(n, "_image", lambda c: "example.org/mirror/%s" % c), drop=["profiling", "service-account-lookup"])
A("v199", {"1.2.15": P, "1.2.7": P}, version="v1.99.0")
A("v137", {k: P for k in ids("1.2", 2, 30)}, version="v1.37.1")
A("v134", {k: P for k in ids("1.2", 2, 30)}, version="v1.34.4")
A("v131", {k: P for k in ids("1.2", 2, 30) + ids("4.2", 1, 14)}, version="v1.31.2")
A("v131-kubelet-defaults", {"4.2.13": F, "4.2.14": F, "4.2.10": F, "4.2.12": F}, version="v1.31.2", pre=lambda n: [n.kubelet_conf(k, None) for k in ("podPidsLimit", "seccompDefault", "rotateCertificates", "tlsCipherSuites")])
for comp, i in (("kube-apiserver", "1.2.15"), ("kube-controller-manager", "1.3.2"), ("kube-scheduler", "1.4.1")):
    short = comp.split("-")[-1]
    at = {"kube-apiserver": "apiserver", "kube-controller-manager": "kcm", "kube-scheduler": "sched"}[comp]
    T("m-args-" + short, {i: F}, lambda n, c=comp, a=at: (n.manifest_as_args.add(c), n.stopped.add(c), getattr(n, a).set("profiling", "true")))
    T("m-args-good-" + short, {i: P}, lambda n, c=comp, a=at: (n.manifest_as_args.add(c), n.stopped.add(c)))
    T("m-sidecar-" + short, {i: F}, lambda n, c=comp, a=at: (n.sidecar_first.add(c), n.stopped.add(c), getattr(n, a).drop("profiling")))
    T("m-json-" + short, {i: F}, lambda n, c=comp, a=at: (n.manifest_json.add(c), n.stopped.add(c), getattr(n, a).drop("profiling")))
    T("m-json-good-" + short, {i: P}, lambda n, c=comp, a=at: (n.manifest_json.add(c), n.stopped.add(c)))
    T("m-process-bad-" + short, {i: F}, lambda n, c=comp, a=at: n.process_only.__setitem__(c, lambda x: x.drop("profiling")))
    T("m-manifest-bad-" + short, {i: PF}, lambda n, c=comp, a=at: n.manifest_only.__setitem__(c, lambda x: x.drop("profiling")))
    T("m-stopped-" + short, {i: F}, lambda n, c=comp, a=at: (n.stopped.add(c), getattr(n, a).drop("profiling")))
    T("m-stopped-good-" + short, {i: P}, lambda n, c=comp: n.stopped.add(c))
    T("m-image-" + short, {i: F}, lambda n, a=at: (setattr(n, "proc", False), getattr(n, a).drop("profiling")))
    path = "/etc/kubernetes/manifests/%s.yaml" % comp
    T("m-broken-stopped-" + short, {i: NU}, lambda n, c=comp, p=path: (n.stopped.add(c), n.write(p, "a: [\n")))
    T("m-broken-running-" + short, {i: P}, lambda n, p=path: n.write(p, "a: [\n"))
    T("m-gone-running-" + short, {i: P, {"kube-apiserver": "1.1.1", "kube-controller-manager": "1.1.3", "kube-scheduler": "1.1.5"}[comp]: NU}, lambda n, p=path: n.rm(p))
    T("m-gone-stopped-" + short, {i: NU}, lambda n, c=comp, p=path: (n.stopped.add(c), n.rm(p)))
    def _(n, c=comp):
        n.stopped.add(c)
        r = n._manifest
        n._manifest = lambda x: re.sub(r"    - --profiling=false\n", "    - --profiling=$(PROF)\n", r(x)).replace("    name: %s\n    resources" % x, "    env:\n    - name: PROF\n      value: \"true\"\n    name: %s\n    resources" % x)
    T("m-envvar-" + short, {i: FU}, _, "$(PROF) is expanded by the kubelet")
    def _(n, c=comp):
        n.stopped.add(c)
        r = n._manifest
        n._manifest = lambda x: r(x).replace("    - --profiling=false\n", "    - --profiling=$$(PROF)\n") 
    T("m-bak-file-" + short, {i: P}, lambda n, c=comp, p=path: (n.write("/etc/kubernetes/manifests/.%s.yaml.swp" % c, n._manifest(c).replace("--profiling=false", "--profiling=true"))), "files that start with a dot are ignored by the kubelet")
    T("m-bak-copy-" + short, {i: PF}, lambda n, c=comp, p=path: (n.write("/etc/kubernetes/manifests/%s.yaml.bak" % c, n._manifest(c).replace("--profiling=false", "--profiling=true"))), "the kubelet reads every file not beginning with a dot")
    def _(n, c=comp):
        r = n._manifest
        n.stopped.add(c)
        n._manifest = lambda x: r(x).replace("\n", "\r\n")
    T("m-crlf-" + short, {i: P}, _)
    def _(n, c=comp):
        r = n._manifest
        n.stopped.add(c)
        n._manifest = lambda x: "---\n# c\n" + r(x)
    T("m-dashes-" + short, {i: P}, _)
    def _(n, c=comp):
        n.stopped.add(c)
        r = n._manifest
        n._manifest = lambda x: r(x).replace("  - command:\n    - %s\n" % x, "  - command:\n    - /bin/sh\n    - -c\n    - exec %s --profiling=true\n" % x) if x == c else r(x)
    T("m-shell-" + short, {i: FU}, _, "sh -c in the manifest")
    def _(n, c=comp):
        n.stopped.add(c)
        r = n._manifest
        n._manifest = lambda x: r(x).replace("    - %s\n" % x, "    - /usr/local/bin/%s\n" % x, 1).replace("--profiling=false", "--profiling=true")
    T("m-abs-command-" + short, {i: F}, _)
T("m-static-path-flag", {"1.2.15": F, "1.1.1": P}, lambda n: (setattr(n, "manifest_dir", "/srv/m"), n.kubelet_conf("staticPodPath", "staticPodPath: /srv/m"), n.stopped.add("kube-apiserver"), n.apiserver.drop("profiling")))
T("m-static-path-moved-old-left", {"1.2.15": P, "1.1.1": P}, lambda n: (setattr(n, "manifest_dir", "/srv/m"), n.kubelet_conf("staticPodPath", "staticPodPath: /srv/m"), n.write("/etc/kubernetes/manifests/kube-apiserver.yaml", "x", 0o666)), "the old directory is not read any more")
T("m-static-none", {"1.1.1": NU}, lambda n: (n.kubelet_conf("staticPodPath", None),), "no staticPodPath: the manifests are not in use")
CASES[-1]["expect"] = {"1.1.1": verdicts({N, U, P})}
T("m-static-single-file", {"1.2.15": F}, lambda n: (n.kubelet_conf("staticPodPath", "staticPodPath: /etc/kubernetes/manifests/kube-apiserver.yaml"), n.stopped.add("kube-apiserver"), n.apiserver.drop("profiling")))
T("m-symlinked-manifest", {"1.1.1": F, "1.1.2": F}, lambda n: (n.move("/etc/kubernetes/manifests/kube-apiserver.yaml", "/srv/api.yaml"), n.link("/etc/kubernetes/manifests/kube-apiserver.yaml", "/srv/api.yaml"), n.chmod("/srv/api.yaml", 0o664), n.chown("/srv/api.yaml", 1000)))
T("m-symlinked-dir", {"1.1.1": F, "1.2.15": P}, lambda n: (n.move("/etc/kubernetes/manifests", "/srv/m"), n.link("/etc/kubernetes/manifests", "/srv/m"), n.chmod("/srv/m/kube-apiserver.yaml", 0o644)))
T("m-other-name", {"1.1.1": F, "1.2.15": P}, lambda n: (n.move("/etc/kubernetes/manifests/kube-apiserver.yaml", "/etc/kubernetes/manifests/api.yml"), n.chmod("/etc/kubernetes/manifests/api.yml", 0o604)))
T("m-two-apis", {"1.2.15": F}, lambda n: n.write("/etc/kubernetes/manifests/kube-apiserver-2.yaml", n._manifest("kube-apiserver").replace("name: kube-apiserver\n  namespace", "name: kube-apiserver-2\n  namespace").replace("--profiling=false", "--profiling=true")), "two static pods of the API server")

# ------------------------------------------------------------------------------------------------ structured files
AUTHN = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n"
def AN(id, expect, body, flags=(), keep=False, version=None, post=None, head=AUTHN, path="/etc/kubernetes/auth/authn.yaml", why=""):
    def f(n):
        if version:
            n.version = version
        if not keep:
            n.apiserver.drop("anonymous-auth")
        n.apiserver.set("authentication-config", path).add(*flags)
        if body is not None:
            n.write(path, head + body)
        if post:
            post(n)
    T("an-" + id, {"1.2.1": expect}, f, why or str(body)[:100])
AN("off", P, "anonymous:\n  enabled: false\n")
AN("empty-block", P, "anonymous: {}\n")
AN("null-block", F, "anonymous:\n")
AN("absent", F, "jwt: []\n")
AN("on", F, "anonymous:\n  enabled: true\n")
AN("on-health", {MAN, F, P}, "anonymous:\n  enabled: true\n  conditions:\n  - path: /livez\n  - path: /readyz\n")
AN("on-paths", F, "anonymous:\n  enabled: true\n  conditions:\n  - path: /livez\n  - path: /api/v1/secrets\n")
AN("on-root-path", F, "anonymous:\n  enabled: true\n  conditions:\n  - path: /\n")
AN("on-empty-cond", F, "anonymous:\n  enabled: true\n  conditions: []\n")
AN("off-cond", FU, "anonymous:\n  enabled: false\n  conditions:\n  - path: /livez\n", why="refuses")
CASES[-1]["expect"] = {"1.2.1": verdicts({U, F, P})}
AN("flag-and-block", {U, F}, "anonymous:\n  enabled: true\n", keep=True, why="refuses both")
AN("flag-off-no-block", P, "jwt: []\n", keep=True)
AN("unknown-field", FU, "anonymous:\n  enabled: false\n  extra: 1\n")
AN("wrong-kind", FU, "anonymous:\n  enabled: false\n", head="apiVersion: apiserver.config.k8s.io/v1\nkind: AuthConfig\n")
AN("v1beta1", P, "anonymous:\n  enabled: false\n", head=AUTHN.replace("/v1", "/v1beta1"))
AN("v1-on-133", FU, "anonymous:\n  enabled: false\n", version="v1.33.4", why="v1 only from 1.34: refuses")
AN("beta-on-133", P, "anonymous:\n  enabled: false\n", version="v1.33.4", head=AUTHN.replace("/v1", "/v1beta1"))
AN("missing", FU, None)
AN("broken", FU, "anonymous: [\n")
AN("fifo", FU, None, post=lambda n: n.fifo("/etc/kubernetes/auth/authn.yaml"))
AN("dup", FU, "anonymous:\n  enabled: true\nanonymous:\n  enabled: false\n", why="strict: refuses duplicates")
AN("quoted", FU, 'anonymous:\n  enabled: "false"\n')
AN("second-doc", P, "anonymous:\n  enabled: false\n---\n" + AUTHN + "anonymous:\n  enabled: true\n")
AN("not-mounted", FU, "anonymous:\n  enabled: false\n", path="/etc/other/authn.yaml", why="the pod does not see /etc/other")
AN("yes", F, "anonymous:\n  enabled: yes\n")
AN("merge", {F, U}, "x: &a {enabled: true}\nanonymous:\n  <<: *a\n", why="unknown field x: refuses")
AN("alwaysallow-file-on", F, "anonymous:\n  enabled: true\n", flags=["--authorization-mode=AlwaysAllow"], why="the file is not reset by AlwaysAllow")

AUTHZ = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:\n"
ZN, ZR, ZA, ZD = ("- type: %s\n  name: %s\n" % (t, t.lower()) for t in ("Node", "RBAC", "AlwaysAllow", "AlwaysDeny"))
ZW = "- type: Webhook\n  name: w\n  webhook:\n    timeout: 3s\n    subjectAccessReviewVersion: v1\n    matchConditionSubjectAccessReviewVersion: v1\n    failurePolicy: %s\n    connectionInfo:\n      type: KubeConfigFile\n      kubeConfigFile: /etc/kubernetes/auth/wh.conf\n"
def AZ(id, expect, body, keep=False, head=AUTHZ, post=None):
    def f(n):
        if not keep:
            n.apiserver.drop("authorization-mode")
        n.apiserver.set("authorization-config", "/etc/kubernetes/auth/authz.yaml")
        n.write("/etc/kubernetes/auth/wh.conf", "apiVersion: v1\nkind: Config\nclusters:\n- name: w\n  cluster: {server: https://p.example.org/a}\ncontexts:\n- name: w\n  context: {cluster: w}\ncurrent-context: w\nusers:\n- name: w\n  user: {token: %s}\n" % SECRETS["static token"])
        if body is not None:
            n.write("/etc/kubernetes/auth/authz.yaml", head + body)
        if post:
            post(n)
    T("az-" + id, expect, f, str(body)[:100])
def z(a, b, c):
    return {"1.2.6": a, "1.2.7": b, "1.2.8": c}
AZ("good", z(P, P, P), ZN + ZR)
AZ("allow-last", z(F, P, P), ZN + ZR + ZA)
AZ("allow-only", z(F, F, F), ZA)
AZ("webhook", z(P, P, P), ZN + ZR + ZW % "Deny")
AZ("webhook-only", z(P, F, F), ZW % "NoOpinion")
AZ("deny-first", z(P, {P, F}, {P, F}), ZD + ZN + ZR)
AZ("both", z({U, F}, {U, P, F}, {U, P, F}), ZA, keep=True)
CASES[-1]["expect"]["1.2.6"] = verdicts({U, F, P})
AZ("missing", z(FU, FU, FU), None)
AZ("broken", z(FU, FU, FU), "- type: [\n")
AZ("unknown-type", z(FU, FU, FU), "- type: Rbac\n  name: rbac\n")
AZ("unknown-field", z(FU, FU, FU), ZN + ZR + "  foo: 1\n")
AZ("empty", z(FU, FU, FU), "", head=AUTHZ.replace("authorizers:\n", "authorizers: []\n"))
AZ("beta", z(F, P, F), ZN + ZA, head=AUTHZ.replace("/v1\n", "/v1beta1\n"))
AZ("flow", z(F, F, P), "", head=AUTHZ.replace("authorizers:\n", "authorizers: [{type: RBAC, name: rbac}, {type: AlwaysAllow, name: alwaysallow}]\n"))
AZ("comment", z(P, P, P), ZN + "# " + ZA.split("\n")[0] + "\n" + ZR)
AZ("fifo", z(FU, FU, FU), None, post=lambda n: n.fifo("/etc/kubernetes/auth/authz.yaml"))

def E(id, expect, config, flag=P, post=None, why="", pre=None):
    def f(n):
        if pre:
            pre(n)
        n.encryption = config
        if post:
            post(n)
    T("e-" + id, {"1.2.27": flag, "1.2.28": expect}, f, why)
S = ["secrets"]
E("secretbox", P, ENC_HEAD + enc_entry(S, SECRETBOX, IDENTITY))
E("kmsv2", P, ENC_HEAD + enc_entry(S, KMSV2, IDENTITY))
E("aesgcm", FM, ENC_HEAD + enc_entry(S, AESGCM, IDENTITY))
E("identity-first", F, ENC_HEAD + enc_entry(S, IDENTITY, AESCBC))
E("identity-only", F, ENC_HEAD + enc_entry(S, IDENTITY))
E("star-all", P, ENC_HEAD + enc_entry(["*.*"], AESCBC, IDENTITY))
E("star-core", P, ENC_HEAD + enc_entry(["*."], AESCBC, IDENTITY))
E("configmaps-only", F, ENC_HEAD + enc_entry(["configmaps"], AESCBC, IDENTITY))
E("two-entries-identity-first", F, ENC_HEAD + enc_entry(S, IDENTITY) + enc_entry(S, AESCBC), why="concatenated: the first entry writes")
E("two-entries-good-first", P, ENC_HEAD + enc_entry(S, AESCBC) + enc_entry(S, IDENTITY))
E("exact-before-star", F, ENC_HEAD + enc_entry(S, IDENTITY) + enc_entry(["*.*"], AESCBC))
E("star-then-exact", FU, ENC_HEAD + enc_entry(["*.*"], AESCBC) + enc_entry(S, AESCBC), flag={P, F, U}, why="masked: refuses")
E("star-identity-then", F, ENC_HEAD + enc_entry(["*."], IDENTITY) + enc_entry(["*.*"], AESCBC))
E("secrets-dot", P, ENC_HEAD + enc_entry(["secrets."], AESCBC), why="secrets. is the core group")
E("secrets-v1", F, ENC_HEAD + enc_entry(["secrets.v1"], AESCBC), why="another group")
E("capital", FU, ENC_HEAD + enc_entry(["Secrets"], AESCBC), flag={P, F, U})
E("missing", FU, "", flag={P, F, U}, post=lambda n: n.rm("/etc/kubernetes/enc/enc.yaml"))
E("empty-file", FU, "", flag={P, F, U})
E("broken", FU, ENC_HEAD + "  - resources: [\n", flag={P, F, U})
E("short-key", FU, (ENC_HEAD + enc_entry(S, AESCBC)).replace(SECRETS["aes key"], "c2hvcnQ="), flag={P, F, U})
E("no-key", FU, ENC_HEAD + enc_entry(S, "      - aescbc:\n          keys: []\n"), flag={P, F, U})
E("null-identity", FU, ENC_HEAD + enc_entry(S, "      - identity:\n", AESCBC), flag={P, F, U})
E("old-kind", FU, (ENC_HEAD + enc_entry(S, AESCBC)).replace("EncryptionConfiguration", "EncryptionConfig"), flag={P, F, U})
E("v1beta1", FU, (ENC_HEAD + enc_entry(S, AESCBC)).replace("/v1\n", "/v1beta1\n"), flag={P, F, U})
E("flow", F, ENC_HEAD + "- {resources: [secrets], providers: [{identity: {}}, {aescbc: {keys: [{name: k, secret: %s}]}}]}\n" % SECRETS["aes key"])
E("json", P, '{"kind":"EncryptionConfiguration","apiVersion":"apiserver.config.k8s.io/v1","resources":[{"resources":["secrets"],"providers":[{"secretbox":{"keys":[{"name":"k","secret":"%s"}]}},{"identity":{}}]}]}' % SECRETS["secretbox key"])
E("kms1", {P, F, U}, ENC_HEAD + enc_entry(S, KMSV2.replace("apiVersion: v2\n", "apiVersion: v1\n")), flag={P, F, U})
E("unknown-field", FU, ENC_HEAD + enc_entry(S, AESCBC) + "extra: 1\n", flag={P, F, U})
E("dup-resource", FU, ENC_HEAD + enc_entry(["secrets", "secrets"], AESCBC), flag={P, F, U})
E("dir", FU, "", flag={P, F, U}, post=lambda n: (n.rm("/etc/kubernetes/enc/enc.yaml"), n.mkdir("/etc/kubernetes/enc/enc.yaml")))
E("fifo", FU, "", flag={P, F, U}, post=lambda n: (n.rm("/etc/kubernetes/enc/enc.yaml"), n.fifo("/etc/kubernetes/enc/enc.yaml")))
def volume(n, comp, name, entry):
    v = n._volumes
    n._volumes = lambda c: [x for x in v(c) if not (c == comp and x[0] == name)] + ([entry] if entry and c == comp else [])
BADENC = ENC_HEAD + enc_entry(S, IDENTITY)
GOODENC = ENC_HEAD + enc_entry(S, AESCBC)
E("moved-mount", F, GOODENC, post=lambda n: (volume(n, "kube-apiserver", "enc", ("enc", "/srv/enc", "/etc/kubernetes/enc", "Directory")), n.write("/srv/enc/enc.yaml", BADENC)), why="the pod's file is /srv/enc/enc.yaml")
CASES[-1]["build"] = (lambda: lambda n: (setattr(n, "encryption", GOODENC), volume(n, "kube-apiserver", "enc", ("enc", "/srv/enc", "/etc/kubernetes/enc", "Directory")), n.write("/srv/enc/enc.yaml", BADENC)))()
T("e-moved-mount-image", {"1.2.28": F}, lambda n: (setattr(n, "proc", False), setattr(n, "encryption", GOODENC), volume(n, "kube-apiserver", "enc", ("enc", "/srv/enc", "/etc/kubernetes/enc", "Directory")), n.write("/srv/enc/enc.yaml", BADENC)))
T("e-moved-mount-good", {"1.2.28": P}, lambda n: (setattr(n, "encryption", BADENC), volume(n, "kube-apiserver", "enc", ("enc", "/srv/enc", "/etc/kubernetes/enc", "Directory")), n.write("/srv/enc/enc.yaml", GOODENC)))
T("e-file-mount", {"1.2.28": F}, lambda n: (setattr(n, "encryption", GOODENC), n.mounts.__setitem__("kube-apiserver", [("enc2", "/srv/e.yaml", "/etc/kubernetes/enc/enc.yaml", "File")]), n.write("/srv/e.yaml", BADENC)), "a file mounted over the directory's")
T("e-not-mounted", {"1.2.28": FU, "1.2.27": {P, F, U}}, lambda n: (setattr(n, "encryption", GOODENC), volume(n, "kube-apiserver", "enc", None)), "the pod does not see it")
T("e-not-mounted-stopped", {"1.2.28": FU, "1.2.27": {P, F, U}}, lambda n: (n.stopped.add("kube-apiserver"), setattr(n, "encryption", GOODENC), volume(n, "kube-apiserver", "enc", None)))
T("e-symlink-in-mount", {"1.2.28": P}, lambda n: (setattr(n, "encryption", BADENC), n.rm("/etc/kubernetes/enc/enc.yaml"), n.link("/etc/kubernetes/enc/enc.yaml", "real.yaml"), n.write("/etc/kubernetes/enc/real.yaml", GOODENC)))
T("e-symlink-out-of-mount", {"1.2.28": FU, "1.2.27": {P, F, U}}, lambda n: (n.rm("/etc/kubernetes/enc/enc.yaml"), n.link("/etc/kubernetes/enc/enc.yaml", "/srv/real.yaml"), n.write("/srv/real.yaml", GOODENC)), "the link's target is not in the pod")
T("e-host-symlink-dir", {"1.2.28": F}, lambda n: (n.rm("/etc/kubernetes/enc"), n.link("/etc/kubernetes/enc", "/srv/enc"), n.write("/srv/enc/enc.yaml", BADENC)), "hostPath is a symlink on the host: followed at mount")
CASES[-1]["build"] = lambda n: (n.stopped.add("kube-apiserver"), n.rm("/etc/kubernetes/enc"), n.link("/etc/kubernetes/enc", "/srv/enc"), n.write("/srv/enc/enc.yaml", BADENC))
def _(n):
    n.stopped.add("kube-apiserver")
    r = n._manifest
    n.encryption = GOODENC
    n.write("/etc/kubernetes/enc/sub/enc.yaml", BADENC)
    n._manifest = lambda x: r(x).replace("    - mountPath: /etc/kubernetes/enc\n      name: enc\n", "    - mountPath: /etc/kubernetes/enc\n      name: enc\n      subPath: sub\n")
T("e-subpath", {"1.2.28": F}, _)

def PO(id, expect, text, one=None, why="", post=None):
    def f(n):
        n.audit_policy = text
        if post:
            post(n)
    T("pol-" + id, dict({"3.2.2": expect}, **({"3.2.1": one} if one else {})), f, why)
R = "- level: RequestResponse\n"
ME = "- level: Metadata\n"
PO("all-metadata", {P, MAN}, AUDIT_HEAD + ME, P)
PO("all-rr", FM, AUDIT_HEAD + R, P)
PO("all-request", FM, AUDIT_HEAD + "- level: Request\n", P)
PO("none", FM, AUDIT_HEAD + "- level: None\n", {F, P})
PO("none-secrets", FM, AUDIT_HEAD + "- level: None\n  resources:\n  - group: \"\"\n    resources: [\"secrets\"]\n" + ME, P)
PO("secrets-rr", FM, AUDIT_HEAD + "- level: RequestResponse\n  resources:\n  - group: \"\"\n    resources: [\"secrets\"]\n" + ME, P)
PO("secrets-wild", FM, AUDIT_HEAD + "- level: RequestResponse\n  resources:\n  - group: \"\"\n    resources: [\"*\"]\n" + ME, P)
PO("secrets-verb", FM, AUDIT_HEAD + "- level: RequestResponse\n  verbs: [\"get\"]\n" + AUDIT_SECRETS_METADATA + ME, P, "a get of a Secret is logged with its body")
PO("secrets-user", FM, AUDIT_HEAD + "- level: RequestResponse\n  users: [\"system:admin\"]\n" + AUDIT_SECRETS_METADATA + ME, P)
PO("tokenreview-rr", FM, AUDIT_HEAD + "- level: Metadata\n  resources:\n  - group: \"\"\n    resources: [\"secrets\", \"configmaps\"]\n" + R, P)
PO("core-named", FM, AUDIT_HEAD + "- level: Metadata\n  resources:\n  - group: \"core\"\n    resources: [\"secrets\", \"configmaps\"]\n" + R, P, "group core matches nothing")
PO("no-pods", FM, AUDIT_HEAD + AUDIT_SECRETS_METADATA, P, "pods match no rule: None")
PO("no-exec", FM, AUDIT_HEAD + AUDIT_SECRETS_METADATA + "- level: None\n  resources:\n  - group: \"\"\n    resources: [\"pods/exec\"]\n" + ME, P)
PO("zero-rules", FU | {MAN}, "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: []\n", FU)
PO("wrong-level", FU | {MAN}, AUDIT_HEAD + "- level: metadata\n", FU)
PO("v1beta1", FU | {MAN}, AUDIT_GOOD.replace("audit.k8s.io/v1\n", "audit.k8s.io/v1beta1\n"), FU)
PO("unknown-field-ok", {P, MAN}, AUDIT_GOOD + "  noSuchField: 1\n", P, "lenient fallback")
PO("nonresource-none-first", {P, MAN}, AUDIT_HEAD + "- level: None\n  nonResourceURLs: [\"/healthz*\"]\n" + ME, P)
PO("ns-rr", FM, AUDIT_HEAD + "- level: RequestResponse\n  namespaces: [\"kube-system\"]\n" + ME, P, "Secrets in kube-system are logged with bodies")
PO("omit-all-stages", FM | {P}, AUDIT_HEAD.replace("- RequestReceived\n", "- RequestReceived\n- ResponseStarted\n- ResponseComplete\n- Panic\n") + ME, {F, P})
PO("fifo", FU, "", FU, post=lambda n: (n.rm("/etc/kubernetes/audit/policy.yaml"), n.fifo("/etc/kubernetes/audit/policy.yaml")))
PO("none-system-users", {P, MAN, F}, AUDIT_HEAD + "- level: None\n  users: [\"system:kube-proxy\"]\n  verbs: [\"watch\"]\n  resources:\n  - group: \"\"\n    resources: [\"endpoints\", \"services\"]\n" + AUDIT_GOOD.split("rules:\n")[1], P)
CASES[-1]["expect"]["3.2.2"] = verdicts({P, MAN})
T("pol-moved-mount", {"3.2.2": FM}, lambda n: (volume(n, "kube-apiserver", "audit", ("audit", "/srv/audit", "/etc/kubernetes/audit", "Directory")), n.write("/srv/audit/policy.yaml", AUDIT_HEAD + R)))
T("pol-not-mounted", {"3.2.2": FU, "3.2.1": {F, U, P}}, lambda n: volume(n, "kube-apiserver", "audit", None))
