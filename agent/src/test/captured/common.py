"""What all cases share.

T(id, {CIS id: verdict or set of verdicts}, change, why) is a case: `change` gets the hardened node of node_tree.py.
"""
import os
import re

import node_tree
from node_tree import (AESCBC, AESGCM, AUDIT_GOOD, AUDIT_HEAD, AUDIT_SECRETS_METADATA, ENC_HEAD, ETCD_GID, ETCD_UID, IDENTITY, KMSV2,
                      KUBELET_HEAD, KUBELET_PID, KUBELET_PKI, PKI, PODS, SECRETBOX, SECRETS, STRONG, Args, enc_entry)

CASES, HOST_CASES = [], []
P, F, U, N, MAN = "PASS", "FAIL", "UNKNOWN", "NOT_APPLICABLE", "MANUAL"
FU, PU, FM, PF, NU = {F, U}, {P, U}, {F, MAN}, {P, F}, {N, U}

def verdicts(v):
    return frozenset([v]) if isinstance(v, str) else frozenset(v)

def T(id, expect, fn, why="", hostile=False, exits=(0, 1), evidence=None, group=None, doubt=None):
    assert id not in {c["id"] for c in CASES}, id
    CASES.append({"id": id, "group": group or id.split("-")[0], "mutates": why, "why": why, "source": "", "expect": {k: verdicts(v) for k, v in expect.items()},
                  "evidence": evidence or {}, "expect_host": [], "hostile": hostile, "changes": True, "doubt": doubt, "exits": set(exits), "build": fn})

def ids(p, a, b):
    return ["%s.%d" % (p, i) for i in range(a, b + 1)]

def each(l, v):
    return {i: v for i in l}

def seq(*fs):
    return lambda n: [f(n) for f in fs]

ALL_BASE = None
