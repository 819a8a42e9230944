"""Manifests of static pods, and where paths begin."""

from further import *

KCM="kube-controller-manager"
def env(lines, extra=lambda s:s, comp=api):
    """env list inserted into the container"""
    return mani(comp, lambda s: extra(s.replace("    name: %s\n    resources" % comp, lines + "    name: %s\n    resources" % comp)))
def rep(a,b): return lambda s: (s.replace(a,b) if a in s else (_ for _ in ()).throw(KeyError(a)))
E1="    env:\n"
def ev(n,v): return "    - name: %s\n      value: %s\n" % (n,v)
PF_="    - --profiling=false\n"
def ete(lines, flagdrop=(), flags=(), pre=None):
    def f(n):
        n.stopped.add("etcd")
        n.etcd.drop(*flagdrop); n.etcd.add(*flags)
        r = n._manifest
        n._manifest = lambda c: r(c).replace("    name: etcd\n    resources", "    env:\n" + lines + "    name: etcd\n    resources") if c == "etcd" else r(c)
        if pre: pre(n)
    return f
T("mn-a1", {"1.2.15": P}, env(E1+ev("X",'"false"'), rep(PF_,"    - --profiling=$(X)\n")), "env false")
T("mn-a2", {"1.2.15": F}, env(E1+ev("X",'"true"'), rep(PF_,"    - --profiling=$(X)\n")), "env true")
T("mn-a3", {"1.2.15": F}, env(E1+ev("X",'"false"')+ev("X",'"true"'), rep(PF_,"    - --profiling=$(X)\n")), "the later env wins")
T("mn-a4", {"1.2.15": F}, env(E1+ev("A",'"true"')+ev("X",'$(A)'), rep(PF_,"    - --profiling=$(X)\n")), "env refers to an earlier one")
T("mn-a4b", {"1.2.15": FU}, env(E1+ev("X",'$(A)')+ev("A",'"false"'), rep(PF_,"    - --profiling=$(X)\n")), "env refers to a later one: stays literal: refuses")
T("mn-a4c", {"1.2.15": P}, env(E1+ev("A",'"false"')+ev("X",'$(A)'), rep(PF_,"    - --profiling=$(X)\n")), "env refers to an earlier one")
T("mn-a5", {"1.2.15": FU}, env(E1+"    - name: X\n      valueFrom:\n        configMapKeyRef: {name: a, key: b}\n", rep(PF_,"    - --profiling=$(X)\n")), "valueFrom unknown")
T("mn-a5b", {"1.2.15": FU}, env(E1+ev("X",'"false"')+"    - name: X\n      valueFrom:\n        configMapKeyRef: {name: a, key: b}\n", rep(PF_,"    - --profiling=$(X)\n")), "valueFrom after value overrides")
T("mn-a6", {"1.2.15": FU}, env("    envFrom:\n    - configMapRef: {name: a}\n", rep(PF_,"    - --profiling=$(X)\n")), "envFrom unknown")
T("mn-a6b", {"1.2.15": P}, env("    envFrom:\n    - configMapRef: {name: a}\n"+E1+ev("X",'"false"'), rep(PF_,"    - --profiling=$(X)\n")), "env beats envFrom")
T("mn-a7", {"1.2.15": FU}, env("", rep(PF_,"    - --profiling=$$(X)\n")), "escaped")
T("mn-a8", {"1.2.16": P}, env("", rep("    - --audit-log-path=/var/log/kubernetes/audit/audit.log\n","    - --audit-log-path=/var/log/$(NOPE)/audit.log\n")), "undefined stays literal: a path")
T("mn-a9", {"1.2.15": F}, env(E1+ev("X",'"--profiling=true"'), rep(PF_,"    - $(X)\n")), "whole argument from env")
T("mn-a10", {"1.2.15": FU}, env(E1+"    - name: X\n      valueFrom:\n        fieldRef: {fieldPath: metadata.annotations['x']}\n", rep(PF_,PF_+"    - $(X)\n")), "an unknown argument may be any flag")
T("mn-a10b", {"1.2.15": FU}, env(E1+"    - name: X\n      valueFrom:\n        fieldRef: {fieldPath: metadata.annotations['x']}\n", rep(PF_,PF_+"    - --$(X)\n")), "an unknown argument may be any flag")
T("mn-a10e", {"1.3.7": FU}, mani(KCM, lambda s: s.replace("    name: %s\n    resources"%KCM, E1+"    - name: X\n      valueFrom:\n        fieldRef: {fieldPath: status.hostIP}\n    name: %s\n    resources"%KCM).replace("--bind-address=127.0.0.1","--bind-address=$(X)")), "bind on hostIP")
T("mn-a11", {"1.2.15": FU}, env("", rep(PF_,"    - --profiling=$(KUBERNETES_SERVICE_HOST)\n")), "service env is an address")
T("mn-a14", {"1.2.15": F}, env(E1+ev("X",'""'), rep(PF_,"    - --profiling$(X)\n")), "empty value: --profiling bare")
T("mn-a14b", {"1.2.15": F}, env(E1+"    - name: X\n", rep(PF_,"    - --profiling$(X)\n")), "no value: empty: --profiling bare")
T("mn-a15", {"1.2.15": FU}, env("", lambda s: s.replace("  - command:\n    - kube-apiserver\n", "  - args:\n    - kube-apiserver\n").replace("--profiling=false","--profiling=true")), "args begins with program, entrypoint unknown (registry.k8s.io images have go-runner)")
T("mn-a15c", {"1.2.15": PU}, env("", lambda s: s.replace("  - command:\n    - kube-apiserver\n", "  - args:\n")), "args only")
T("mn-a16", {"1.2.15": F}, env(E1+ev("BIN","kube-apiserver"), lambda s: s.replace("    - kube-apiserver\n","    - $(BIN)\n",1).replace("--profiling=false","--profiling=true")), "the program from env")
# ------------------------------------------------------------------------------------------------ etcd's environment
T("mn-e1", {"2.1": F, "2.2": F}, ete(ev("ETCD_LISTEN_CLIENT_URLS","http://0.0.0.0:2379"), ["listen-client-urls"]), "env http")
T("mn-e4", {"2.1": FU}, ete("    - name: ETCD_CERT_FILE\n      valueFrom: {configMapKeyRef: {name: a, key: b}}\n", ["cert-file"]), "unknown")
T("mn-e5", {"2.3": FU, "2.1": FU}, ete("    - name: ETCD_AUTO_TLS\n      valueFrom: {configMapKeyRef: {name: a, key: b}}\n", ["cert-file","key-file"]), "unknown")
T("mn-e6", {"2.1": F, "2.2": F}, ete(ev("ETCD_CONFIG_FILE","/etc/kubernetes/pki/etcd/e.yaml"), pre=lambda n: n.write(EP+"/e.yaml", "name: x\nlisten-client-urls: http://0.0.0.0:2379\nadvertise-client-urls: http://10.0.0.11:2379\n")), "config file from env in the pod")
T("mn-e8", {"2.1": P}, ete(ev("CERT", EP+"/server.crt"), ["cert-file"], ["--cert-file=$(CERT)"]), "expansion")
T("mn-e9", {"2.1": F}, ete(ev("ETCD_CERT_FILE",'""'), ["cert-file"]), "empty env is none")
T("mn-e11", {"2.6": F,"2.4":F}, ete(ev("ETCD_PEER_AUTO_TLS",'"T"'), ["peer-cert-file","peer-key-file"]), "T")
# ------------------------------------------------------------------------------------------------ documents, containers, volumes
BAD=rep("--profiling=false","--profiling=true")
def vol(s_from, s_to): return mani(api, rep(s_from,s_to))
ENCM="    - mountPath: /etc/kubernetes/enc\n      name: enc\n"
ENCV="  - hostPath:\n      path: /etc/kubernetes/enc\n      type: DirectoryOrCreate\n    name: enc\n"
def js(n):
    n.stopped.add(api); n.manifest_json.add(api)
def jx(f):
    def g(n):
        js(n); r=n._manifest
        n._manifest=lambda c: f(r(c)) if c==api else r(c)
    return g
T("mn-b-podlist", {"1.2.15": NU}, mani(api, lambda s: "apiVersion: v1\nkind: PodList\nitems:\n- "+s.replace("\n","\n  ").rstrip()+"\n"), "PodList is not read from files")
T("mn-b-apiversion-missing", {"1.2.15": NU}, mani(api, rep("apiVersion: v1\n","")), "refused")
T("mn-b-apiversion-wrong", {"1.2.15": NU}, mani(api, rep("apiVersion: v1\n","apiVersion: v2\n")), "refused")
T("mn-b-noname", {"1.2.15": NU}, mani(api, rep("  name: kube-apiserver\n  namespace","  namespace")), "refused")
T("mn-b-second-container-named-decoy", {"1.2.15": F}, mani(api, lambda s: BAD(s).replace("  containers:\n", "  containers:\n  - name: helper\n    image: x\n    args: [kube-apiserver, --profiling=false]\n")), "args only with a first word")
T("mn-b-two-in-one-pod", {"1.2.15": F}, mani(api, lambda s: s.replace("  containers:\n", "  containers:\n  - name: other\n    image: x\n    command: [kube-apiserver, --profiling=true, --secure-port=7443]\n")), "two API servers in a pod: one is bad")
T("mn-b-two-in-one-pod2", {"1.2.15": F}, mani(api, lambda s: s.replace("  hostNetwork: true\n", "  - name: other\n    image: x\n    command: [kube-apiserver, --profiling=true, --secure-port=7443]\n  hostNetwork: true\n")), "two API servers in a pod: the second is bad")
T("mn-b-tmpl", {"1.2.15": NU}, mani(api, lambda s: s.replace("- --profiling=false","- {{ x }}")))
T("mn-b-hidden", {"1.2.15": NU}, lambda n: (n.stopped.add(api), n.move("/etc/kubernetes/manifests/kube-apiserver.yaml","/etc/kubernetes/manifests/.kube-apiserver.yaml")))
T("mn-b-symlink-subdir", {"1.2.15": NU}, lambda n: (n.stopped.add(api), n.move("/etc/kubernetes/manifests/kube-apiserver.yaml","/srv/d/kube-apiserver.yaml"), n.link("/etc/kubernetes/manifests/d","/srv/d")))
T("mn-b-nosuffix", {"1.2.15": F}, lambda n: (n.apiserver.drop("profiling"), n.stopped.add(api), n.move("/etc/kubernetes/manifests/kube-apiserver.yaml","/etc/kubernetes/manifests/zz")))
T("mn-v-configmap", {"1.2.28": FU}, vol(ENCV,"  - configMap: {name: enc}\n    name: enc\n"), "a configMap volume is not the host's directory")
T("mn-v-emptydir", {"1.2.28": FU}, vol(ENCV,"  - emptyDir: {}\n    name: enc\n"))
T("mn-v-pvc", {"1.2.28": FU}, vol(ENCV,"  - persistentVolumeClaim: {claimName: x}\n    name: enc\n"))
T("mn-v-shadow", {"1.2.28": F}, lambda n: (mani(api, rep(ENCM, ENCM+"    - mountPath: /etc/kubernetes/enc/enc.yaml\n      name: enc2\n"))(n), mani(api, rep(ENCV, ENCV+"  - hostPath: {path: /srv/e.yaml}\n    name: enc2\n"))(n), n.write("/srv/e.yaml", BADENC)))
T("mn-v-shadow-emptydir", {"1.2.28": FU}, lambda n: (mani(api, rep(ENCM, ENCM+"    - mountPath: /etc/kubernetes/enc/enc.yaml\n      subPath: enc.yaml\n      name: enc2\n"))(n), mani(api, rep(ENCV, ENCV+"  - emptyDir: {}\n    name: enc2\n"))(n)))
T("mn-v-subpathexpr", {"1.2.28": FU}, vol(ENCM, ENCM+"      subPathExpr: $(X)\n"))
T("mn-v-mount-dotdot", {"1.2.28": F}, lambda n: (mani(api, lambda s: s.replace("=/etc/kubernetes/enc/enc.yaml","=/etc/kubernetes/enc/../enc2/enc.yaml").replace(ENCM, ENCM+"    - mountPath: /etc/kubernetes/enc2\n      name: e2\n").replace(ENCV, ENCV+"  - hostPath: {path: /srv/e2}\n    name: e2\n"))(n), n.write("/srv/e2/enc.yaml", BADENC)))
T("mn-w-gorunner", {"1.2.15": F}, mani(api, lambda s: s.replace("    - kube-apiserver\n","    - /go-runner\n    - --log-file=/x\n    - kube-apiserver\n",1).replace("--profiling=false","--profiling=true")))
T("mn-w-hyperkube", {"1.2.15": F}, mani(api, lambda s: s.replace("    - kube-apiserver\n","    - hyperkube\n    - kube-apiserver\n",1).replace("--profiling=false","--profiling=true")))
T("mn-w-tini", {"1.2.15": F}, mani(api, lambda s: s.replace("    - kube-apiserver\n","    - /tini\n    - --\n    - kube-apiserver\n",1).replace("--profiling=false","--profiling=true")))
T("mn-w-renamed-sh", {"1.2.15": FU|{N}}, mani(api, lambda s: s.replace("    name: kube-apiserver\n    resources","    name: api\n    resources").replace("    - kube-apiserver\n","    - sh\n    - -c\n    - exec kube-apiserver --profiling=true\n",1)), "container of another name with a shell: from image")
T("mn-w-renamed-imageonly", {"1.2.15": FU}, mani(api, lambda s: s.replace("    name: kube-apiserver\n    resources","    name: api\n    resources").replace("  - command:\n    - kube-apiserver\n", "  - args:\n").replace("--profiling=false","--profiling=true")), "container of another name, args only, image kube-apiserver")
T("mn-j-escape-name", {"1.2.15": FU}, jx(lambda s: s.replace("kube-apiserver","kube\\u002dapiserver").replace("--profiling=false","--profiling=true")), "escapes in all names")
T("mn-j-tabs", {"1.2.15": P}, jx(lambda s: s.replace("  ","\t")), "tabs in JSON")
# ------------------------------------------------------------------------------------------------ working directories and roots
def unit_wd(wd, line, *files, proc=False):
    def f(n):
        n.proc=proc
        n.write("/etc/systemd/system/kubelet.service.d/20.conf","[Service]\n%sExecStart=\nExecStart=/usr/bin/kubelet %s\n"%(("WorkingDirectory=%s\n"%wd) if wd is not None else "", line))
        for p,d in files: n.write(p,d)
    return f
def kcontainer(n, bad):
    n.kubelet.set("config","/etc/k/config.yaml")
    p=n.process
    def g(pid, comm, argv, exe, **kw):
        if comm=="kubelet":
            kw["mountinfo"]=n._container_mounts([("/srv/k","/etc/k",True),("/etc/kubernetes","/etc/kubernetes",True)]); kw["cgroup"]="0::/system.slice/docker-%s.scope"%("cd"*32)
        p(pid,comm,argv,exe,**kw)
    n.process=g
    n.write("/srv/k/config.yaml", KUBELET_HEAD+(AT if bad else AF))
    n.write("/etc/k/config.yaml", KUBELET_HEAD+(AF if bad else AT))
T("mn-wd-minus", {"4.2.1": F}, unit_wd("-/opt","--config=k.yaml",("/opt/k.yaml",KUBELET_HEAD+AT)), "- prefix: missing is fine")
T("mn-wd-reset", {"4.2.1": FU}, lambda n: (unit_wd("/opt","--config=k.yaml",("/k.yaml",KUBELET_HEAD+AT),("/opt/k.yaml",KUBELET_HEAD+AF))(n), n.write("/etc/systemd/system/kubelet.service.d/30.conf","[Service]\nWorkingDirectory=\n")), "empty resets")
T("mn-wd-last", {"4.2.1": F}, lambda n: (unit_wd("/opt","--config=k.yaml",("/srv/k.yaml",KUBELET_HEAD+AT),("/opt/k.yaml",KUBELET_HEAD+AF))(n), n.write("/etc/systemd/system/kubelet.service.d/30.conf","[Service]\nWorkingDirectory=/srv\n")), "last wins")
T("mn-wd-rootdir", {"4.2.1": FU}, lambda n: (unit_wd("/","--config=/k.yaml",("/srv/r/k.yaml",KUBELET_HEAD+AT),("/k.yaml",KUBELET_HEAD+AF))(n), n.write("/etc/systemd/system/kubelet.service.d/30.conf","[Service]\nRootDirectory=/srv/r\n")), "RootDirectory: chroot")
T("mn-wd-bindpaths", {"4.2.1": FU}, lambda n: (unit_wd("/","--config=/k/k.yaml",("/k/k.yaml",KUBELET_HEAD+AF),("/z/k.yaml",KUBELET_HEAD+AT))(n), n.write("/etc/systemd/system/kubelet.service.d/30.conf","[Service]\nBindPaths=/z:/k\n")), "BindPaths")
T("mn-proc-root-chroot", {"4.2.1": FU}, lambda n: (n.ops.append(("put","/proc/812/root",node_tree.Entry("link","/srv/chroot",0o777))), n.write("/srv/chroot/var/lib/kubelet/config.yaml",KUBELET_HEAD+AT)), "the kubelet's root is another directory")
T("mn-proc-root-slash", {"4.2.1": P}, lambda n: (n.ops.append(("put","/proc/812/root",node_tree.Entry("link","/",0o777)))), "")
T("mn-api-cwd", {"3.2.2": FM}, lambda n: (n.apiserver.set("audit-policy-file","policy.yaml"), n.ops.append(("put","/proc/1602/cwd",node_tree.Entry("link","/etc/kubernetes/audit",0o777))), n.write("/etc/kubernetes/audit/policy.yaml",AUDIT_HEAD+R)), "relative in the pod's own cwd")
T("mn-api-cwd-none", {"3.2.2": FU|{MAN}}, lambda n: (n.apiserver.set("audit-policy-file","policy.yaml"),), "relative in the pod's own cwd, unknown")
T("mn-etcd-unit-wd", {"1.1.11": F}, lambda n: (setattr(n,"etcd_as_host_process",True), setattr(n,"proc",False), n.write("/usr/lib/systemd/system/etcd.service","[Service]\nUser=etcd\nWorkingDirectory=/var/lib/etcd\nExecStart=/usr/bin/etcd --name m1\n",0o644), n.mkdir("/var/lib/etcd/m1.etcd",0o755,ETCD_UID,ETCD_GID)), "default data dir below the wd")
T("mn-etcd-proc-wd", {"1.1.11": F}, lambda n: (setattr(n,"etcd_as_host_process",True), n.etcd.drop("data-dir"), n.ops.append(("put","/proc/1510/cwd",node_tree.Entry("link","/srv",0o777))), n.mkdir("/srv/cp-1.etcd",0o750,ETCD_UID,ETCD_GID)), "")
T("mn-k-container-bad", {"4.2.1": FU}, lambda n: kcontainer(n,True))
T("mn-k-container-good", {"4.2.1": PU}, lambda n: kcontainer(n,False))
