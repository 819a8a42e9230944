#!/usr/bin/env python3
"""Builds the captured nodes of these files, for CapturedNodesTest and for a person.

  build.py list             a JSON object a line: id, why, and the verdicts that are right by CIS id
  build.py serve            the same, then an empty line; then for each line `ID DIRECTORY` that comes in, builds that
                            node below the directory, prints its root, and removes it at the next line, an empty one
  build.py make ID DIR      one node in an empty directory

Needs root (owners, devices, sockets) and openssl.
"""

import json
import sys
import tempfile

import node_tree
from manifests import CASES


def describe():
    print(json.dumps({"secrets": sorted(node_tree.SECRETS.values())}))
    for case in CASES:
        print(json.dumps({"id": case["id"], "why": case["why"], "expect": {k: sorted(v) for k, v in case["expect"].items()}}))


def main(words):
    by_id = {case["id"]: case for case in CASES}
    if words == ["list"]:
        describe()
    elif words == ["serve"]:
        describe()
        print(flush=True)
        for line in sys.stdin:
            name, directory = line.rstrip("\n").split(" ", 1)
            with tempfile.TemporaryDirectory(prefix=name + "-", dir=directory) as work:
                print(node_tree.build(by_id[name], work), flush=True)
                sys.stdin.readline()
    elif len(words) == 3 and words[0] == "make" and words[1] in by_id:
        print(node_tree.build(by_id[words[1]], words[2]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
