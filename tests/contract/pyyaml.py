#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""PyYAML, a reader of YAML 1.1, takes our canonical text for the same strings.

usage: pyyaml.py TREEJSON
"""

import json
import subprocess
import sys

try:
    import yaml
except ImportError:
    print("skipped: PyYAML not installed")
    sys.exit(77)

COUNT = 3000


def same(ours, theirs):
    """Whether each of our strings is that string to them."""
    if ours is None:  # a number, a word or null: theirs to say what
        return not isinstance(theirs, (list, dict))
    if isinstance(ours, list):
        return (isinstance(theirs, list) and len(ours) == len(theirs)
                and all(map(same, ours, theirs)))
    if isinstance(ours, dict):
        ours = ours["map"]
        return (isinstance(theirs, dict) and list(ours) == list(theirs)
                and all(same(ours[key], theirs[key]) for key in ours))
    return isinstance(theirs, str) and ours == theirs


def main():
    run = subprocess.run([sys.argv[1], "-r", str(COUNT)], check=True,
                         capture_output=True, encoding="utf-8")
    bad = 0
    for number, line in enumerate(run.stdout.splitlines()):
        row = json.loads(line)
        theirs = yaml.safe_load(row["text"])
        if not same(row["tree"], theirs):
            bad += 1
            print(f"seed {number}: {row['tree']!r} became {theirs!r}\n"
                  f"{row['text']}")
    print(f"{COUNT} documents, {bad} misread")
    return bad != 0


sys.exit(main())
