#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What every shipped letter must contain, and may contain at most.

usage: letters.py POLICIES/letters CVD-TEMPLATE.5
"""

import pathlib
import re
import sys

TAG = re.compile(r"\{\{(.*?)\}\}", re.S)
# each list with the fields of its members
FIELDS = {
    "clocks": {"name", "kind", "due", "rule"},
    "promised": {"name", "kind", "due", "rule"},
    "missing": {"what"},
    "attempts": {"date", "channel", "party", "who", "details"},
    "news": {"date", "what"},
    "assess.exclusions": {"id", "text", "unless"},
    "finding.targets": {"text"},
    "publish.documents": {"path"},
}
DETAILS = {"finding.description", "finding.reproduction", "finding.targets",
           "assess.note"}
WANTED = {"case.id", "letter.date", "team.name", "team.signatory", "clocks"}


def documented(page):
    names = set()
    for line in page.splitlines():
        if line.startswith(".It Va "):
            names.update(line[len(".It Va "):].replace(" , ", " ").split())
    return names


def check(text, names):
    """The variables that a letter uses, and what is wrong with its tags."""
    used, wrong, stack = set(), [], []
    for tag in (m.group(1).strip() for m in TAG.finditer(text)):
        if tag.startswith("!") or tag == "else":
            continue
        if tag.startswith("/"):
            if not stack or stack.pop()[0] != tag[1:]:
                wrong.append(f"{{{{{tag}}}}} closes nothing")
            continue
        kind, _, name = tag.rpartition(" ")
        lists = [n for k, n in stack if k == "each"]
        if not any(name in FIELDS.get(n, ()) for n in lists):
            used.add(name)
            if name not in names:
                wrong.append(f"{name} is not in cvd-template(5)")
            if name in DETAILS and ("if", "details") not in stack:
                wrong.append(f"{name} outside {{{{#if details}}}}")
        if kind:
            stack.append((kind[1:], name))
    wrong += [f"{{{{#{kind}}}}} is left open" for kind, _ in stack]
    return used, wrong


def main(folder, page):
    names = documented(pathlib.Path(page).read_text(encoding="utf-8"))
    variables, bad = {}, []
    for path in sorted(pathlib.Path(folder).glob("*/*.txt")):
        text = path.read_text(encoding="utf-8")
        used, wrong = check(text, names)
        variables[path.parent.name, path.stem] = used
        header, _, body = text.partition("\n\n")
        if not header.startswith("Subject: [{{case.id}}] "):
            wrong.append("no subject with the number of the case")
        if set(v.split(" ")[-1] for v in TAG.findall(header)) - \
                {"case.id", "reminder_number"}:
            wrong.append("the subject says more than a number")
        wrong += [f"lacks {name}" for name in sorted(WANTED - used)]
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > 72 and "{{" not in line:
                wrong.append(f"line {number} is longer than 72")
        if "\n\n\n" in text or not text.endswith("\n") or not body:
            wrong.append("blank lines")
        bad += [f"{path}: {message}" for message in wrong]
    for (language, letter), used in variables.items():
        other = "nl" if language == "en" else "en"
        if variables.get((other, letter)) != used:
            bad.append(f"{language}/{letter} and {other}/{letter} differ")
    print("\n".join(bad) or f"{len(variables)} letters")
    return 1 if bad or not variables else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
