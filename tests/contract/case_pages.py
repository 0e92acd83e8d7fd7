#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The pages about cases and answers name every word, member and effect.

usage: case_pages.py SOURCE
"""

import pathlib
import re
import sys

STRING = re.compile(r'"([^"]*)"')


def read(source, path):
    return (source / path).read_text(encoding="utf-8")


def words_of(page, macros):
    """The words that stand behind these macros, punctuation aside."""
    words = set()
    for line in page.splitlines():
        words |= marked(line.split(), macros)
    return words


def marked(parts, macros):
    words, on = set(), False
    for part in parts:
        part = part.lstrip(".")
        if part in macros:
            on = True
        elif re.fullmatch(r"[A-Z][a-z]", part):
            on = False
        elif on:
            words.add(part)
    return words


def fields(source):
    text = read(source, "lib/core/event_fields.c") + \
        read(source, "lib/core/case.c")
    return set(re.findall(r'\.name = "([^"]+)"', text))


def vocabularies(source):
    text = read(source, "lib/core/event.c").split("enum cvd_status")[0]
    tables = re.findall(r"_names\[\] = \{(.*?)\};", text, re.S)
    return {w for table in tables for w in STRING.findall(table)}


def members(source):
    """Of the objects that commands answer with."""
    text = "".join(p.read_text(encoding="utf-8")
                   for p in sorted((source / "cmd").glob("*.c")))
    return set(re.findall(r'(?:out_key\w*|key_instant)\([^")]*"(\w+)"', text))


def effects(source):
    """Rows of the effects table, as the page writes them."""
    rows = set()
    for row in re.findall(r"^\t\{ (CVD_EVENT_.*) \},$",
                          read(source, "lib/core/state.c"), re.M):
        kind, outcome, _, rest = row.split(", ", 3)
        rm, cs, _em, _pec = STRING.findall(rest)
        name = kind.removeprefix("CVD_EVENT_").lower()
        if outcome != "0":
            name = "assessed: " + outcome.removeprefix("CVD_OUTCOME_").lower()
        label = rest.rsplit("CVD_LABEL_", 1)[1].lower().replace("_", "-")
        if name.startswith("party_"):
            continue  # nothing but that the case may be fixed now
        rows.add((name, rm, cs, "" if label == "none" else label))
    return rows


def effects_shown(page):
    rows = set()
    for line in re.findall(r"^\.It (.* Ta .*)$", page, re.M):
        event, rm, cs, label = (c.strip().strip('"') for c in
                                line.split(" Ta "))
        if event.startswith("Em ") or event == "contact_attempted":
            continue  # the title; without details, nothing moves
        kind, colon, outcomes = event.removesuffix(
            ", with details").partition(": ")
        for outcome in outcomes.split(", "):
            rows.add((kind + colon + outcome, rm.replace(" ", ""),
                      cs.replace(" ", ""), label))
    return rows


def main(folder):
    source = pathlib.Path(folder)
    page = read(source, "man/cvd-case.5")
    workflow = read(source, "man/cvd-workflow.7")
    labels = set(STRING.findall(
        read(source, "lib/core/state.c").split("cvd_label_names")[1]
        .split("};")[0]))
    bad = [f"cvd-case.5 lacks the field {w}"
           for w in sorted(fields(source) - words_of(page, {"Va"}))]
    bad += [f"cvd-case.5 lacks the word {w}"
            for w in sorted(vocabularies(source) - words_of(page, {"Cm"}))]
    bad += [f"cvd-json.5 lacks the member {w}" for w in sorted(
        members(source) - words_of(read(source, "man/cvd-json.5"), {"Va"}))]
    bad += [f"cvd-workflow.7 lacks the label {w}"
            for w in sorted(labels - words_of(workflow, {"Cm"}))]
    bad += [f"effects differ: {row}" for row in
            sorted(effects(source) ^ effects_shown(workflow))]
    print("\n".join(bad) or "the pages say what the source does")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
