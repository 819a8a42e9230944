"""A hardened kubeadm v1.36 control-plane + worker node as a directory tree.

`Node` is the model that a case mutates: component arguments, kubelet configuration blocks, which
processes run. `Node.render()` turns the model into a plan (path -> entry); file operations that the
case asked for are applied to the plan afterwards; `Node.materialize(root)` writes it.
Everything here is written by hand from the documented formats; nothing is copied from another project.
"""

import base64
import os
import re
import shutil
import stat
import struct
import subprocess
import tempfile
from collections import OrderedDict

KERNEL = "6.12.48+deb13-amd64"
ETCD_UID, ETCD_GID = 998, 997
KUBELET_PKI = "/var/lib/kubelet/pki"
PKI = "/etc/kubernetes/pki"
PODS = {  # name -> (pid, pod uid)
    "etcd": (1510, "1f6a8c0f9c4a4d1e8a7a54a5b7f0c001"),
    "kube-apiserver": (1602, "2e7b9d1fad5b4e2f9b8b65b6c8f1d002"),
    "kube-controller-manager": (1655, "3d8caE2fbe6c4f3facc976c7d9e2e003".lower()),
    "kube-scheduler": (1701, "4c9dbf30cf7d404fbdda87d8eaf3f004"),
    "kube-proxy": (2044, "5bad0c41-d08e-4150-8eeb-98e9fb040005"),
}
KUBELET_PID = 812

# strings that must never turn up in any output of the tool
SECRETS = {
    "aes key": base64.b64encode(b"samples-aes-key-0123456789abcdef"[:32]).decode(),
    "secretbox key": base64.b64encode(b"samples-secretbox-0123456789abcd"[:32]).decode(),
    "shadow hash": "$y$j9T$samplesSALTsamples$hash0hash1hash2hash3hash4hash5hash6hash7",
    "bootstrap token": "h3ld0u.0123456789abcdef",
    "static token": "samples-static-token-9f8e7d6c5b4a",
    "environment secret": "samples-env-secret-41c2b3",
    "registry password": "samples-registry-password-77aa",
    "argument secret": "samples-argv-secret-c0ffee",
    "private key": "-----BEGIN PRIVATE KEY-----",
    "ec private key": "-----BEGIN EC PRIVATE KEY-----",
}


# ------------------------------------------------------------------------------------------ certificates

class Certs:
    """Real certificates and keys, made once per run with the openssl command line."""

    def __init__(self, directory):
        self.dir = directory
        self.serial = 0x1000
        self.data = {}
        self._build()

    def _run(self, *args):
        p = subprocess.run(["openssl", *args], cwd=self.dir, stdin=subprocess.DEVNULL,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if p.returncode:
            raise RuntimeError("openssl %s: %s" % (" ".join(args), p.stderr.decode()))
        return p.stdout

    def _key(self, name):
        self._run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name + ".key")
        self.data[name + ".key"] = self._read(name + ".key")

    def _read(self, name):
        with open(os.path.join(self.dir, name), "rb") as f:
            return f.read()

    def ca(self, name, cn):
        self._key(name)
        self._run("req", "-x509", "-new", "-key", name + ".key", "-subj", "/CN=" + cn, "-days", "3650",
                  "-addext", "keyUsage=critical,digitalSignature,keyEncipherment,keyCertSign", "-out", name + ".crt")
        self.data[name + ".crt"] = self._read(name + ".crt")

    def leaf(self, name, subject, ca, eku, san=None, start=None, end=None):
        self._key(name)
        self._run("req", "-new", "-key", name + ".key", "-subj", subject, "-out", name + ".csr")
        self.serial += 1
        ext = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=%s\n" % eku
        if san:
            ext += "subjectAltName=%s\n" % san
        with open(os.path.join(self.dir, name + ".ext"), "w") as f:
            f.write(ext)
        if start:
            db = os.path.join(self.dir, name + ".db")
            open(db, "w").close()
            with open(os.path.join(self.dir, name + ".cnf"), "w") as f:
                f.write("[ca]\ndefault_ca=d\n[d]\ndatabase=%s\nnew_certs_dir=%s\ndefault_md=sha256\npolicy=p\n"
                        "rand_serial=yes\nunique_subject=no\n[p]\ncommonName=supplied\norganizationName=optional\n"
                        % (db, self.dir))
            self._run("ca", "-batch", "-notext", "-config", name + ".cnf", "-in", name + ".csr", "-cert", ca + ".crt",
                      "-keyfile", ca + ".key", "-startdate", start, "-enddate", end, "-extfile", name + ".ext",
                      "-out", name + ".crt")
        else:
            self._run("x509", "-req", "-in", name + ".csr", "-CA", ca + ".crt", "-CAkey", ca + ".key",
                      "-set_serial", str(self.serial), "-days", "365", "-extfile", name + ".ext", "-out", name + ".crt")
        self.data[name + ".crt"] = self._read(name + ".crt")

    def _build(self):
        self.ca("ca", "kubernetes")
        self.ca("etcd-ca", "etcd-ca")
        self.ca("front-proxy-ca", "front-proxy-ca")
        dns = "DNS:cp-1,DNS:kubernetes,DNS:kubernetes.default.svc.cluster.local,IP:10.96.0.1,IP:10.0.0.11"
        self.leaf("apiserver", "/CN=kube-apiserver", "ca", "serverAuth", dns)
        self.leaf("apiserver-expired", "/CN=kube-apiserver", "ca", "serverAuth", dns, "20230101000000Z", "20240101000000Z")
        self.leaf("apiserver-kubelet-client", "/O=kubeadm:cluster-admins/CN=kube-apiserver-kubelet-client", "ca", "clientAuth")
        self.leaf("front-proxy-client", "/CN=front-proxy-client", "front-proxy-ca", "clientAuth")
        self.leaf("apiserver-etcd-client", "/CN=kube-apiserver-etcd-client", "etcd-ca", "clientAuth")
        for n in ("etcd-server", "etcd-peer"):
            self.leaf(n, "/CN=cp-1", "etcd-ca", "serverAuth,clientAuth", "DNS:cp-1,DNS:localhost,IP:10.0.0.11,IP:127.0.0.1")
        self.leaf("etcd-healthcheck-client", "/CN=kube-etcd-healthcheck-client", "etcd-ca", "clientAuth")
        self.leaf("kubelet-client", "/O=system:nodes/CN=system:node:cp-1", "ca", "clientAuth")
        self.leaf("kubelet-server", "/O=system:nodes/CN=system:node:cp-1", "ca", "serverAuth", "DNS:cp-1,IP:10.0.0.11")
        self.leaf("admin", "/O=kubeadm:cluster-admins/CN=kubernetes-admin", "ca", "clientAuth")
        self.leaf("super-admin", "/O=system:masters/CN=kubernetes-super-admin", "ca", "clientAuth")
        self.leaf("controller-manager", "/CN=system:kube-controller-manager", "ca", "clientAuth")
        self.leaf("scheduler", "/CN=system:kube-scheduler", "ca", "clientAuth")
        self._key("sa")
        self._run("pkey", "-in", "sa.key", "-pubout", "-out", "sa.pub")
        self.data["sa.pub"] = self._read("sa.pub")
        self._run("genpkey", "-algorithm", "ED25519", "-out", "ssh.pem")
        seed = self._run("pkey", "-in", "ssh.pem", "-outform", "DER")[-32:]
        public = self._run("pkey", "-in", "ssh.pem", "-pubout", "-outform", "DER")[-32:]
        self.data["ssh.key"], self.data["ssh.pub"] = openssh_key(seed, public)

    def __getitem__(self, name):
        return self.data[name]

    def b64(self, name):
        return base64.b64encode(self.data[name]).decode()


def openssh_key(seed, public):
    """An unencrypted ed25519 key in OpenSSH's own format, and its public line."""
    def s(b):
        return struct.pack(">I", len(b)) + b
    blob = s(b"ssh-ed25519") + s(public)
    private = b"held" * 2 + blob + s(seed + public) + s(b"root@cp-1")
    private += bytes(range(1, 9))[:-len(private) % 8]
    body = base64.b64encode(b"openssh-key-v1\0" + s(b"none") + s(b"none") + s(b"") + struct.pack(">I", 1) + s(blob) + s(private)).decode()
    lines = "\n".join(body[i:i + 70] for i in range(0, len(body), 70))
    return (("-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n-----END OPENSSH PRIVATE KEY-----\n" % lines).encode(),
            b"ssh-ed25519 " + base64.b64encode(blob) + b" root@cp-1\n")


_certs = None


def certs():
    global _certs
    if _certs is None:
        d = tempfile.mkdtemp(prefix="captured-certs-")
        try:
            _certs = Certs(d)
        finally:
            shutil.rmtree(d, ignore_errors=True)
    return _certs


# ------------------------------------------------------------------------------------------------ helpers

def flag_name(arg):
    """The normalised name of a long flag, or None (values and shorthands)."""
    m = re.match(r"--?([A-Za-z][A-Za-z0-9_-]*)(=|$)", arg)
    return m.group(1).replace("_", "-") if m else None


class Args(list):
    """Arguments of a component, `--name=value` form."""

    def drop(self, *names):
        self[:] = [a for a in self if flag_name(a) not in names]
        return self

    def set(self, name, value):
        self.drop(name)
        self.append("--%s=%s" % (name, value))
        return self

    def add(self, *raw):
        self.extend(raw)
        return self


def scalar(s):
    """A string as a YAML scalar."""
    if re.match(r"^[A-Za-z/-][A-Za-z0-9/=.,:_*@+-]*$", s) and not re.search(r":( |$)", s) and not s.startswith("- "):
        return s
    return '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Entry:
    __slots__ = ("kind", "data", "mode", "uid", "gid")

    def __init__(self, kind, data, mode, uid=0, gid=0):
        self.kind, self.data, self.mode, self.uid, self.gid = kind, data, mode, uid, gid


STRONG = ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"]

KUBELET_HEAD = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


def kubelet_blocks():
    b = OrderedDict()
    b["authentication"] = ("authentication:\n  anonymous:\n    enabled: false\n  webhook:\n    cacheTTL: 0s\n    enabled: true\n"
                           "  x509:\n    clientCAFile: /etc/kubernetes/pki/ca.crt\n")
    b["authorization"] = ("authorization:\n  mode: Webhook\n  webhook:\n    cacheAuthorizedTTL: 0s\n    cacheUnauthorizedTTL: 0s\n")
    b["cgroupDriver"] = "cgroupDriver: systemd\n"
    b["clusterDNS"] = "clusterDNS:\n- 10.96.0.10\n"
    b["clusterDomain"] = "clusterDomain: cluster.local\n"
    b["containerRuntimeEndpoint"] = "containerRuntimeEndpoint: unix:///var/run/containerd/containerd.sock\n"
    b["eventRecordQPS"] = "eventRecordQPS: 50\n"
    b["healthzBindAddress"] = "healthzBindAddress: 127.0.0.1\n"
    b["healthzPort"] = "healthzPort: 10248\n"
    b["podPidsLimit"] = "podPidsLimit: 4096\n"
    b["protectKernelDefaults"] = "protectKernelDefaults: true\n"
    b["resolvConf"] = "resolvConf: /run/systemd/resolve/resolv.conf\n"
    b["rotateCertificates"] = "rotateCertificates: true\n"
    b["seccompDefault"] = "seccompDefault: true\n"
    b["serverTLSBootstrap"] = "serverTLSBootstrap: true\n"
    b["staticPodPath"] = "staticPodPath: /etc/kubernetes/manifests\n"
    b["streamingConnectionIdleTimeout"] = "streamingConnectionIdleTimeout: 5m0s\n"
    b["tlsCipherSuites"] = "tlsCipherSuites:\n" + "".join("- %s\n" % c for c in STRONG)
    return b


ENC_HEAD = "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n"
AESCBC = "      - aescbc:\n          keys:\n            - name: key1\n              secret: %s\n" % SECRETS["aes key"]
AESGCM = AESCBC.replace("aescbc", "aesgcm")
SECRETBOX = "      - secretbox:\n          keys:\n            - name: key1\n              secret: %s\n" % SECRETS["secretbox key"]
KMSV2 = "      - kms:\n          apiVersion: v2\n          name: vault\n          endpoint: unix:///run/kms/vault.sock\n          timeout: 3s\n"
IDENTITY = "      - identity: {}\n"


def enc_entry(resources, *providers):
    return "  - resources:\n" + "".join("      - %s\n" % (r if r[0].isalpha() else '"%s"' % r) for r in resources) \
        + "    providers:\n" + "".join(providers)


AUDIT_HEAD = "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages:\n- RequestReceived\nrules:\n"
AUDIT_SECRETS_METADATA = ("- level: Metadata\n  resources:\n  - group: \"\"\n    resources: [\"secrets\", \"configmaps\", \"serviceaccounts/token\"]\n"
                          "  - group: authentication.k8s.io\n    resources: [\"tokenreviews\"]\n")
AUDIT_GOOD = (AUDIT_HEAD + AUDIT_SECRETS_METADATA
              + "- level: RequestResponse\n  resources:\n  - group: \"\"\n    resources: [\"pods\", \"pods/exec\", \"pods/portforward\", \"pods/proxy\", \"services/proxy\"]\n"
              + "- level: RequestResponse\n  verbs: [\"create\", \"update\", \"patch\", \"delete\"]\n"
              + "- level: Metadata\n")


# ------------------------------------------------------------------------------------------------- model

class Node:
    def __init__(self):
        c = certs()
        self.certs = c
        self.ops = []
        self.outside_dir = "/outside"      # the builder sets the real one
        self.outside_files = {}
        self.version = "v1.36.3"
        self.etcd_image = "registry.k8s.io/etcd:3.6.8-0"
        self.control_plane = True          # manifests, kubeconfigs and processes of the control plane
        self.local_etcd = True
        self.kubelet_installed = True
        self.proc = True                   # is there a /proc at all
        self.stopped = set()               # components without a process
        self.process_only = {}             # component -> function(args): what runs differs from the manifest
        self.manifest_only = {}            # component -> function(args): the manifest differs from what runs
        self.etcd_as_host_process = False
        self.etcd_environ = {}
        self.manifest_dir = "/etc/kubernetes/manifests"
        self.manifest_as_args = set()      # components whose flags stand in `args`, not in `command`
        self.sidecar_first = set()
        self.manifest_json = set()
        self.mounts = {}                   # component -> extra [(name, host path, container path, type)]
        self.kube_proxy = "pod"            # pod | host | none
        self.proxy_args = Args(["--config=/var/lib/kube-proxy/config.conf", "--hostname-override=cp-1"])
        self.proxy_config = ("apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nbindAddress: 0.0.0.0\n"
                             "clientConnection:\n  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf\nclusterCIDR: 192.168.0.0/16\n"
                             "healthzBindAddress: \"\"\nmetricsBindAddress: \"\"\nmode: nftables\n")
        self.kubelet_argv0 = "/usr/bin/kubelet"
        self.kubelet_exe = "/usr/bin/kubelet"
        self.kubelet_cwd = "/"
        self.kubelet = Args(["--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf",
                             "--kubeconfig=/etc/kubernetes/kubelet.conf",
                             "--config=/var/lib/kubelet/config.yaml", "--node-ip=10.0.0.11"])
        self.kubelet_env_args = "--node-ip=10.0.0.11"   # kubeadm-flags.env
        self.kcfg = kubelet_blocks()
        self.kubelet_config_raw = None
        self.kubelet_config_path = "/var/lib/kubelet/config.yaml"
        self.encryption = ENC_HEAD + enc_entry(["secrets", "configmaps"], AESCBC, IDENTITY)
        self.audit_policy = AUDIT_GOOD
        self.sysctl = base_sysctl()
        self.sysctl_persisted = None       # None: the same as runtime
        self.extra_procs = []              # (pid, comm, argv, exe)
        self.cmdline = ("BOOT_IMAGE=/boot/vmlinuz-%s root=UUID=8f1c7e9a-1111-4222-8333-444455556666 ro quiet slab_nomerge "
                        "init_on_alloc=1 init_on_free=1 page_alloc.shuffle=1 randomize_kstack_offset=on vsyscall=none debugfs=off "
                        "lockdown=integrity mitigations=auto apparmor=1 audit=1 audit_backlog_limit=8192" % KERNEL)
        self.modules_loaded = ["overlay", "br_netfilter", "bridge", "stp", "llc", "nf_conntrack", "nf_nat", "nf_tables",
                               "ip_set", "xt_conntrack", "vxlan", "udp_tunnel", "veth", "virtio_net", "ext4"]
        self.modules_builtin = ["unix", "ipv6", "seccomp_filter"]
        self.modules_on_disk = ["overlay", "br_netfilter", "bridge", "stp", "llc", "nf_conntrack", "nf_nat", "nf_tables",
                                "ip_set", "xt_conntrack", "vxlan", "udp_tunnel", "veth", "virtio_net", "ext4",
                                "cramfs", "freevxfs", "jffs2", "hfs", "hfsplus", "dccp", "rds", "tipc", "algif_aead",
                                "rxrpc", "usb-storage", "firewire-core", "udf", "ax25", "netrom", "rose",
                                "appletalk", "atm", "can", "n_hdlc", "thunderbolt", "bluetooth", "floppy", "pcspkr", "uvcvideo",
                                "affs", "befs", "minix", "nilfs2", "romfs", "ufs", "x25", "ipx", "decnet", "econet"]
        self.modules_blocked = ["cramfs", "freevxfs", "jffs2", "hfs", "hfsplus", "dccp", "rds", "tipc", "algif_aead", "rxrpc",
                                "usb-storage", "firewire-core", "udf", "ax25", "netrom", "rose", "appletalk", "atm", "can",
                                "n_hdlc", "thunderbolt", "bluetooth", "floppy", "pcspkr", "uvcvideo", "affs", "befs", "minix",
                                "nilfs2", "romfs", "ufs", "x25", "ipx", "decnet", "econet"]
        self.sshd_config = base_sshd()
        self.mount_opts = {"/dev/shm": "rw,nosuid,nodev,noexec,relatime", "/tmp": "rw,nosuid,nodev,noexec,relatime",
                           "/var/tmp": "rw,nosuid,nodev,noexec,relatime", "/home": "rw,nosuid,nodev,relatime",
                           "/boot": "rw,nosuid,nodev,noexec,relatime", "/var/log": "rw,nosuid,nodev,noexec,relatime"}
        self.passwd = base_passwd()
        self.shadow = base_shadow()
        self.group = base_group()
        self.containerd = base_containerd()
        self.tcp = [("0100007F", 10248, 21001), ("0100007F", 10257, 21002), ("0100007F", 10259, 21003), ("00000000", 22, 21004),
                    ("0100007F", 10249, 21005), ("0B00000A", 2379, 21006), ("0100007F", 2381, 21007)]
        self.tcp6 = [("0" * 32, 10250, 21101), ("0" * 32, 6443, 21102), ("0" * 32, 10256, 21103)]
        self.sockets = {KUBELET_PID: [21001, 21101], 1655: [21002], 1701: [21003], 698: [21004], 2044: [21005, 21103],
                        1510: [21006, 21007], 1602: [21102]}

        p = PKI
        self.apiserver = Args([
            "--advertise-address=10.0.0.11", "--allow-privileged=true", "--anonymous-auth=false",
            "--admission-control-config-file=/etc/kubernetes/admission/config.yaml",
            "--audit-log-maxage=30", "--audit-log-maxbackup=10", "--audit-log-maxsize=100",
            "--audit-log-path=/var/log/kubernetes/audit/audit.log", "--audit-policy-file=/etc/kubernetes/audit/policy.yaml",
            "--authorization-mode=Node,RBAC", "--client-ca-file=%s/ca.crt" % p,
            "--enable-admission-plugins=NodeRestriction,AlwaysPullImages,DenyServiceExternalIPs,EventRateLimit",
            "--enable-bootstrap-token-auth=true", "--encryption-provider-config=/etc/kubernetes/enc/enc.yaml",
            "--etcd-cafile=%s/etcd/ca.crt" % p, "--etcd-certfile=%s/apiserver-etcd-client.crt" % p,
            "--etcd-keyfile=%s/apiserver-etcd-client.key" % p, "--etcd-servers=https://127.0.0.1:2379",
            "--kubelet-certificate-authority=%s/ca.crt" % p,
            "--kubelet-client-certificate=%s/apiserver-kubelet-client.crt" % p,
            "--kubelet-client-key=%s/apiserver-kubelet-client.key" % p,
            "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname", "--profiling=false",
            "--proxy-client-cert-file=%s/front-proxy-client.crt" % p, "--proxy-client-key-file=%s/front-proxy-client.key" % p,
            "--request-timeout=60s", "--requestheader-allowed-names=front-proxy-client",
            "--requestheader-client-ca-file=%s/front-proxy-ca.crt" % p, "--requestheader-extra-headers-prefix=X-Remote-Extra-",
            "--requestheader-group-headers=X-Remote-Group", "--requestheader-username-headers=X-Remote-User",
            "--secure-port=6443", "--service-account-extend-token-expiration=false",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local", "--service-account-key-file=%s/sa.pub" % p,
            "--service-account-lookup=true", "--service-account-signing-key-file=%s/sa.key" % p,
            "--service-cluster-ip-range=10.96.0.0/12", "--tls-cert-file=%s/apiserver.crt" % p,
            "--tls-cipher-suites=" + ",".join(STRONG), "--tls-private-key-file=%s/apiserver.key" % p])
        self.kcm = Args([
            "--allocate-node-cidrs=true", "--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf",
            "--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf", "--bind-address=127.0.0.1",
            "--client-ca-file=%s/ca.crt" % p, "--cluster-cidr=192.168.0.0/16", "--cluster-name=kubernetes",
            "--cluster-signing-cert-file=%s/ca.crt" % p, "--cluster-signing-key-file=%s/ca.key" % p,
            "--controllers=*,bootstrapsigner,tokencleaner", "--kubeconfig=/etc/kubernetes/controller-manager.conf",
            "--leader-elect=true", "--profiling=false", "--requestheader-client-ca-file=%s/front-proxy-ca.crt" % p,
            "--root-ca-file=%s/ca.crt" % p, "--service-account-private-key-file=%s/sa.key" % p,
            "--service-cluster-ip-range=10.96.0.0/12", "--terminated-pod-gc-threshold=1000",
            "--use-service-account-credentials=true"])
        self.sched = Args([
            "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf", "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
            "--bind-address=127.0.0.1", "--kubeconfig=/etc/kubernetes/scheduler.conf", "--leader-elect=true", "--profiling=false"])
        e = p + "/etcd"
        self.etcd = Args([
            "--advertise-client-urls=https://10.0.0.11:2379", "--cert-file=%s/server.crt" % e, "--client-cert-auth=true",
            "--data-dir=/var/lib/etcd", "--feature-gates=InitialCorruptCheck=true",
            "--initial-advertise-peer-urls=https://10.0.0.11:2380", "--initial-cluster=cp-1=https://10.0.0.11:2380",
            "--key-file=%s/server.key" % e, "--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.11:2379",
            "--listen-metrics-urls=http://127.0.0.1:2381", "--listen-peer-urls=https://10.0.0.11:2380", "--name=cp-1",
            "--peer-cert-file=%s/peer.crt" % e, "--peer-client-cert-auth=true", "--peer-key-file=%s/peer.key" % e,
            "--peer-trusted-ca-file=%s/ca.crt" % e, "--snapshot-count=10000", "--trusted-ca-file=%s/ca.crt" % e,
            "--watch-progress-notify-interval=5s"])

    # ---- file operations, applied after rendering, in order

    def write(self, path, data, mode=0o600, uid=0, gid=0):
        self.ops.append(("write", path, data if isinstance(data, bytes) else data.encode(), mode, uid, gid))

    def append(self, path, data):
        self.ops.append(("append", path, data.encode()))

    def chmod(self, path, mode):
        self.ops.append(("chmod", path, mode))

    def chown(self, path, uid, gid=None):
        self.ops.append(("chown", path, uid, uid if gid is None else gid))

    def rm(self, *paths):
        for p in paths:
            self.ops.append(("rm", p))

    def move(self, a, b):
        self.ops.append(("move", a, b))

    def link(self, path, target):
        self.ops.append(("put", path, Entry("link", target, 0o777)))

    def mkdir(self, path, mode=0o755, uid=0, gid=0):
        self.ops.append(("put", path, Entry("dir", None, mode, uid, gid)))

    def fifo(self, path, mode=0o600):
        self.ops.append(("put", path, Entry("fifo", None, mode)))

    def socket(self, path, mode, uid=0, gid=0):
        self.ops.append(("put", path, Entry("socket", None, mode, uid, gid)))

    def chardev(self, path, major, minor, mode=0o600):
        self.ops.append(("put", path, Entry("char", (major, minor), mode)))

    def sparse(self, path, size, head=b"", mode=0o600):
        self.ops.append(("put", path, Entry("sparse", (size, head), mode)))

    def outside(self, name, data):
        """A file beside the root, not in it; returns its absolute path."""
        path = os.path.join(self.outside_dir, name)
        self.outside_files[path] = data.encode()
        return path

    # ---- convenience for kubelet configuration

    def kubelet_conf(self, key, text):
        """Replace one top-level block; None removes it."""
        if text is None:
            self.kcfg.pop(key, None)
        else:
            self.kcfg[key] = text if text.endswith("\n") else text + "\n"

    def anonymous(self, text):
        """The `anonymous` part of the authentication block, as YAML lines at indent 2."""
        self.kcfg["authentication"] = "authentication:\n%s  webhook:\n    enabled: true\n  x509:\n    clientCAFile: /etc/kubernetes/pki/ca.crt\n" % text

    def dropin(self, name, body, directory="/etc/kubernetes/kubelet.conf.d", head=KUBELET_HEAD):
        if "config-dir" not in [flag_name(a) for a in self.kubelet]:
            self.kubelet.set("config-dir", directory)
        self.write("%s/%s" % (directory, name), head + body)

    # ---- rendering

    def render(self):
        self.plan = {}
        self._host()
        if self.kubelet_installed:
            self._kubelet()
            self._cni()
            if self.kube_proxy != "none":
                self._kube_proxy()
        if self.control_plane:
            self._control_plane()
        elif self.kubelet_installed:
            self._put(PKI + "/ca.crt", self.certs["ca.crt"], 0o644)
        if self.proc:
            self._processes()
        for op in self.ops:
            getattr(self, "_op_" + op[0])(*op[1:])
        return self.plan

    def _put(self, path, data, mode=0o644, uid=0, gid=0):
        self.plan[path] = Entry("file", data if isinstance(data, bytes) else data.encode(), mode, uid, gid)

    def _link(self, path, target):
        self.plan[path] = Entry("link", target, 0o777)

    def _dir(self, path, mode=0o755, uid=0, gid=0):
        self.plan[path] = Entry("dir", None, mode, uid, gid)

    def _op_write(self, path, data, mode, uid, gid):
        self.plan[path] = Entry("file", data, mode, uid, gid)

    def _op_append(self, path, data):
        self.plan[path].data += data

    def _op_chmod(self, path, mode):
        self.plan[path].mode = mode

    def _op_chown(self, path, uid, gid):
        self.plan[path].uid, self.plan[path].gid = uid, gid

    def _op_put(self, path, entry):
        self.plan[path] = entry

    def _op_rm(self, path):
        hit = [p for p in self.plan if p == path or p.startswith(path.rstrip("/") + "/")]
        if not hit:
            raise KeyError("nothing to remove at " + path)
        for p in hit:
            del self.plan[p]

    def _op_move(self, a, b):
        hit = [p for p in self.plan if p == a or p.startswith(a.rstrip("/") + "/")]
        if not hit:
            raise KeyError("nothing to move at " + a)
        for p in hit:
            self.plan[b + p[len(a):]] = self.plan.pop(p)

    # ---- parts

    def _kubelet(self):
        raw = self.kubelet_config_raw
        if raw is None:
            raw = KUBELET_HEAD + "".join(self.kcfg.values())
        self._put(self.kubelet_config_path, raw, 0o600)
        self._put("/var/lib/kubelet/kubeadm-flags.env", 'KUBELET_KUBEADM_ARGS="%s"\n' % self.kubelet_env_args, 0o600)
        self._put("/etc/default/kubelet", "KUBELET_EXTRA_ARGS=\n", 0o600)
        unit = ("[Unit]\nDescription=kubelet: The Kubernetes Node Agent\nDocumentation=https://kubernetes.io/docs/\n"
                "Wants=network-online.target\nAfter=network-online.target\n\n[Service]\nExecStart=/usr/bin/kubelet\nRestart=always\n"
                "StartLimitInterval=0\nRestartSec=10\n\n[Install]\nWantedBy=multi-user.target\n")
        dropin = ("[Service]\n"
                  'Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"\n'
                  'Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"\n'
                  "EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env\nEnvironmentFile=-/etc/default/kubelet\nExecStart=\n"
                  "ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS\n")
        self._put("/usr/lib/systemd/system/kubelet.service", unit, 0o600)
        self._put("/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf", dropin, 0o600)
        self._link("/etc/systemd/system/multi-user.target.wants/kubelet.service", "/usr/lib/systemd/system/kubelet.service")
        self._put("/usr/bin/kubelet", b"\x7fELF\x02\x01\x01" + b"\0" * 64, 0o755)
        self._put("/usr/bin/kubeadm", b"\x7fELF\x02\x01\x01" + b"\0" * 64, 0o755)
        c = self.certs
        self._dir("/var/lib/kubelet", 0o700)
        self._dir(KUBELET_PKI, 0o700)
        stamp = KUBELET_PKI + "/kubelet-client-2026-01-01-00-00-00.pem"
        self._put(stamp, c["kubelet-client.crt"] + c["kubelet-client.key"], 0o600)
        self._link(KUBELET_PKI + "/kubelet-client-current.pem", stamp)
        stamp = KUBELET_PKI + "/kubelet-server-2026-01-01-00-00-00.pem"
        self._put(stamp, c["kubelet-server.crt"] + c["kubelet-server.key"], 0o600)
        self._link(KUBELET_PKI + "/kubelet-server-current.pem", stamp)
        self._put("/etc/kubernetes/kubelet.conf", self._kubeconfig("system:node:cp-1", None), 0o600)

    def _kubeconfig(self, user, cert):
        c = self.certs
        if cert is None:
            cred = ("    client-certificate: %s/kubelet-client-current.pem\n    client-key: %s/kubelet-client-current.pem\n"
                    % (KUBELET_PKI, KUBELET_PKI))
        else:
            cred = "    client-certificate-data: %s\n    client-key-data: %s\n" % (c.b64(cert + ".crt"), c.b64(cert + ".key"))
        return ("apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: %s\n    server: https://10.0.0.11:6443\n"
                "  name: kubernetes\ncontexts:\n- context:\n    cluster: kubernetes\n    user: %s\n  name: %s@kubernetes\n"
                "current-context: %s@kubernetes\nkind: Config\nusers:\n- name: %s\n  user:\n%s"
                % (c.b64("ca.crt"), user, user, user, user, cred))

    def _cni(self):
        self._put("/etc/cni/net.d/10-calico.conflist",
                  '{\n  "name": "k8s-pod-network",\n  "cniVersion": "1.0.0",\n  "plugins": [\n'
                  '    {"type": "calico", "ipam": {"type": "calico-ipam"}, "kubernetes": {"kubeconfig": "/etc/cni/net.d/calico-kubeconfig"}},\n'
                  '    {"type": "portmap", "capabilities": {"portMappings": true}}\n  ]\n}\n', 0o600)
        self._put("/etc/cni/net.d/calico-kubeconfig", "apiVersion: v1\nkind: Config\n", 0o600)
        self._dir("/opt/cni/bin", 0o755)
        self._put("/opt/cni/bin/calico", b"\x7fELF" + b"\0" * 16, 0o755)

    def _kube_proxy(self):
        if self.kube_proxy == "host":
            self._put("/var/lib/kube-proxy/config.conf", self.proxy_config, 0o600)
            self._put("/var/lib/kube-proxy/kubeconfig.conf", "apiVersion: v1\nkind: Config\n", 0o600)
            return
        vol = "/var/lib/kubelet/pods/%s/volumes/kubernetes.io~configmap/kube-proxy" % PODS["kube-proxy"][1]
        stamp = "..2026_01_01_00_00_00.1234567890"
        self._put("%s/%s/config.conf" % (vol, stamp), self.proxy_config, 0o644)
        self._put("%s/%s/kubeconfig.conf" % (vol, stamp),
                  "apiVersion: v1\nkind: Config\nclusters:\n- name: default\n  cluster:\n    server: https://10.0.0.11:6443\n", 0o644)
        self._link(vol + "/..data", stamp)
        self._link(vol + "/config.conf", "..data/config.conf")
        self._link(vol + "/kubeconfig.conf", "..data/kubeconfig.conf")

    def _control_plane(self):
        c = self.certs
        for name in ("ca", "apiserver", "apiserver-kubelet-client", "front-proxy-ca", "front-proxy-client", "apiserver-etcd-client"):
            self._put("%s/%s.crt" % (PKI, name), c[name + ".crt"], 0o644)
            self._put("%s/%s.key" % (PKI, name), c[name + ".key"], 0o600)
        for name in ("ca", "server", "peer", "healthcheck-client"):
            self._put("%s/etcd/%s.crt" % (PKI, name), c["etcd-%s.crt" % name], 0o644)
            self._put("%s/etcd/%s.key" % (PKI, name), c["etcd-%s.key" % name], 0o600)
        self._put(PKI + "/sa.key", c["sa.key"], 0o600)
        self._put(PKI + "/sa.pub", c["sa.pub"], 0o600)
        for name, user in (("admin", "kubernetes-admin"), ("super-admin", "kubernetes-super-admin"),
                           ("controller-manager", "system:kube-controller-manager"), ("scheduler", "system:kube-scheduler")):
            self._put("/etc/kubernetes/%s.conf" % name, self._kubeconfig(user, name), 0o600)
        self._put("/etc/kubernetes/enc/enc.yaml", self.encryption, 0o600)
        self._put("/etc/kubernetes/audit/policy.yaml", self.audit_policy, 0o600)
        self._put("/etc/kubernetes/admission/config.yaml",
                  "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n- name: EventRateLimit\n"
                  "  configuration:\n    apiVersion: eventratelimit.admission.k8s.io/v1alpha1\n    kind: Configuration\n    limits:\n"
                  "    - type: Namespace\n      qps: 50\n      burst: 100\n", 0o600)
        self._dir("/var/log/kubernetes/audit", 0o700)
        self._put("/var/log/kubernetes/audit/audit.log", "", 0o600)
        self._dir(self.manifest_dir, 0o700)
        comps = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"]
        if self.local_etcd:
            self._dir("/var/lib/etcd", 0o700, ETCD_UID, ETCD_GID)
            self._dir("/var/lib/etcd/member", 0o700, ETCD_UID, ETCD_GID)
            if not self.etcd_as_host_process:
                comps.append("etcd")
        for comp in comps:
            ext = "json" if comp in self.manifest_json else "yaml"
            self._put("%s/%s.%s" % (self.manifest_dir, comp, ext), self._manifest(comp), 0o600)

    def _args(self, comp):
        return {"kube-apiserver": self.apiserver, "kube-controller-manager": self.kcm, "kube-scheduler": self.sched,
                "etcd": self.etcd, "kube-proxy": self.proxy_args}[comp]

    def _volumes(self, comp):
        if comp == "kube-apiserver":
            v = [("k8s-certs", PKI, PKI, "DirectoryOrCreate"), ("audit", "/etc/kubernetes/audit", "/etc/kubernetes/audit", "DirectoryOrCreate"),
                 ("audit-log", "/var/log/kubernetes/audit", "/var/log/kubernetes/audit", "DirectoryOrCreate"),
                 ("enc", "/etc/kubernetes/enc", "/etc/kubernetes/enc", "DirectoryOrCreate"),
                 ("admission", "/etc/kubernetes/admission", "/etc/kubernetes/admission", "DirectoryOrCreate"),
                 ("auth", "/etc/kubernetes/auth", "/etc/kubernetes/auth", "DirectoryOrCreate"),
                 ("ca-certs", "/etc/ssl/certs", "/etc/ssl/certs", "DirectoryOrCreate")]
        elif comp == "kube-controller-manager":
            v = [("k8s-certs", PKI, PKI, "DirectoryOrCreate"), ("ca-certs", "/etc/ssl/certs", "/etc/ssl/certs", "DirectoryOrCreate"),
                 ("kubeconfig", "/etc/kubernetes/controller-manager.conf", "/etc/kubernetes/controller-manager.conf", "FileOrCreate")]
        elif comp == "kube-scheduler":
            v = [("kubeconfig", "/etc/kubernetes/scheduler.conf", "/etc/kubernetes/scheduler.conf", "FileOrCreate")]
        elif comp == "etcd":
            v = [("etcd-data", "/var/lib/etcd", "/var/lib/etcd", "DirectoryOrCreate"),
                 ("etcd-certs", PKI + "/etcd", PKI + "/etcd", "DirectoryOrCreate")]
        else:
            v = []
        extra = self.mounts.get(comp, [])
        names = {x[0] for x in extra}
        return [x for x in v if x[0] not in names] + extra

    def _image(self, comp):
        return self.etcd_image if comp == "etcd" else "registry.k8s.io/%s:%s" % (comp, self.version)

    def _manifest(self, comp):
        args = Args(self._args(comp))
        if comp in self.manifest_only:
            args = self.manifest_only[comp](args) or args
        vols = self._volumes(comp)
        if comp in self.manifest_json:
            import json
            c = {"name": comp, "image": self._image(comp), "command": [comp] + args,
                 "volumeMounts": [{"name": n, "mountPath": m, "readOnly": True} for n, h, m, t in vols]}
            return json.dumps({"apiVersion": "v1", "kind": "Pod",
                               "metadata": {"name": comp, "namespace": "kube-system", "labels": {"component": comp, "tier": "control-plane"}},
                               "spec": {"containers": [c], "hostNetwork": True,
                                        "volumes": [{"name": n, "hostPath": {"path": h, "type": t}} for n, h, m, t in vols]}}, indent=2)
        out = ["apiVersion: v1", "kind: Pod", "metadata:", "  labels:", "    component: " + comp, "    tier: control-plane",
               "  name: " + comp, "  namespace: kube-system", "spec:", "  containers:"]
        if comp in self.sidecar_first:
            out += ["  - name: audit-forwarder", "    image: registry.example/audit-forwarder:2.1", "    command:",
                    "    - /forwarder", "    - --profiling=false", "    - --anonymous-auth=false", "    - --source=/var/log/kubernetes/audit/audit.log"]
        if comp in self.manifest_as_args:
            out += ["  - command:", "    - " + comp, "    args:"]
        else:
            out += ["  - command:", "    - " + comp]
        out += ["    - " + scalar(a) for a in args]
        out += ["    image: " + self._image(comp), "    imagePullPolicy: IfNotPresent", "    name: " + comp,
                "    resources:", "      requests:", "        cpu: 100m", "    volumeMounts:"]
        for n, h, m, t in vols:
            out += ["    - mountPath: " + m, "      name: " + n] + ([] if n in ("etcd-data", "audit-log") else ["      readOnly: true"])
        out += ["  hostNetwork: true", "  priority: 2000001000", "  priorityClassName: system-node-critical", "  securityContext:",
                "    seccompProfile:", "      type: RuntimeDefault", "  volumes:"]
        for n, h, m, t in vols:
            out += ["  - hostPath:", "      path: " + h, "      type: " + t, "    name: " + n]
        return "\n".join(out) + "\nstatus: {}\n"

    # ---- /proc

    def process(self, pid, comm, argv, exe, environ=(), ppid=1, uid=0, cgroup="0::/system.slice", mountinfo=None,
                apparmor="unconfined", seccomp=0):
        d = "/proc/%d" % pid
        self._put(d + "/cmdline", b"\0".join(a.encode() if isinstance(a, str) else a for a in argv) + b"\0", 0o444)
        self._put(d + "/comm", comm[:15] + "\n", 0o444)
        env = [b"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", b"LANG=C.UTF-8"]
        env += [("%s=%s" % kv).encode() for kv in environ]
        self._put(d + "/environ", b"\0".join(env) + b"\0", 0o400)
        caps = "000001ffffffffff" if uid == 0 else "0000000000000000"
        self._put(d + "/status",
                  "Name:\t%s\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t%d\nNgid:\t0\nPid:\t%d\nPPid:\t%d\nTracerPid:\t0\n"
                  "Uid:\t%d\t%d\t%d\t%d\nGid:\t%d\t%d\t%d\t%d\nFDSize:\t128\nGroups:\t\nNStgid:\t%d\nNSpid:\t%d\nVmRSS:\t   90000 kB\n"
                  "Threads:\t16\nCapInh:\t0000000000000000\nCapPrm:\t%s\nCapEff:\t%s\nCapBnd:\t000001ffffffffff\nCapAmb:\t0000000000000000\n"
                  "NoNewPrivs:\t0\nSeccomp:\t%d\nSeccomp_filters:\t%d\n"
                  % ((comm[:15], pid, pid, ppid) + (uid,) * 8 + (pid, pid, caps, caps, seccomp, 1 if seccomp else 0)), 0o444)
        self._put(d + "/stat", "%d (%s) S %d %d %d 0 -1 4194560 1000 0 0 0 100 50 0 0 20 0 16 0 %d 1000000 20000 18446744073709551615 "
                  "0 0 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n" % (pid, comm[:15], ppid, pid, pid, 500 + pid), 0o444)
        self._put(d + "/cgroup", cgroup + "\n", 0o444)
        self._put(d + "/mountinfo", mountinfo or self._host_mounts(), 0o444)
        self._put(d + "/attr/current", apparmor + "\n", 0o444)
        self._put(d + "/attr/apparmor/current", apparmor + "\n", 0o444)
        self._link(d + "/exe", exe)
        for i, inode in enumerate(self.sockets.get(pid, [])):
            self._link("%s/fd/%d" % (d, 7 + i), "socket:[%d]" % inode)

    def _host_mounts(self):
        m = ["22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro",
             "23 22 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw",
             "24 22 0:22 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw",
             "25 24 0:7 / /sys/kernel/security rw,nosuid,nodev,noexec,relatime shared:8 - securityfs securityfs rw",
             "26 24 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot",
             "27 22 0:5 / /dev rw,nosuid,relatime shared:2 - devtmpfs udev rw,size=4003436k,nr_inodes=1000859,mode=755",
             "29 22 0:25 / /run rw,nosuid,nodev,noexec,relatime shared:5 - tmpfs tmpfs rw,size=803208k,mode=755"]
        dev = {"/dev/shm": ("0:24", "tmpfs", "tmpfs"), "/tmp": ("0:40", "tmpfs", "tmpfs"), "/var/tmp": ("8:6", "ext4", "/dev/sda6"),
               "/home": ("8:3", "ext4", "/dev/sda3"), "/boot": ("8:2", "ext4", "/dev/sda2"), "/var/log": ("8:4", "ext4", "/dev/sda4")}
        for i, (path, opts) in enumerate(self.mount_opts.items()):
            if opts is None:
                continue
            d, t, s = dev.get(path, ("8:9", "ext4", "/dev/sda9"))
            m.append("%d 22 %s / %s %s shared:%d - %s %s rw" % (40 + i, d, path, opts, 20 + i, t, s))
        return "\n".join(m) + "\n"

    def _container_mounts(self, binds):
        m = ["900 880 0:60 / / ro,relatime - overlay overlay rw,lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/12/fs",
             "901 900 0:61 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw",
             "902 900 0:62 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k,mode=755",
             "903 900 0:22 / /sys ro,nosuid,nodev,noexec,relatime - sysfs sysfs ro"]
        for i, (host, cont, ro) in enumerate(binds):
            dev, src, part = "8:1", host, "/dev/sda1"
            if host.startswith("/var/log/"):   # its own file system, see _host_mounts
                dev, src, part = "8:4", host[len("/var/log"):], "/dev/sda4"
            m.append("%d 900 %s %s %s %s,relatime - ext4 %s rw,errors=remount-ro" % (910 + i, dev, src, cont, "ro" if ro else "rw", part))
        return "\n".join(m) + "\n"

    def _processes(self):
        self.process(1, "systemd", ["/sbin/init"], "/usr/lib/systemd/systemd")
        self._put("/proc/1/mounts", "/dev/sda1 / ext4 rw,relatime 0 0\n", 0o444)
        self._link("/proc/self", "1")
        self._link("/proc/mounts", "self/mounts")
        self._link("/proc/net", "self/net")
        head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
        self._put("/proc/1/net/tcp", head + "".join(
            "%4d: %s:%04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 %d 1 0000000000000000 100 0 0 10 0\n"
            % (i, a, p, ino) for i, (a, p, ino) in enumerate(self.tcp)), 0o444)
        self._put("/proc/1/net/tcp6", head + "".join(
            "%4d: %s:%04X %s:0000 0A 00000000:00000000 00:00000000 00000000     0        0 %d 1 0000000000000000 100 0 0 10 0\n"
            % (i, a, p, "0" * 32, ino) for i, (a, p, ino) in enumerate(self.tcp6)), 0o444)
        for f in ("udp", "udp6"):
            self._put("/proc/1/net/" + f, head, 0o444)
        self._put("/proc/modules", "".join("%s 16384 0 - Live 0x0000000000000000\n" % m.replace("-", "_") for m in self.modules_loaded), 0o444)
        self._put("/proc/cmdline", self.cmdline + "\n", 0o444)
        self._put("/proc/version", "Linux version %s (debian-kernel@lists.debian.org) (gcc-14) #1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1\n" % KERNEL, 0o444)
        self._put("/proc/stat", "cpu  0 0 0 0 0 0 0 0 0 0\nbtime 1767225600\nprocesses 5000\n", 0o444)
        self._put("/proc/uptime", "86400.00 170000.00\n", 0o444)
        self._put("/proc/filesystems", "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\n\text4\nnodev\toverlay\n", 0o444)
        self._put("/proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n", 0o444)
        self._put("/proc/meminfo", "MemTotal:        8032096 kB\nMemFree:         5032096 kB\nMemAvailable:    6532096 kB\nSwapTotal:             0 kB\n", 0o444)
        self._put("/proc/cpuinfo", "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R)\nflags\t\t: fpu smep smap pti\nbugs\t\t: spectre_v1 spectre_v2\n\n", 0o444)
        for key, value in self.sysctl.items():
            self._put("/proc/sys/" + key, value + "\n", 0o644)
        self._put("/proc/sys/kernel/osrelease", KERNEL + "\n", 0o444)
        self._put("/proc/sys/kernel/hostname", "cp-1\n", 0o644)
        self._put("/proc/sys/kernel/seccomp/actions_avail", "kill_process kill_thread trap errno user_notif trace log allow\n", 0o444)
        self.process(412, "containerd", ["/usr/bin/containerd"], "/usr/bin/containerd", cgroup="0::/system.slice/containerd.service")
        self.process(698, "sshd", ["sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"], "/usr/sbin/sshd", cgroup="0::/system.slice/ssh.service")
        if self.kubelet_installed and "kubelet" not in self.stopped:
            args = Args(self.kubelet)
            if "kubelet" in self.process_only:
                args = self.process_only["kubelet"](args) or args
            self.process(KUBELET_PID, "kubelet", [self.kubelet_argv0] + args, self.kubelet_exe,
                         environ=[("KUBELET_CONFIG_ARGS", "--config=/var/lib/kubelet/config.yaml"),
                                  ("BOOTSTRAP_SECRET", SECRETS["environment secret"])],
                         cgroup="0::/system.slice/kubelet.service")
            self._link("/proc/%d/cwd" % KUBELET_PID, self.kubelet_cwd)
        comps = []
        if self.control_plane:
            comps += ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] + (["etcd"] if self.local_etcd else [])
        if self.kubelet_installed and self.kube_proxy != "none":
            comps.append("kube-proxy")
        for comp in comps:
            if comp in self.stopped:
                continue
            pid, uid = PODS[comp]
            args = Args(self._args(comp))
            if comp in self.process_only:
                args = self.process_only[comp](args) or args
            binds = [(h, m, n not in ("etcd-data", "audit-log")) for n, h, m, t in self._volumes(comp)]
            env, cg, exe = [], "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod%s.slice/cri-containerd-%s.scope" \
                % (uid.replace("-", "_"), (uid.replace("-", "") * 2)[:64]), "/usr/local/bin/" + comp
            mounts, profile, seccomp = self._container_mounts(binds), "cri-containerd.apparmor.d (enforce)", 2
            argv0 = comp
            if comp == "etcd":
                env = list(self.etcd_environ.items())
                if self.etcd_as_host_process:
                    cg, exe, mounts, profile, seccomp, argv0 = "0::/system.slice/etcd.service", "/usr/bin/etcd", None, "unconfined", 0, "/usr/bin/etcd"
            if comp == "kube-proxy":
                argv0 = "/usr/local/bin/kube-proxy"
                if self.kube_proxy == "host":
                    cg, exe, mounts, profile, seccomp, argv0 = "0::/system.slice/kube-proxy.service", "/usr/bin/kube-proxy", None, "unconfined", 0, "/usr/bin/kube-proxy"
                else:
                    vol = "/var/lib/kubelet/pods/%s/volumes/kubernetes.io~configmap/kube-proxy" % uid
                    mounts, profile, seccomp = self._container_mounts([(vol, "/var/lib/kube-proxy", True), ("/lib/modules", "/lib/modules", True)]), "unconfined", 0
            self.process(pid, comp, [argv0] + args, exe, environ=env, cgroup=cg, mountinfo=mounts, apparmor=profile, seccomp=seccomp,
                         ppid=412 if cg.startswith("0::/kubepods") else 1)
        # a process that merely mentions a component
        self.process(3100, "tail", ["tail", "-F", "/var/log/kubernetes/audit/audit.log", "kube-apiserver"], "/usr/bin/tail", uid=1000)
        self.process(3101, "backup", ["/usr/local/bin/backup", "--repository-password=" + SECRETS["argument secret"]], "/usr/local/bin/backup")
        for pid, comm, argv, exe in self.extra_procs:
            self.process(pid, comm, argv, exe)

    # ---- the rest of the host

    def _host(self):
        for a, b in (("/bin", "usr/bin"), ("/sbin", "usr/sbin"), ("/lib", "usr/lib")):
            self._link(a, b)
        self._put("/etc/os-release", 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\n'
                  'VERSION="13 (trixie)"\nVERSION_CODENAME=trixie\nID=debian\n', 0o644)
        self._put("/etc/hostname", "cp-1\n", 0o644)
        self._put("/etc/machine-id", "0123456789abcdef0123456789abcdef\n", 0o444)
        self._put("/etc/passwd", self.passwd, 0o644)
        self._put("/etc/group", self.group, 0o644)
        self._put("/etc/shadow", self.shadow, 0o640, 0, 42)
        self._put("/etc/fstab", "UUID=8f1c7e9a-1111-4222-8333-444455556666 / ext4 errors=remount-ro 0 1\n", 0o644)
        self._put("/etc/ssh/sshd_config", self.sshd_config, 0o600)
        self._dir("/etc/ssh/sshd_config.d", 0o755)
        self._put("/etc/ssh/ssh_host_ed25519_key", self.certs["ssh.key"], 0o600)
        self._put("/etc/ssh/ssh_host_ed25519_key.pub", self.certs["ssh.pub"], 0o644)
        for b in ("/usr/sbin/sshd", "/usr/bin/containerd", "/usr/bin/bash", "/usr/bin/sh", "/usr/bin/tail", "/usr/sbin/modprobe", "/usr/bin/false",
                  "/usr/bin/true", "/usr/local/bin/backup", "/usr/sbin/auditd"):
            self._put(b, b"\x7fELF\x02\x01\x01" + b"\0" * 64, 0o755)
        if self.etcd_as_host_process:
            self._put("/usr/bin/etcd", b"\x7fELF\x02\x01\x01" + b"\0" * 64, 0o755)
        if self.kube_proxy == "host":
            self._put("/usr/bin/kube-proxy", b"\x7fELF\x02\x01\x01" + b"\0" * 64, 0o755)
        self._put("/usr/bin/sudo", b"\x7fELF\x02\x01\x01" + b"\0" * 64, 0o4755)
        self._put("/etc/containerd/config.toml", self.containerd, 0o600)
        self.plan["/run/containerd/containerd.sock"] = Entry("socket", None, 0o660)
        self._link("/var/run", "/run")
        self._put("/var/lib/dpkg/status", dpkg_status(self), 0o644)
        unit = "[Unit]\nDescription=%s\n[Service]\nExecStart=%s\n[Install]\nWantedBy=multi-user.target\n"
        for name, cmd in (("containerd", "/usr/bin/containerd"), ("ssh", "/usr/sbin/sshd -D"), ("auditd", "/usr/sbin/auditd")):
            self._put("/usr/lib/systemd/system/%s.service" % name, unit % (name, cmd), 0o644)
            self._link("/etc/systemd/system/multi-user.target.wants/%s.service" % name, "/usr/lib/systemd/system/%s.service" % name)
        persisted = self.sysctl if self.sysctl_persisted is None else self.sysctl_persisted
        self._put("/etc/sysctl.d/60-hardening.conf", "".join("%s = %s\n" % (k.replace("/", "."), v) for k, v in persisted.items()), 0o644)
        rel = "/usr/lib/modules/" + KERNEL
        dep = []
        for m in self.modules_on_disk:
            f = "kernel/misc/%s.ko.xz" % m
            self._put("%s/%s" % (rel, f), b"\xfd7zXZ\0" + b"\0" * 8, 0o644)
            dep.append(f + ":\n")
        self._put(rel + "/modules.dep", "".join(dep), 0o644)
        self._put(rel + "/modules.builtin", "".join("kernel/misc/%s.ko\n" % m for m in self.modules_builtin), 0o644)
        self._put(rel + "/modules.order", "".join(d.replace(":", "") for d in dep), 0o644)
        self._put("/etc/modprobe.d/60-hardening.conf", "".join("install %s /bin/false\nblacklist %s\n" % (m, m) for m in self.modules_blocked), 0o644)
        self._put("/etc/modules-load.d/k8s.conf", "overlay\nbr_netfilter\n", 0o644)
        self._put("/boot/config-" + KERNEL, KCONFIG, 0o600)
        if self.proc:
            for m in self.modules_loaded:
                self._put("/sys/module/%s/initstate" % m.replace("-", "_"), "live\n", 0o444)
            for v, text in VULNERABILITIES.items():
                self._put("/sys/devices/system/cpu/vulnerabilities/" + v, text + "\n", 0o444)
            self._put("/sys/kernel/security/lsm", "lockdown,capability,landlock,yama,apparmor,bpf", 0o444)
            self._put("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n", 0o644)
            self._put("/sys/module/apparmor/parameters/enabled", "Y\n", 0o444)
            self._put("/sys/module/module/parameters/sig_enforce", "Y\n", 0o444)
            self._put("/sys/kernel/security/apparmor/profiles",
                      "cri-containerd.apparmor.d (enforce)\n/usr/sbin/auditd (enforce)\nunprivileged_userns (enforce)\n", 0o444)
            self._put("/sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory hugetlb pids rdma misc\n", 0o444)
            self._put("/sys/class/dmi/id/sys_vendor", "QEMU\n", 0o444)
            self._put("/sys/class/dmi/id/product_name", "Standard PC (Q35 + ICH9, 2009)\n", 0o444)

    # ---- writing

    def materialize(self, root):
        os.umask(0o022)                    # for directories that no entry names; every entry gets its exact mode below
        for path, data in self.outside_files.items():
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(data)
        made = {root}
        # explicit directories and parents first
        for path in sorted(self.plan):
            e = self.plan[path]
            full = root + path
            parent = os.path.dirname(full)
            if parent not in made:
                os.makedirs(parent, 0o755, exist_ok=True)
                made.add(parent)
            if e.kind == "dir":
                if not os.path.isdir(full):
                    os.mkdir(full, 0o755)
                made.add(full)
            elif e.kind == "link":
                os.symlink(e.data, full)
            elif e.kind == "file":
                if os.path.isdir(full):
                    raise RuntimeError("%s is a directory and a file" % path)
                fd = os.open(full, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(fd, "wb") as f:
                    f.write(e.data)
            elif e.kind == "sparse":
                size, head = e.data
                with open(full, "wb") as f:
                    f.write(head)
                    f.truncate(size)
            elif e.kind == "fifo":
                os.mkfifo(full, 0o600)
            elif e.kind == "socket":
                os.mknod(full, stat.S_IFSOCK | 0o600)
            elif e.kind == "char":
                os.mknod(full, stat.S_IFCHR | 0o600, os.makedev(*e.data))
            else:
                raise ValueError(e.kind)
        for path in sorted(self.plan, reverse=True):
            e = self.plan[path]
            full = root + path
            os.lchown(full, e.uid, e.gid)
            if e.kind != "link":
                os.chmod(full, e.mode)


# ------------------------------------------------------------------------------------------- host contents

def base_sysctl():
    s = OrderedDict([
        ("vm/overcommit_memory", "1"), ("vm/panic_on_oom", "0"), ("kernel/panic", "10"), ("kernel/panic_on_oops", "1"),
        ("kernel/keys/root_maxkeys", "1000000"), ("kernel/keys/root_maxbytes", "25000000"),
        ("net/ipv4/ip_forward", "1"), ("net/bridge/bridge-nf-call-iptables", "1"), ("net/bridge/bridge-nf-call-ip6tables", "1"),
        ("net/ipv4/icmp_echo_ignore_broadcasts", "1"), ("net/ipv4/icmp_ignore_bogus_error_responses", "1"),
        ("net/ipv4/tcp_syncookies", "1"), ("net/ipv4/tcp_rfc1337", "1"), ("user/max_user_namespaces", "31000"),
        ("kernel/unprivileged_userns_clone", "0"), ("kernel/unprivileged_bpf_disabled", "1"), ("net/core/bpf_jit_harden", "2"),
        ("kernel/kptr_restrict", "2"), ("kernel/dmesg_restrict", "1"), ("kernel/yama/ptrace_scope", "2"), ("kernel/perf_event_paranoid", "3"),
        ("kernel/kexec_load_disabled", "1"), ("kernel/randomize_va_space", "2"), ("kernel/sysrq", "0"), ("kernel/io_uring_disabled", "2"),
        ("kernel/modules_disabled", "0"), ("kernel/modprobe", "/sbin/modprobe"), ("dev/tty/ldisc_autoload", "0"), ("dev/tty/legacy_tiocsti", "0"),
        ("vm/unprivileged_userfaultfd", "0"), ("vm/mmap_min_addr", "65536"), ("vm/mmap_rnd_bits", "32"), ("vm/mmap_rnd_compat_bits", "16"),
        ("fs/protected_hardlinks", "1"), ("fs/protected_symlinks", "1"), ("fs/protected_fifos", "2"), ("fs/protected_regular", "2"),
        ("fs/suid_dumpable", "0"), ("kernel/core_pattern", "|/bin/false")])
    for i in ("all", "default", "eth0"):
        b = "net/ipv4/conf/%s/" % i
        for k, v in (("forwarding", "1"), ("rp_filter", "1"), ("accept_redirects", "0"), ("accept_source_route", "0"), ("send_redirects", "0"),
                     ("secure_redirects", "0"), ("log_martians", "1")):
            s[b + k] = v
        b = "net/ipv6/conf/%s/" % i
        for k, v in (("forwarding", "1"), ("accept_redirects", "0"), ("accept_source_route", "0"), ("accept_ra", "0")):
            s[b + k] = v
    return s


def base_sshd():
    return ("Include /etc/ssh/sshd_config.d/*.conf\nPort 22\nPermitRootLogin no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
            "PermitEmptyPasswords no\nX11Forwarding no\nAllowTcpForwarding no\nAllowAgentForwarding no\nMaxAuthTries 3\nLoginGraceTime 30\n"
            "ClientAliveInterval 300\nClientAliveCountMax 2\nUsePAM yes\nLogLevel VERBOSE\n"
            "KexAlgorithms mlkem768x25519-sha256,sntrup761x25519-sha512@openssh.com,curve25519-sha256\n"
            "Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com\n"
            "MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com\nHostKey /etc/ssh/ssh_host_ed25519_key\n")


def base_passwd():
    return ("root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
            "sshd:x:105:65534::/run/sshd:/usr/sbin/nologin\netcd:x:%d:%d::/var/lib/etcd:/usr/sbin/nologin\nops:x:1000:1000:Operator:/home/ops:/bin/bash\n"
            % (ETCD_UID, ETCD_GID))


def base_group():
    return "root:x:0:\ndaemon:x:1:\nshadow:x:42:\netcd:x:%d:\nops:x:1000:\nnogroup:x:65534:\n" % ETCD_GID


def base_shadow():
    return "root:!:20000:0:99999:7:::\ndaemon:*:20000:0:99999:7:::\nops:%s:20000:0:99999:7:::\n" % SECRETS["shadow hash"]


def base_containerd():
    return ("version = 3\nroot = \"/var/lib/containerd\"\nstate = \"/run/containerd\"\n\n[grpc]\n  address = \"/run/containerd/containerd.sock\"\n"
            "  tcp_address = \"\"\n\n[plugins.'io.containerd.cri.v1.images']\n  snapshotter = \"overlayfs\"\n\n"
            "[plugins.'io.containerd.cri.v1.images'.registry]\n  config_path = \"/etc/containerd/certs.d\"\n\n"
            "[plugins.'io.containerd.cri.v1.runtime']\n  disable_apparmor = false\n  enable_selinux = false\n  restrict_oom_score_adj = false\n"
            "  enable_unprivileged_ports = false\n  enable_unprivileged_icmp = false\n\n"
            "[plugins.'io.containerd.cri.v1.runtime'.cni]\n  bin_dirs = [\"/opt/cni/bin\"]\n  conf_dir = \"/etc/cni/net.d\"\n\n"
            "[plugins.'io.containerd.cri.v1.runtime'.containerd]\n  default_runtime_name = \"runc\"\n\n"
            "[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]\n  runtime_type = \"io.containerd.runc.v2\"\n"
            "  privileged_without_host_devices = true\n\n"
            "[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]\n  SystemdCgroup = true\n\n"
            "[plugins.'io.containerd.grpc.v1.cri']\n  disable_tcp_service = true\n  stream_server_address = \"127.0.0.1\"\n  stream_server_port = \"0\"\n")


def dpkg_status(node):
    pk = [("openssh-server", "1:10.0p1-7"), ("containerd.io", "2.1.4-1"), ("auditd", "1:4.0.2-2"), ("apparmor", "4.1.0-1"), ("kmod", "34.2-2"),
          ("linux-image-" + KERNEL, "6.12.48-1")]
    if node.kubelet_installed:
        v = node.version.lstrip("v") + "-1.1"
        pk += [("kubelet", v), ("kubeadm", v), ("kubectl", v)]
    return "".join("Package: %s\nStatus: install ok installed\nPriority: optional\nSection: admin\nMaintainer: x <x@example.org>\n"
                   "Architecture: amd64\nVersion: %s\nDescription: %s\n\n" % (n, ver, n) for n, ver in pk)


KCONFIG = "".join("%s\n" % l for l in (
    "CONFIG_64BIT=y", "CONFIG_STACKPROTECTOR_STRONG=y", "CONFIG_STRICT_KERNEL_RWX=y", "CONFIG_STRICT_MODULE_RWX=y", "CONFIG_RANDOMIZE_BASE=y",
    "CONFIG_VMAP_STACK=y", "CONFIG_FORTIFY_SOURCE=y", "CONFIG_HARDENED_USERCOPY=y", "CONFIG_SLAB_FREELIST_RANDOM=y",
    "CONFIG_SLAB_FREELIST_HARDENED=y", "CONFIG_SECCOMP=y", "CONFIG_SECCOMP_FILTER=y", "CONFIG_BPF_UNPRIV_DEFAULT_OFF=y",
    "CONFIG_SECURITY_LOCKDOWN_LSM=y", "CONFIG_SECURITY_YAMA=y", "CONFIG_SECURITY_LANDLOCK=y", "CONFIG_SECURITY_APPARMOR=y",
    "CONFIG_MODULE_SIG=y", "# CONFIG_LEGACY_TIOCSTI is not set", "# CONFIG_DEVKMEM is not set", "CONFIG_MODULES=y", "CONFIG_ARCH_MMAP_RND_BITS_MAX=32"))

VULNERABILITIES = OrderedDict([
    ("gather_data_sampling", "Not affected"), ("itlb_multihit", "Not affected"), ("l1tf", "Not affected"), ("mds", "Not affected"),
    ("meltdown", "Not affected"), ("mmio_stale_data", "Not affected"), ("retbleed", "Not affected"),
    ("spec_store_bypass", "Mitigation: Speculative Store Bypass disabled via prctl"),
    ("spectre_v1", "Mitigation: usercopy/swapgs barriers and __user pointer sanitization"),
    ("spectre_v2", "Mitigation: Enhanced / Automatic IBRS; IBPB: conditional; RSB filling"), ("srbds", "Not affected"), ("tsx_async_abort", "Not affected")])


def build(case, work):
    """Build the tree of one case under `work`; returns the root directory."""
    n = Node()
    n.outside_dir = os.path.join(work, "outside")
    root = os.path.join(work, "root")
    os.mkdir(root, 0o755)
    case["build"](n)
    n.render()
    n.materialize(root)
    return root


def digest(root):
    """A stable description of a tree: one line per entry."""
    import hashlib
    out = []
    for d, dirs, files in os.walk(root):
        dirs.sort()
        for n in sorted(files) + [x for x in dirs]:
            p = os.path.join(d, n)
            st = os.lstat(p)
            h = ""
            if stat.S_ISLNK(st.st_mode):
                h = os.readlink(p)
            elif stat.S_ISREG(st.st_mode):
                m = hashlib.sha256()
                m.update(struct.pack("<Q", st.st_size))
                with open(p, "rb") as f:
                    m.update(f.read(1 << 20))
                h = m.hexdigest()
            out.append("%s %o %d:%d %s" % (p[len(root):], st.st_mode, st.st_uid, st.st_gid, h))
    return "\n".join(sorted(out))
