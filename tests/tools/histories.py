#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Makes tests/data/histories.tsv from the dates of real disclosures.

    histories.py            the table, on standard output
    histories.py TABLE      0 when TABLE is what would be printed

The facts (dates, severity, CWE) come from histories/cases.csv under
$CVD_REFERENCE_DATA, one line a case, derived from the published records of
curl, DIVD and Apache httpd; exit 77 where that is not set. Everything else is
constructed here by a fixed rule on the case's name, so that two runs agree.
"""

import csv
import datetime as dt
import hashlib
import os
import sys
import zoneinfo

HEADER = """\
# Real disclosures as a table of facts, one row a case.
#
# Facts, as published: source, case, reported, notified, fixed, published (all
# local dates), severity, cwe; "-" where the record does not say. Of curl:
# https://curl.se/docs/security.html; of DIVD: https://csirt.divd.nl/cases;
# of Apache httpd: https://httpd.apache.org/security. For DIVD and httpd the
# dates were found by pattern and are indicative.
#
# Only cases with a date of report, of fix and of publication are here.
# order:  ordered when reported <= fixed <= published: {ordered} of {total};
#         fix-before-report or published-before-fix otherwise.
# notice: where the date of notification (vendor or distributors) lies:
#         between reported and fixed, before-report, after-fix, or none.
#
# Constructed, no facts: policy, target_kind, owner_class, and every column
# whose name ends in _constructed. These are instants with an offset. Those of
# report, notify (where notified is known), fix and publish lie on the local
# date of the fact; the time of day is constructed. Acknowledgement, questions
# to the reporter, assessment, escalation, status updates and closure were not
# published and are constructed wholly: at all hours, in weekends, on the last
# second of a day and the first of the next, in the nights of the clock change.
#
# Made by tests/tools/histories.py.
"""

COLUMNS = (
    "source case order notice reported notified fixed published severity cwe "
    "policy target_kind owner_class report_constructed ack_constructed "
    "ask_constructed answer_constructed assess_constructed "
    "notify_constructed escalate_constructed update_constructed "
    "fix_constructed publish_constructed close_constructed"
).split()

POLICIES = ("nl-ncsc", "be-ccb-2020")
ZONES = {
    "nl-ncsc": zoneinfo.ZoneInfo("Europe/Amsterdam"),
    "be-ccb-2020": zoneinfo.ZoneInfo("Europe/Brussels"),
}
KINDS = ("system", "software", "system", "hardware", "service", "network")
CLASSES = ("private", "government", "private", "central-government")

EARLY = ("00:00:00", "00:07:31", "05:30:00")
ANY_TIME = ("08:12:00", "09:00:00", "10:00:00", "12:45:10", "16:59:00",
            "17:05:00", "21:40:00", "23:50:00", "23:59:59", "00:00:00",
            "02:30:00")
# Days after the report and the time: on the last second, on the first after.
LATER = ((0, "23:59:59"), (1, "09:30:00"), (1, "23:59:59"), (2, "00:00:00"),
         (2, "14:00:00"), (3, "23:59:59"), (4, "00:00:00"), (5, "11:11:11"),
         (7, "22:00:00"), (14, "16:00:00"))
# Where else somebody may sit while writing an instant down.
OFFSETS = (0, -7 * 60, 5 * 60 + 45, 10 * 60)

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


class Draw:
    """Choices that depend on the name alone."""

    def __init__(self, name):
        self.name = name

    def number(self, what, below):
        text = f"{self.name}/{what}".encode()
        return int.from_bytes(hashlib.sha256(text).digest()[:4], "big") % below

    def of(self, what, items):
        return items[self.number(what, len(items))]


def local(day, clock, zone):
    """The instant of a local date and time, in UTC; in a gap, after it."""
    time = dt.time.fromisoformat(clock)
    naive = dt.datetime.combine(day, time, zone)
    return naive.astimezone(dt.timezone.utc)


def between(low, high, part):
    """A whole minute in between, a part of the way up."""
    at = low + (high - low) * part
    at = at.replace(second=0, microsecond=0)
    return max(at, low + dt.timedelta(seconds=1))


def later(draw, what, start, zone, low, high):
    """Some time after `start`, but strictly between low and high."""
    first = draw.number(what, len(LATER))
    for step in range(len(LATER)):
        days, clock = LATER[(first + step) % len(LATER)]
        at = local(start.astimezone(zone).date() + days * DAY, clock, zone)
        if low < at < high:
            return at
    return between(low, high, 0.5)


def clock_change(low, high, zone, draw):
    """An instant in a night of the clock change, or None."""
    for year in range(low.year, high.year + 1):
        for month in (3, 10):
            day = dt.date(year, month, 31)
            day -= ((day.weekday() + 1) % 7) * DAY
            at = local(day, "00:59:59", dt.timezone.utc)
            at += draw.number("night", 3) * 30 * MINUTE
            if low < at < high:
                return at
    return None


def updates(draw, assess, close, zone):
    """Status updates: in time, late, in the night of a clock change."""
    at, found = assess, []
    if draw.number("updates", 3) == 0:
        return found
    for count in range(draw.number("updates.n", 4) + 1):
        days = draw.of(f"update.{count}", (9, 13, 14, 15, 20, 30, 31))
        clock = draw.of(f"update.t.{count}", ANY_TIME)
        at = local(at.astimezone(zone).date() + days * DAY, clock, zone)
        night = clock_change(at - 9 * DAY, at + 9 * DAY, zone, draw)
        if night and night > (found or [assess])[-1]:
            at = night
        if at >= close:
            break
        found.append(at)
    return found


def construct(row, draw):
    """The instants of a row, by name of the step."""
    zone = ZONES[row["policy"]]
    day = {name: dt.date.fromisoformat(row[name])
           for name in ("reported", "notified", "fixed", "published")
           if row[name] != "-"}
    ordered = row["order"] == "ordered"
    fixed = day["fixed"]
    known = "notified" in day and row["notice"] in ("between", "after-fix")
    at = {}

    crowded = day["reported"] in (fixed, day.get("notified"))
    at["report"] = local(day["reported"],
                         draw.of("report", EARLY if crowded else ANY_TIME),
                         zone)
    at["fix"] = local(fixed, draw.of("fix", ("17:30:00", "18:05:00")), zone)
    at["publish"] = local(day["published"],
                          draw.of("publish", ("20:00:00", "23:59:59")), zone)
    limit = at["fix"] if ordered else max(at["publish"], at["fix"])
    if row["order"] == "published-before-fix":
        limit = at["publish"]
    if row["notice"] == "between":
        limit = local(day["notified"], "12:00:00", zone)

    at["assess"] = later(draw, "assess", at["report"], zone,
                         at["report"] + 2 * MINUTE, limit)
    at["ack"] = later(draw, "ack", at["report"], zone, at["report"],
                      at["assess"])
    if at["assess"] - at["ack"] > 2 * DAY and draw.number("ask", 2):
        at["ask"] = between(at["ack"], at["assess"], 0.2)
        at["answer"] = between(at["ack"], at["assess"], 0.8)
    if known:
        at["notify"] = local(day["notified"], "12:30:00", zone)
    else:
        at["notify"] = between(at["assess"],
                               min(limit, at["assess"] + 2 * DAY), 0.5)

    if (row["owner_class"] in ("government", "private")
            and at["fix"] - at["notify"] > 3 * DAY
            and draw.number("escalate", 2) == 0):
        at["escalate"] = between(at["notify"], at["fix"], 0.6)
    end = max(at["publish"], at["fix"], at["notify"])
    night = clock_change(end, end + 60 * DAY, zone, draw)
    if night:
        at["close"] = night
    else:
        at["close"] = local(end.astimezone(zone).date()
                            + (1 + draw.number("close", 20)) * DAY,
                            draw.of("close.t", ANY_TIME), zone)
    at["update"] = updates(draw, at["assess"], at["close"], zone)
    return at


def spell(at, draw, what, zone):
    """RFC 3339, mostly with the local offset."""
    if draw.number("spell." + what, 5):
        return at.astimezone(zone).isoformat()
    offset = draw.of("offset." + what, OFFSETS)
    if not offset:
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")
    there = dt.timezone(dt.timedelta(minutes=offset))
    return at.astimezone(there).isoformat()


def facts(line):
    """One line of the CSV as a row without what is constructed, or None."""
    row = {
        "source": line["source"],
        "case": line["case"],
        "reported": line["reported_or_opened"],
        "notified": line["first_vendor_or_distro_notified"] or "-",
        "fixed": line["fixed_or_released"],
        "published": line["published_or_closed"],
        "severity": line["severity_or_cvss2"] or "-",
        "cwe": line["cwe"] or "-",
    }
    if not (row["reported"] and row["fixed"] and row["published"]):
        return None
    row["order"] = "ordered"
    if row["fixed"] < row["reported"]:
        row["order"] = "fix-before-report"
    elif row["published"] < row["fixed"]:
        row["order"] = "published-before-fix"
    row["notice"] = "between"
    if row["notified"] == "-":
        row["notice"] = "none"
    elif row["notified"] < row["reported"]:
        row["notice"] = "before-report"
    elif row["notified"] > row["fixed"]:
        row["notice"] = "after-fix"
    return row


def complete(row):
    draw = Draw(row["case"])
    row["policy"] = draw.of("policy", POLICIES)
    row["target_kind"] = draw.of("kind", KINDS)
    row["owner_class"] = draw.of("class", CLASSES)
    at = construct(row, draw)
    zone = ZONES[row["policy"]]
    for column in COLUMNS:
        step = column.removesuffix("_constructed")
        if step == column:
            continue
        value = at.get(step) or []
        if isinstance(value, dt.datetime):
            value = [value]
        row[column] = " ".join(
            spell(one, draw, f"{step}.{number}", zone)
            for number, one in enumerate(value)) or "-"
    return row


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = [facts(line) for line in csv.DictReader(file)]
    rows = [complete(row) for row in rows if row]
    rows.sort(key=lambda row: (row["order"] != "ordered", row["source"],
                               row["reported"], row["case"]))
    ordered = sum(row["order"] == "ordered" for row in rows)
    lines = [HEADER.format(ordered=ordered, total=len(rows))]
    lines.append("\t".join(COLUMNS) + "\n")
    lines += ["\t".join(row[column] for column in COLUMNS) + "\n"
              for row in rows]
    return "".join(lines)


def main(arguments):
    if len(arguments) > 1:
        print(__doc__, file=sys.stderr)
        return 2
    data = os.environ.get("CVD_REFERENCE_DATA")
    if not data:
        print("skipped: reference data not present")
        return 77
    text = table(os.path.join(data, "histories", "cases.csv"))
    if not arguments:
        sys.stdout.write(text)
        return 0
    with open(arguments[0], encoding="utf-8") as file:
        if file.read() == text:
            return 0
    print(f"{arguments[0]} is not what the records give", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
