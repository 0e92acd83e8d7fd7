#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Whether the project's tables of days hold what the reference data say.

    calendars.py FOLDER    tests/data

Compares workdays.tsv, holidays.tsv, easter.tsv and deadlines.tsv, row by row
and by their number, with holidays/ and calendar/ under $CVD_REFERENCE_DATA;
exit 77 where that is not set.
"""

import collections
import csv
import os
import sys

# Sundays anyway, and no holidays by law.
NO_HOLIDAYS = ("Easter Sunday", "Pentecost")


def read(*path):
    """The rows of a table, without the lines that are comments."""
    with open(os.path.join(*path), encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("# ")]
    return list(csv.DictReader(lines, delimiter="\t"))


def workdays(data):
    for row in read(data, "holidays", "workdays.tsv"):
        yield tuple(row.values())


def easter(data):
    for row in read(data, "calendar", "easter.tsv"):
        yield tuple(row.values())


def holidays(data):
    """One row a year: the days of one calendar."""
    days = collections.defaultdict(set)
    for row in read(data, "holidays", "holidays.tsv"):
        if row["name"] not in NO_HOLIDAYS:
            name = f"{row['#country']}-{row['calendar']}"
            days[name, row["date"][:4]].add(row["date"][5:])
    for (name, year), found in days.items():
        yield name, year, " ".join(sorted(found))


def deadlines(data):
    for row in read(data, "calendar", "deadlines.tsv"):
        options = dict(option.split("=") for option in
                       row["options"].split(";") if option != "-")
        if row["due_date"] != row["due_local"][:10]:
            sys.exit(f"deadlines.tsv contradicts itself: {row}")
        yield (row["anchor"], row["zone"], row["calendar"],
               *(options.get(name, "-") for name in (
                   "good_friday", "liberation_day", "decree_days")),
               row["amount"], row["unit"].replace("_", "-"),
               row["roll"].replace("_", "-"),
               row["due_local"].replace("Z", "+00:00"), row["due_utc"])


def compare(name, ours, theirs):
    """Says what differs, and how many rows there are."""
    missing = list((collections.Counter(theirs)
                    - collections.Counter(ours)).elements())
    extra = list((collections.Counter(ours)
                  - collections.Counter(theirs)).elements())
    for row in missing[:3]:
        print(f"{name} lacks {row}")
    for row in extra[:3]:
        print(f"{name} alone has {row}")
    print(f"{name}: {len(ours)} rows, {len(missing)} missing, "
          f"{len(extra)} too many")
    return bool(missing or extra) or not ours


def main(folder):
    data = os.environ.get("CVD_REFERENCE_DATA")
    if not data:
        print("skipped: reference data not present")
        return 77
    wrong = False
    for table in (workdays, holidays, easter, deadlines):
        name = table.__name__ + ".tsv"
        ours = [tuple(row.values()) for row in read(folder, name)]
        wrong |= compare(name, ours, list(table(data)))
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
