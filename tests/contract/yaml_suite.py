#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Our reader against the yaml-test-suite.

What the specification and libyaml refuse, it refuses; what it reads has the
value that the suite says; what libyaml reads and it does not, it refuses by
a rule of its own.

usage: yaml_suite.py TREEJSON
"""

import json
import os
import pathlib
import subprocess
import sys

CVD_E_INVALID = 7  # YAML, and refused by a rule of ours
# Characters are judged before there is any YAML.
CHARACTERS = ("may appear only as an escape", "carriage return",
              "byte order mark", "not UTF-8")
# Where libyaml itself gives another value.
KNOWN = {
    # "{ ?foo: bar }": in flow style it takes any ? for a key's beginning
    "suite/652Z.yaml": {"map": {"foo": {"plain": "bar"},
                                "bar": {"plain": "42"}}},
    "suite/HM87-01.yaml": [{"map": {"x": {"plain": ""}}}],
    # a last line of blanks without its LF gets none
    "suite/L24T-01.yaml": {"map": {"foo": "x\n "}},
}


def is_plain(text, value):
    """Whether a plain scalar can have the value that JSON gives it."""
    if value is None:
        return text in ("", "~", "null", "Null", "NULL")
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    if isinstance(value, (int, float)):
        try:
            return float(text.replace("_", "")) == value
        except ValueError:
            return int(text, 0) == value
    return text == value


def same(ours, value):
    if isinstance(ours, list):
        return (isinstance(value, list) and len(ours) == len(value)
                and all(map(same, ours, value)))
    if isinstance(ours, dict) and "plain" in ours:
        return is_plain(ours["plain"], value)
    if isinstance(ours, dict):
        ours = ours["map"]
        return (isinstance(value, dict) and ours.keys() == value.keys()
                and all(same(ours[key], value[key]) for key in ours))
    return ours == value


def judge(row, result, value):
    """What is wrong, or None."""
    name = row["file"]
    if "tree" in result:
        if row["libyaml_0.2.5"] == "error":
            return "read what libyaml refuses"
        if name in KNOWN:
            return None if result["tree"] == KNOWN[name] else "has changed"
        if value is not None and not same(result["tree"], value[0]):
            return f"{result['tree']!r} should be {value[0]!r}"
        return None
    if row["libyaml_0.2.5"] == "error" or result["status"] == CVD_E_INVALID:
        return None
    if any(words in result["message"] for words in CHARACTERS):
        return None
    return f"refused: {result['line']}: {result['message']}"


def main():
    data = os.environ.get("CVD_REFERENCE_DATA")
    if not data:
        print("skipped: reference data not present")
        return 77
    folder = pathlib.Path(data) / "yaml"
    lines = (folder / "expect.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    run = subprocess.run(
        [sys.argv[1]] + [str(folder / row["file"]) for row in rows],
        check=True, capture_output=True, encoding="utf-8")
    results = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(results) == len(rows)
    read = bad = 0
    for row, result in zip(rows, results):
        value = None
        if row["json"]:
            text = (folder / row["file"]).with_suffix(".json").read_text(
                encoding="utf-8").strip()
            parsed, end = json.JSONDecoder().raw_decode(text or "null")
            if end == len(text):  # one document, and not an empty one
                value = [parsed]
        read += "tree" in result
        problem = judge(row, result, value)
        if problem:
            bad += 1
            print(f"{row['file']}: {row['name']}: {problem}")
    print(f"{len(rows)} files, {read} read, {bad} wrong")
    return bad != 0


sys.exit(main())
