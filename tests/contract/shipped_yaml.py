#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Shipped YAML says the same to a reader of YAML 1.1 as to one of 1.2.

usage: shipped_yaml.py POLICIES
"""

import pathlib
import re
import sys

try:
    import yaml
except ImportError:
    print("skipped: PyYAML not installed")
    sys.exit(77)

# what only one of the two versions takes for something else than text
AMBIGUOUS = re.compile(
    r"y|n|yes|no|on|off|\d{4}-\d\d?-\d\d?.*|0\d+|\d[\d_]*:[\d_:.]+|\d+_[\d_]+",
    re.I)


def check(node):
    """Yields line and complaint for each scalar that could be misread."""
    if isinstance(node, yaml.ScalarNode):
        if node.style is None and AMBIGUOUS.fullmatch(node.value):
            yield node.start_mark.line + 1, f"'{node.value}' without quotes"
    elif isinstance(node, yaml.SequenceNode):
        if node.flow_style and node.value:
            yield node.start_mark.line + 1, "list in flow style"
        for child in node.value:
            yield from check(child)
    else:
        if node.flow_style and node.value:
            yield node.start_mark.line + 1, "mapping in flow style"
        keys = [key.value for key, _ in node.value]
        for key in sorted(k for k in set(keys) if keys.count(k) > 1):
            yield node.start_mark.line + 1, f"'{key}' twice"
        for pair in node.value:
            for child in pair:
                yield from check(child)


def main(folder):
    files = sorted(pathlib.Path(folder).rglob("*.yaml"))
    bad = []
    for path in files:
        text = path.read_text(encoding="utf-8")
        for line, message in check(yaml.compose(text, yaml.SafeLoader)):
            bad.append(f"{path}:{line}: {message}")
        if yaml.safe_load(text)["id"] != path.stem:
            bad.append(f"{path}: the id is not the file's name")
        if not text.startswith("# SPDX-License-Identifier: EUPL-1.2\n# Source: "):
            bad.append(f"{path}: does not begin with licence and source")
    print("\n".join(bad) or f"{len(files)} files")
    return 1 if bad or not files else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
