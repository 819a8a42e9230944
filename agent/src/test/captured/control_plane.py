"""Controller manager, scheduler, etcd, kube-proxy."""

from api_server import *

# ------------------------------------------------------------------------------------------------ kcm, scheduler
def C(id, expect, *flags, drop=(), why="", pre=None):
    T("c-" + id, expect, lambda n: (n.kcm.drop(*drop), n.kcm.add(*flags), pre(n) if pre else None), why or " ".join(flags) + " -" + ",".join(drop))
C("gc-absent", {"1.3.1": P}, drop=["terminated-pod-gc-threshold"])
CASES[-1]["expect"] = {"1.3.1": verdicts({P, MAN, F})}
C("gc-0", {"1.3.1": F}, "--terminated-pod-gc-threshold=0")
C("gc-neg", {"1.3.1": F}, "--terminated-pod-gc-threshold=-1")
C("gc-space", {"1.3.1": P}, "--terminated-pod-gc-threshold", "12", drop=["terminated-pod-gc-threshold"])
C("prof-absent", {"1.3.2": F}, drop=["profiling"])
C("prof-F", {"1.3.2": P}, "--profiling=F", drop=["profiling"])
C("prof-last", {"1.3.2": F}, "--profiling")
C("sa-absent", {"1.3.3": F}, drop=["use-service-account-credentials"])
C("sa-false", {"1.3.3": F}, "--use-service-account-credentials=false")
C("sa-bare", {"1.3.3": P}, "--use-service-account-credentials", drop=["use-service-account-credentials"])
C("sa-underscore", {"1.3.3": F}, "--use_service_account_credentials=0")
C("key-absent", {"1.3.4": F}, drop=["service-account-private-key-file"])
C("key-empty", {"1.3.4": F}, "--service-account-private-key-file=")
C("root-absent", {"1.3.5": F}, drop=["root-ca-file"])
C("gate-off", {"1.3.6": F}, "--feature-gates=RotateKubeletServerCertificate=false")
C("gate-kube-prefix", {"1.3.6": F}, "--feature-gates=kube:RotateKubeletServerCertificate=false")
C("gate-last", {"1.3.6": P}, "--feature-gates=RotateKubeletServerCertificate=false", "--feature-gates=RotateKubeletServerCertificate=true")
C("gate-allbeta", {"1.3.6": FU}, "--feature-gates=AllBeta=false")
C("gate-allbeta-self", {"1.3.6": {P, U}}, "--feature-gates=AllBeta=false,RotateKubeletServerCertificate=true")
C("gate-other", {"1.3.6": P}, "--feature-gates=AllAlpha=false")
C("bind-absent", {"1.3.7": F}, drop=["bind-address"])
C("bind-any6", {"1.3.7": F}, "--bind-address=::")
C("bind-6", {"1.3.7": P}, "--bind-address=::1")
C("bind-127-2", {"1.3.7": P}, "--bind-address=127.0.0.2")
C("bind-mapped", {"1.3.7": P}, "--bind-address=::ffff:127.0.0.1")
C("bind-contains", {"1.3.7": F}, "--bind-address=10.127.0.1")
C("bind-space", {"1.3.7": F}, "--bind-address", "0.0.0.0")
C("bind-trim", {"1.3.7": P}, "--bind-address= 127.0.0.1 ")
C("bind-name", {"1.3.7": FU}, "--bind-address=localhost", why="no names: refuses")
C("bind-empty", {"1.3.7": {P, U}}, "--bind-address=", why="1.34+: keeps the earlier value")
C("port0", {"1.3.7": {P, N}}, "--secure-port=0", "--bind-address=0.0.0.0")
def SC(id, expect, *flags, drop=(), body=None, why="", post=None, version=None):
    def f(n):
        if version:
            n.version = version
        n.sched.drop(*drop)
        n.sched.add(*flags)
        if body is not None:
            n.mounts["kube-scheduler"] = [("config", "/etc/kubernetes/sc.yaml", "/etc/kubernetes/sc.yaml", "File")]
            n.sched.set("config", "/etc/kubernetes/sc.yaml")
            n.write("/etc/kubernetes/sc.yaml", body)
        if post:
            post(n)
    T("s-" + id, expect, f, why or " ".join(flags) + str(body)[:80])
SH = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n"
SC("prof-absent", {"1.4.1": F}, drop=["profiling"])
SC("prof-true", {"1.4.1": F}, "--profiling=true")
SC("config-absent-field", {"1.4.1": F}, body=SH, why="the flag is ignored with --config; default true")
SC("config-true-flag-false", {"1.4.1": F}, body=SH + "enableProfiling: true\n")
SC("config-false-flag-true", {"1.4.1": P}, "--profiling=true", body=SH + "enableProfiling: false\n")
SC("config-null", {"1.4.1": F}, body=SH + "enableProfiling: null\n")
SC("config-no", {"1.4.1": P}, body=SH + "enableProfiling: no\n")
SC("config-quoted", {"1.4.1": FU}, body=SH + 'enableProfiling: "false"\n')
SC("config-unknown-field", {"1.4.1": FU}, body=SH + "enableProfiling: false\nfoo: 1\n")
SC("config-dup", {"1.4.1": FU}, body=SH + "enableProfiling: true\nenableProfiling: false\n")
SC("config-v1beta3", {"1.4.1": FU}, body=SH.replace("/v1\n", "/v1beta3\n") + "enableProfiling: false\n")
SC("config-broken", {"1.4.1": FU, "1.4.2": P}, body=SH + "enableProfiling: [\n")
SC("config-missing", {"1.4.1": FU}, "--config=/etc/kubernetes/none.yaml")
SC("config-not-mounted", {"1.4.1": FU}, "--config=/etc/kubernetes/sc2.yaml", post=lambda n: n.write("/etc/kubernetes/sc2.yaml", SH + "enableProfiling: false\n"))
SC("config-empty-flag", {"1.4.1": P}, "--config=", why="empty: no config")
SC("bind-absent", {"1.4.2": F}, drop=["bind-address"])
SC("bind-any", {"1.4.2": F}, "--bind-address=0.0.0.0")
SC("bind-config-ignored", {"1.4.2": P}, body=SH + "enableProfiling: false\n")
SC("bind-6", {"1.4.2": P}, "--bind_address=::1")
SC("bind-port0", {"1.4.2": {P, N}}, "--secure-port=0", drop=["bind-address"])
SC("kubeconfig-config", {"1.1.15": F, "1.1.16": P}, body=SH + "enableProfiling: false\nclientConnection:\n  kubeconfig: /etc/kubernetes/s2.conf\n",
   post=lambda n: (n.write("/etc/kubernetes/s2.conf", "apiVersion: v1\nkind: Config\n", 0o640), n.mounts["kube-scheduler"].append(("s2", "/etc/kubernetes/s2.conf", "/etc/kubernetes/s2.conf", "File"))))

# ------------------------------------------------------------------------------------------------ etcd
def ET(id, expect, *flags, drop=(), why="", pre=None):
    T("t-" + id, expect, lambda n: (n.etcd.drop(*drop), n.etcd.add(*flags), pre(n) if pre else None), why or " ".join(flags) + " -" + ",".join(drop))
EP = PKI + "/etcd"
ET("cert-absent", {"2.1": F}, drop=["cert-file"])
ET("key-absent", {"2.1": F}, drop=["key-file"])
ET("cert-empty", {"2.1": F}, "--cert-file=")
ET("single-dash", {"2.1": P, "2.2": P}, "-cert-file=%s/server.crt" % EP, "-client-cert-auth", drop=["cert-file", "client-cert-auth"])
ET("underscore", {"2.1": FU}, "--cert_file=%s/server.crt" % EP, drop=["cert-file"], why="etcd knows no underscores: exits")
ET("space", {"2.1": P}, "--cert-file", EP + "/server.crt", drop=["cert-file"])
ET("cca-false", {"2.2": {F, P}}, "--client-cert-auth=false")
ET("cca-absent-noca", {"2.2": F, "2.7": F}, drop=["client-cert-auth", "trusted-ca-file"])
ET("cca-space-true", {"2.2": FU}, "--client-cert-auth", "true", drop=["client-cert-auth", "trusted-ca-file"], why="positional: exits")
CASES[-1]["expect"] = {"2.2": verdicts({F, U, P})}
ET("cca-bare", {"2.2": P}, "--client-cert-auth", drop=["client-cert-auth"])
ET("http-listen", {"2.1": F, "2.2": F}, "--listen-client-urls=http://0.0.0.0:2379", drop=["listen-client-urls"])
ET("http-default-listen", {"2.1": F, "2.2": F}, drop=["listen-client-urls", "advertise-client-urls"], why="default http://localhost:2379")
CASES[-1]["expect"] = {k: verdicts({F, U}) for k in ("2.1", "2.2")}
ET("auto-tls", {"2.3": {F, P}}, "--auto-tls=true")
ET("auto-tls-nocert", {"2.3": F, "2.1": F, "2.2": F}, "--auto-tls", drop=["cert-file", "key-file"])
ET("auto-tls-false", {"2.3": P}, "--auto-tls=false")
ET("auto-tls-last", {"2.3": P}, "--auto-tls=true", "--auto-tls=false")
ET("peer-absent", {"2.4": F}, drop=["peer-cert-file"])
ET("peer-key-absent", {"2.4": F}, drop=["peer-key-file"])
ET("peer-cca-absent-noca", {"2.5": F}, drop=["peer-client-cert-auth", "peer-trusted-ca-file"])
ET("peer-cca-0", {"2.5": {F, P}}, "--peer-client-cert-auth=0")
ET("peer-auto", {"2.6": F, "2.5": F, "2.4": F}, "--peer-auto-tls", drop=["peer-cert-file", "peer-key-file"])
ET("peer-http", {"2.4": F, "2.5": F}, "--listen-peer-urls=http://10.0.0.11:2380", drop=["listen-peer-urls"])
ET("ca-absent", {"2.7": F}, drop=["trusted-ca-file"])
ET("ca-cluster", {"2.7": F}, "--trusted-ca-file=%s/ca.crt" % PKI, pre=lambda n: n.mounts.__setitem__("etcd", [("k", PKI, PKI, "Directory")]))
ET("ca-copy-of-cluster", {"2.7": F}, pre=lambda n: n.write(EP + "/ca.crt", n.certs["ca.crt"], 0o644), why="another path, the same certificate")
ET("ca-bundle", {"2.7": F}, pre=lambda n: n.write(EP + "/ca.crt", n.certs["etcd-ca.crt"] + n.certs["ca.crt"], 0o644), why="a bundle that also trusts the cluster's CA")
ET("ca-bundle-text", {"2.7": F}, pre=lambda n: n.write(EP + "/ca.crt", b"# comment\r\n" + n.certs["etcd-ca.crt"].replace(b"\n", b"\r\n") + b"junk\n" + n.certs["ca.crt"], 0o644))
ET("ca-missing", {"2.7": FU}, pre=lambda n: n.rm(EP + "/ca.crt"))
ET("ca-broken", {"2.7": FU}, pre=lambda n: n.write(EP + "/ca.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 0o644))
ET("ca-empty", {"2.7": FU}, pre=lambda n: n.write(EP + "/ca.crt", "", 0o644))
ET("ca-same-key-other-name", {"2.7": {P, F}}, pre=None)
CASES.pop()
ET("ca-front-proxy", {"2.7": {P, F}}, pre=lambda n: n.write(EP + "/ca.crt", n.certs["front-proxy-ca.crt"], 0o644))
def EH(id, expect, argv=(), env=None, files=(), why="", keep=False, stopped=False, post=None):
    def f(n):
        n.etcd_as_host_process = True
        if not keep:
            n.etcd[:] = []
        n.etcd.add(*argv)
        n.etcd_environ = dict(env or {})
        for p, d in files:
            n.write(p, d)
        if post:
            post(n)
    T("te-" + id, expect, f, why)
ENV = {"ETCD_CERT_FILE": EP + "/server.crt", "ETCD_KEY_FILE": EP + "/server.key", "ETCD_CLIENT_CERT_AUTH": "true", "ETCD_TRUSTED_CA_FILE": EP + "/ca.crt", "ETCD_PEER_CERT_FILE": EP + "/peer.crt",
       "ETCD_PEER_KEY_FILE": EP + "/peer.key", "ETCD_PEER_CLIENT_CERT_AUTH": "true", "ETCD_PEER_TRUSTED_CA_FILE": EP + "/ca.crt", "ETCD_DATA_DIR": "/var/lib/etcd", "ETCD_NAME": "cp-1",
       "ETCD_LISTEN_CLIENT_URLS": "https://10.0.0.11:2379", "ETCD_ADVERTISE_CLIENT_URLS": "https://10.0.0.11:2379", "ETCD_LISTEN_PEER_URLS": "https://10.0.0.11:2380"}
EALL = {k: P for k in ids("2", 1, 7)}
EH("env", dict(EALL, **{"1.1.7": N, "1.1.8": N, "1.1.11": P, "1.1.12": P}), env=ENV)
EH("env-empty-cert", {"2.1": F}, env=dict(ENV, ETCD_CERT_FILE=""))
EH("env-autotls", {"2.3": {F, P}, "2.6": {F, P}}, env=dict(ENV, ETCD_AUTO_TLS="true", ETCD_PEER_AUTO_TLS="1"))
EH("env-autotls-nocert", {"2.3": F, "2.1": F, "2.2": F}, env={k: v for k, v in dict(ENV, ETCD_AUTO_TLS="true").items() if k not in ("ETCD_CERT_FILE", "ETCD_KEY_FILE")})
EH("env-cca-no", {"2.2": FU}, env={k: v for k, v in dict(ENV, ETCD_CLIENT_CERT_AUTH="false").items() if k != "ETCD_TRUSTED_CA_FILE"})
EH("env-lower", {"2.1": F}, env={k: v for k, v in dict(ENV, etcd_cert_file="x").items() if k not in ("ETCD_CERT_FILE",)})
EH("env-http", {"2.1": F, "2.2": F}, env=dict(ENV, ETCD_LISTEN_CLIENT_URLS="http://0.0.0.0:2379"))
CF = ("name: cp-1\ndata-dir: /var/lib/etcd\nlisten-client-urls: https://10.0.0.11:2379\nadvertise-client-urls: https://10.0.0.11:2379\nlisten-peer-urls: https://10.0.0.11:2380\n"
      "client-transport-security:\n  cert-file: {0}/server.crt\n  key-file: {0}/server.key\n  client-cert-auth: true\n  trusted-ca-file: {0}/ca.crt\n"
      "peer-transport-security:\n  cert-file: {0}/peer.crt\n  key-file: {0}/peer.key\n  client-cert-auth: true\n  trusted-ca-file: {0}/ca.crt\n").format(EP)
CFP = "/etc/etcd/etcd.yaml"
EH("cfg", dict(EALL, **{"1.1.11": P, "1.1.12": P}), ["--config-file=" + CFP], files=[(CFP, CF)])
EH("cfg-flags-ignored", {"2.1": F, "2.2": F, "2.4": F}, ["--config-file=" + CFP], keep=True, files=[(CFP, "name: x\nlisten-client-urls: http://0.0.0.0:2379\nadvertise-client-urls: http://10.0.0.11:2379\nlisten-peer-urls: http://10.0.0.11:2380\n")])
EH("cfg-env-var", EALL, env={"ETCD_CONFIG_FILE": CFP}, files=[(CFP, CF)])
EH("cfg-env-ignored", {"2.1": F}, ["--config-file", CFP], env=ENV, files=[(CFP, CF.replace("  cert-file: %s/server.crt\n" % EP, ""))])
EH("cfg-autotls", {"2.3": {F, P}}, ["--config-file=" + CFP], files=[(CFP, CF.replace("client-transport-security:\n", "client-transport-security:\n  auto-tls: true\n", 1))])
EH("cfg-autotls-nocert", {"2.3": F, "2.2": F, "2.1": F}, ["--config-file=" + CFP], files=[(CFP, CF.replace("  cert-file: {0}/server.crt\n  key-file: {0}/server.key\n".format(EP), "  auto-tls: yes\n"))])
EH("cfg-toplevel-tls", {"2.1": F}, ["--config-file=" + CFP], files=[(CFP, CF.split("client-transport")[0] + "cert-file: %s/server.crt\nkey-file: %s/server.key\nclient-cert-auth: true\n" % (EP, EP))])
CASES[-1]["expect"] = {"2.1": verdicts({F, U}), "2.2": verdicts({F, U})}
EH("cfg-case", EALL, ["--config-file=" + CFP], files=[(CFP, CF.replace("client-cert-auth", "Client-Cert-Auth"))], why="keys ignore case")
EH("cfg-missing", {k: FU for k in ("2.1", "2.2", "2.4", "2.7")}, ["--config-file=" + CFP], keep=True)
EH("cfg-broken", {k: FU for k in ("2.1", "2.2", "2.4", "2.7")}, ["--config-file=" + CFP], keep=True, files=[(CFP, "a: [\n")])
EH("cfg-relative", {"2.1": P}, ["--config-file=etcd.yaml"], files=[("/srv/etcd.yaml", CF)], post=lambda n: n.link("/proc/1510/cwd", "/srv"))
EH("cfg-json", EALL, ["--config-file=" + CFP], files=[(CFP, '{"name":"x","data-dir":"/var/lib/etcd","listen-client-urls":"https://10.0.0.11:2379","advertise-client-urls":"https://10.0.0.11:2379","listen-peer-urls":"https://10.0.0.11:2380","client-transport-security":{"cert-file":"%s/server.crt","key-file":"%s/server.key","client-cert-auth":true,"trusted-ca-file":"%s/ca.crt"},"peer-transport-security":{"cert-file":"%s/peer.crt","key-file":"%s/peer.key","client-cert-auth":true,"trusted-ca-file":"%s/ca.crt"}}' % ((EP,) * 6))])
EH("cfg-urls-list", {"2.1": FU}, ["--config-file=" + CFP], files=[(CFP, CF.replace("listen-client-urls: https://10.0.0.11:2379", "listen-client-urls: [https://10.0.0.11:2379]"))])
UNIT = "[Service]\nType=notify\nUser=etcd\nEnvironmentFile=-/etc/default/etcd\nExecStart=/usr/bin/etcd %s\n"
def EU(id, expect, line="", env="", why=""):
    def f(n):
        n.etcd_as_host_process = True
        n.proc = False
        n.write("/usr/lib/systemd/system/etcd.service", UNIT % line, 0o644)
        n.link("/etc/systemd/system/multi-user.target.wants/etcd.service", "/usr/lib/systemd/system/etcd.service")
        n.write("/etc/default/etcd", env, 0o644)
    T("tu-" + id, expect, f, why)
EU("env", EALL, env="".join('%s="%s"\n' % kv for kv in ENV.items()))
EU("env-bad", {"2.2": F, "2.1": P}, env="".join('%s="%s"\n' % kv for kv in ENV.items() if "TRUSTED" not in kv[0] and kv[0] != "ETCD_CLIENT_CERT_AUTH"))
EU("flags", {"2.1": P, "2.2": F, "2.3": P}, line="--cert-file=%s/server.crt --key-file=%s/server.key --listen-client-urls=https://10.0.0.11:2379 --advertise-client-urls=https://10.0.0.11:2379 --data-dir /var/lib/etcd" % (EP, EP))
def dd(id, expect, f, why=""):
    T("td-" + id, expect, f, why)
dd("0755", {"1.1.11": F, "1.1.12": P}, lambda n: n.chmod("/var/lib/etcd", 0o755))
dd("0701", {"1.1.11": F}, lambda n: n.chmod("/var/lib/etcd", 0o701))
dd("0750", {"1.1.11": F}, lambda n: n.chmod("/var/lib/etcd", 0o750))
dd("0500", {"1.1.11": P}, lambda n: n.chmod("/var/lib/etcd", 0o500))
dd("root", {"1.1.12": F}, lambda n: n.chown("/var/lib/etcd", 0, 0))
dd("group-root", {"1.1.12": F}, lambda n: n.chown("/var/lib/etcd", ETCD_UID, 0))
dd("ops", {"1.1.12": F}, lambda n: n.chown("/var/lib/etcd", 1000, 1000))
dd("no-etcd-account", {"1.1.12": FU}, lambda n: (setattr(n, "passwd", n.passwd.replace("etcd:", "other:")), setattr(n, "group", n.group.replace("etcd:", "other:"))))
dd("etcd-other-uid", {"1.1.12": F}, lambda n: (setattr(n, "passwd", n.passwd.replace("etcd:x:998:", "etcd:x:777:"))))
dd("passwd-missing", {"1.1.12": FU, "1.1.2": P, "1.1.19": P}, lambda n: n.rm("/etc/passwd"), "0 is root without a passwd too")
CASES[-1]["expect"] = {"1.1.12": verdicts(FU), "1.1.2": verdicts(PU), "1.1.19": verdicts(PU)}
dd("moved", {"1.1.11": F, "1.1.12": F}, lambda n: (n.etcd.set("data-dir", "/srv/etcd"), n.mounts.__setitem__("etcd", [("etcd-data", "/srv/etcd", "/srv/etcd", "DirectoryOrCreate")]), n.mkdir("/srv/etcd", 0o755, 0, 0)))
dd("moved-mapped", {"1.1.11": F, "1.1.12": P}, lambda n: (n.mounts.__setitem__("etcd", [("etcd-data", "/srv/etcd", "/var/lib/etcd", "DirectoryOrCreate")]), n.mkdir("/srv/etcd", 0o711, ETCD_UID, ETCD_GID)), "the pod's /var/lib/etcd is the host's /srv/etcd")
dd("symlink", {"1.1.11": F, "1.1.12": P}, lambda n: (n.rm("/var/lib/etcd"), n.link("/var/lib/etcd", "/srv/etcd"), n.mkdir("/srv/etcd", 0o777, ETCD_UID, ETCD_GID), n.stopped.add("etcd")))
dd("missing", {"1.1.11": NU, "1.1.12": NU}, lambda n: (n.rm("/var/lib/etcd"), n.stopped.add("etcd")))
dd("sticky", {"1.1.11": F}, lambda n: n.chmod("/var/lib/etcd", 0o1770))
dd("member-0755", {"1.1.11": {P, F}}, lambda n: n.chmod("/var/lib/etcd/member", 0o755))
dd("stopped", {"1.1.11": F, "1.1.12": F}, lambda n: (n.stopped.add("etcd"), n.chmod("/var/lib/etcd", 0o755), n.chown("/var/lib/etcd", 0)))
dd("external-etcd", {"2.1": NU, "1.1.7": NU, "1.1.11": NU, "1.2.26": P}, lambda n: setattr(n, "local_etcd", False))
dd("fifo", {"1.1.11": {N, U, F, P}, "2.1": P}, lambda n: (n.rm("/var/lib/etcd"), n.fifo("/var/lib/etcd"), n.stopped.add("etcd")))

# ------------------------------------------------------------------------------------------------ kube-proxy
def X(id, expect, *flags, conf=None, kind="host", drop=(), post=None, why=""):
    def f(n):
        n.kube_proxy = kind
        n.proxy_args.drop(*drop)
        n.proxy_args.add(*flags)
        if conf:
            n.proxy_config = conf(n.proxy_config)
        if post:
            post(n)
    T("x-" + id, expect, f, why)
def met(v):
    return lambda c: c.replace('metricsBindAddress: ""', "metricsBindAddress: " + v)
for kind in ("pod", "host"):
    X(kind + "-default", {"4.3.1": P}, kind=kind)
    X(kind + "-any", {"4.3.1": F}, kind=kind, conf=met("0.0.0.0:10249"))
    X(kind + "-any-noport", {"4.3.1": F}, kind=kind, conf=met("0.0.0.0"))
    X(kind + "-127", {"4.3.1": P}, kind=kind, conf=met("127.0.0.1"))
    X(kind + "-v6any", {"4.3.1": F}, kind=kind, conf=met('"[::]:10249"'))
    X(kind + "-v6lo", {"4.3.1": P}, kind=kind, conf=met('"[::1]:10249"'))
    X(kind + "-contains", {"4.3.1": F}, kind=kind, conf=met("10.127.0.1:10249"))
    X(kind + "-null", {"4.3.1": P}, kind=kind, conf=met("null"))
    X(kind + "-absent", {"4.3.1": P}, kind=kind, conf=lambda c: c.replace('metricsBindAddress: ""\n', ""))
    X(kind + "-wrong-case", {"4.3.1": P}, kind=kind, conf=lambda c: c + "MetricsBindAddress: 0.0.0.0:10249\n", why="ignored")
    X(kind + "-unknown-field", {"4.3.1": F}, kind=kind, conf=lambda c: met("0.0.0.0:10249")(c) + "noSuch: 1\n", why="strict then lenient")
    X(kind + "-dup", {"4.3.1": F}, kind=kind, conf=lambda c: met("127.0.0.1:10249")(c) + "metricsBindAddress: 0.0.0.0:10249\n")
    X(kind + "-broken", {"4.3.1": U}, kind=kind, conf=lambda c: "a: [\n")
    X(kind + "-flag-ignored", {"4.3.1": P}, "--metrics-bind-address=0.0.0.0:10249", kind=kind)
    X(kind + "-flag-noconfig", {"4.3.1": F}, "--metrics-bind-address=0.0.0.0:10249", "--kubeconfig=/var/lib/kube-proxy/kubeconfig.conf", drop=["config"], kind=kind)
    X(kind + "-flag-noconfig-empty", {"4.3.1": P}, "--metrics-bind-address=", drop=["config"], kind=kind)
    X(kind + "-noflag-noconfig", {"4.3.1": P}, drop=["config"], kind=kind)
    X(kind + "-flag-ip", {"4.3.1": F}, "--metrics_bind_address", "10.0.0.11", drop=["config"], kind=kind)
    X(kind + "-bind6", {"4.3.1": P}, kind=kind, conf=lambda c: c.replace("bindAddress: 0.0.0.0", 'bindAddress: "::"', 1))
    X(kind + "-second-doc", {"4.3.1": P}, kind=kind, conf=lambda c: c + "---\n" + met("0.0.0.0")(c))
    X(kind + "-name", {"4.3.1": FU}, kind=kind, conf=met("localhost:10249"), why="names refuse")
    X(kind + "-stopped", {"4.3.1": NU}, kind=kind, post=lambda n: n.stopped.add("kube-proxy"))
    CASES[-1]["expect"] = {"4.3.1": verdicts({N, U, P})}
    X(kind + "-stopped-bad", {"4.3.1": {N, U, F}}, kind=kind, conf=met("0.0.0.0"), post=lambda n: n.stopped.add("kube-proxy"))
X("none", {"4.3.1": NU, "4.1.3": NU, "4.1.4": NU}, kind="none")
X("host-kc-good", {"4.1.3": P, "4.1.4": P})
X("host-kc-mode", {"4.1.3": F, "4.1.4": P}, post=lambda n: n.chmod("/var/lib/kube-proxy/kubeconfig.conf", 0o640))
X("host-kc-owner", {"4.1.3": P, "4.1.4": F}, post=lambda n: n.chown("/var/lib/kube-proxy/kubeconfig.conf", 0, 1000))
X("host-kc-flag", {"4.1.3": F}, "--kubeconfig=/srv/p.conf", drop=["config"], post=lambda n: n.write("/srv/p.conf", "apiVersion: v1\nkind: Config\n", 0o644))
X("host-kc-flag-ignored", {"4.1.3": P}, "--kubeconfig=/srv/p.conf", post=lambda n: n.write("/srv/p.conf", "apiVersion: v1\nkind: Config\n", 0o644))
X("host-kc-missing", {"4.1.3": NU, "4.1.4": NU}, post=lambda n: n.rm("/var/lib/kube-proxy/kubeconfig.conf"))
X("host-kc-symlink", {"4.1.3": F, "4.1.4": F}, post=lambda n: (n.rm("/var/lib/kube-proxy/kubeconfig.conf"), n.link("/var/lib/kube-proxy/kubeconfig.conf", "/srv/p"), n.write("/srv/p", "apiVersion: v1\nkind: Config\n", 0o644, 1000, 1000)))
X("host-kc-relative", {"4.1.3": F}, conf=lambda c: c.replace("kubeconfig: /var/lib/kube-proxy/kubeconfig.conf", "kubeconfig: p.conf"), post=lambda n: (n.link("/proc/2044/cwd", "/srv"), n.write("/srv/p.conf", "apiVersion: v1\nkind: Config\n", 0o644)))
X("image-pod", {"4.3.1": {P, U, N, F}}, kind="pod", conf=met("0.0.0.0"), post=lambda n: setattr(n, "proc", False))
CASES[-1]["expect"] = {"4.3.1": verdicts({U, N, F})}
