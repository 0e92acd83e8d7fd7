#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Real disclosures from report to closure, through the program itself.

    real.py [--keep DIR] CVD CANON_CHECK

CVD is the program under test, CANON_CHECK the one of
tests/tools/canon_check.c. The rows of tests/data/histories.tsv become the
cases of two casebooks, one for each policy, and some of them once more those
of a third one, whose letters go to a mail server on this machine. Then all
that can be said of them is worked out a second time and compared.

--keep leaves the casebooks in DIR, with DIR/journey.json beside them, which
says the introduction and the signer of each.

Says 77 where the machine's clock is behind the histories, or has no openssl.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import csv
import datetime as dt
import json
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))

import clocks  # noqa: E402, the tools come first
import judge  # noqa: E402
import mails  # noqa: E402
import smtp_server  # noqa: E402
import steps  # noqa: E402
from book import Book, MailBook  # noqa: E402
from world import Failure, World  # noqa: E402

# All that are written in a life without a rejection.
LETTERS = {"ack", "info", "assess-accepted", "assess-minor", "vendor-contact",
           "vendor-notify", "vendor-remind", "escalate", "status", "fixed",
           "publish-consult", "publish", "close"}
TABLE = os.path.join(HERE, "..", "data", "histories.tsv")


def read_rows():
    with open(TABLE, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(
            (line for line in file if not line.startswith("#")),
            delimiter="\t"))


def make_books(stack, options, rows, server):
    def book(kind, name, zone, some, languages, **rest):
        place = stack.enter_context(World(options.cvd, name, zone))
        return kind(place, options.canon_check, some, languages, **rest)

    dutch = [row for row in rows if row["policy"] == "nl-ncsc"]
    belgian = [row for row in rows if row["policy"] != "nl-ncsc"]
    some = [row for n, row in enumerate(rows) if n % 12 == 3 or (
        row["escalate_constructed"] != "-" and n % 3 == 0)]
    return [book(Book, "dutch", "America/New_York", dutch, ("nl", "en")),
            book(Book, "belgian", "Asia/Kathmandu", belgian, ("en", "nl"),
                 automatic=False),
            book(MailBook, "mailed", "UTC", some, ("nl", "en"),
                 server=server)]


def last_sunday(year, month):
    day = dt.date(year, month, 31)
    return day - dt.timedelta(days=(day.weekday() + 1) % 7)


def count_hours(lives):
    """How many instants lie where mistakes are made; none may be missing."""
    found = collections.Counter()
    years = set()
    for life in lives:
        zone = judge.POLICIES[life.policies[0]].zone
        dues = set()
        for clock in judge.python_clocks(life, judge.FAR):
            dues |= {clock["due"]} - {None}
            late = clock["met_at"] and clock["met_at"] - clock["due"]
            found["terms that are met on their last second"] += (
                late == dt.timedelta(0))
            found["a second late"] += late == judge.SECOND
        for at in dues | {event.at for event in life.story}:
            here = at.astimezone(zone)
            years.add(here.year)
            changes = here.date() in (last_sunday(here.year, 3),
                                      last_sunday(here.year, 10))
            if at in dues:
                found["terms that end on a day of clock change"] += changes
                continue
            night = changes and 1 <= here.hour <= 3
            found["steps in the night of a clock change"] += night
            found["in the doubled hour"] += night and (
                here.month == 10 and here.hour == 2)
            found["on the last second of a day"] += (
                here.time() == clocks.LAST_SECOND)
            found["on the first second"] += here.time() == dt.time()
            found["in a weekend"] += here.weekday() > 4
    for what, count in found.items():
        if not count:
            raise Failure(f"the rows have no {what}")
    return found, years


def count_states(lives):
    """How the clocks ended, and which letters were written."""
    states = collections.Counter()
    letters = set()
    for life in lives:
        letters.update(letter for letter, _ in life.letters)
        for clock in judge.python_clocks(life, judge.FAR):
            late = clock["state"] == "missed" and clock["met_at"]
            states["met late" if late else clock["state"]] += 1
    if letters != LETTERS or not {"met", "met late",
                                  "stopped"} <= set(states):
        raise Failure(f"the rows bring only {letters}, {states}")
    return states


def tell(books, rows, tally):
    lives = {life.name: life for book in books for life in book.lives}
    found, years = count_hours(lives.values())
    states = count_states(life for book in books for life in book.lives)
    orders = collections.Counter(row["order"] for row in rows)
    print(f"{len(rows)} histories ({orders['ordered']} in order) from "
          f"{min(years)} to {max(years)} were lived as {tally['cases']} "
          f"cases in {len(books)} casebooks.")
    print(f"{tally['commits']} commits are signed, {tally['of cases']} of "
          "them of one case each; the content of each was hashed anew.")
    print(f"{tally['proven']} commits are proven in fresh clones, from the "
          "introduction and its signer alone.")
    print(f"{tally['letters']} letters have gone, each once: " + ", ".join(
        f"{len(mails.read_mails(book.folder()))} of {book.name}"
        for book in books) + f"; they are of {len(LETTERS)} kinds.")
    ends = ", ".join(f"{states[state]} {state}" for state in states)
    print(f"{tally['clocks']} clocks ({ends}) were worked out a second time: "
          f"at {tally['instants']} instants, the second before each changes "
          f"and that of the change, {tally['shown']} shown and "
          f"{tally['due']} due ones are the same.")
    print(f"{tally['refusals']} steps were refused with their rule, and "
          "left nothing.")
    print("Among the instants: " + ", ".join(
        f"{count} {what}" for what, count in found.items()) + ".")


def keep(books, folder):
    """The casebooks for others to look at, with what verifies them."""
    about = []
    os.makedirs(folder, exist_ok=True)
    for book in books:
        place = os.path.join(folder, book.name)
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(book.world.book, place, symlinks=True)
        about.append({"casebook": book.name, "signer": book.key,
                      "introduction": book.introduction})
    with open(os.path.join(folder, "journey.json"), "w",
              encoding="ascii") as file:
        json.dump(about, file, indent=2)


def run(options, rows):
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(
            prefix="cvd.", dir="/tmp"))
        books = make_books(stack, options, rows, smtp_server.start(folder))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(book.run) for book in books]
            wrong = [one.exception() for one in runs]
        if options.keep:
            keep(books, options.keep)
        for failure in filter(None, wrong):
            if not isinstance(failure, Failure):
                raise failure
            print(f"wrong: {failure}")
        if not any(wrong):
            tell(books, rows, sum((one.result() for one in runs),
                                  collections.Counter()))
        return int(any(wrong))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", metavar="DIR")
    parser.add_argument("cvd", type=os.path.abspath)
    parser.add_argument("canon_check", type=os.path.abspath)
    options = parser.parse_args()
    rows = read_rows()
    last = max(step.when for row in rows for step in steps.Life(row).steps)
    if last > dt.datetime.now(dt.timezone.utc):
        print(f"skipped: this machine's clock is behind {last}")
        return 77
    try:
        return run(options, rows)
    except Failure as failure:
        print(f"wrong: {failure}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
