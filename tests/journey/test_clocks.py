#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Tests of clocks.py by vectors that it was not written from."""

import csv
import datetime as dt
import os
import sys
import unittest
import zoneinfo

import clocks
from clocks import Event

AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
NL = clocks.nl_ncsc()
BE = clocks.be_ccb_2020(ack=3, assess=10, fix=90, update=30)
REFERENCE = os.environ.get("CVD_REFERENCE_DATA")


def day(text):
    return dt.date.fromisoformat(text)


def instant(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def by_name(found):
    return {(clock["clock"], clock["n"]): clock for clock in found}


class Easter(unittest.TestCase):
    def test_known_sundays(self):
        for text in ("1981-04-19", "1954-04-18", "2000-04-23", "2008-03-23",
                     "2011-04-24", "2019-04-21", "2024-03-31", "2026-04-05",
                     "2028-04-16", "2030-04-21", "2038-04-25", "2049-04-18"):
            self.assertEqual(clocks.easter(day(text).year), day(text))


class Holidays(unittest.TestCase):
    def test_a_royal_birthday_on_a_sunday_is_kept_the_day_before(self):
        for year, text in ((2006, "2006-04-29"), (2012, "2012-04-30"),
                           (2014, "2014-04-26"), (2025, "2025-04-26"),
                           (2026, "2026-04-27")):
            self.assertEqual(clocks.royal_birthday(year), day(text))

    def test_the_friday_after_ascension_is_free_by_decree_alone(self):
        friday = day("2026-05-15")
        self.assertFalse(NL.calendar.works(friday))
        plain = clocks.Calendar(clocks.holidays_nl, decree=False)
        self.assertTrue(plain.works(friday))


class Dates(unittest.TestCase):
    """Received, then due by 1 and 3 working days and by 60 days."""

    rows = (
        # received, nl with decree days: ack, assess, fix; be: 1 wd, 3 wd
        ("2026-11-20", "2026-11-23", "2026-11-25", "2027-01-19",
         "2026-11-23", "2026-11-25"),
        ("2026-04-02", "2026-04-07", "2026-04-09", "2026-06-01",
         "2026-04-03", "2026-04-08"),
        ("2026-05-01", "2026-05-04", "2026-05-07", "2026-06-30",
         "2026-05-04", "2026-05-06"),
        ("2026-05-13", "2026-05-18", "2026-05-20", "2026-07-12",
         "2026-05-15", "2026-05-19"),
        ("2026-12-31", "2027-01-04", "2027-01-06", "2027-03-01",
         "2027-01-04", "2027-01-06"),
        ("2027-05-05", "2027-05-10", "2027-05-12", "2027-07-04",
         "2027-05-07", "2027-05-11"),
    )

    def test_working_days_and_days(self):
        for received, ack, assess, fix, be_one, be_three in self.rows:
            with self.subTest(received=received):
                at = dt.datetime.combine(day(received), dt.time(10),
                                         AMSTERDAM)
                found = by_name(clocks.clocks(
                    NL, "system", [Event("received", at)], at))
                for name, date in (("ack", ack), ("assess", assess),
                                   ("fix", fix)):
                    due = found[name, 1]["due"].astimezone(AMSTERDAM)
                    self.assertEqual(due.date(), day(date))
                    self.assertEqual(due.time(), dt.time(23, 59, 59))
                after = BE.calendar.after
                self.assertEqual(after(day(received), 1), day(be_one))
                self.assertEqual(after(day(received), 3), day(be_three))


class States(unittest.TestCase):
    received = instant("2026-11-20T10:00:00+01:00")

    def look(self, *events, now="2027-03-01T00:00:00Z", kind="system",
             policy=NL):
        events = (Event("received", self.received),) + events
        return by_name(clocks.clocks(policy, kind, events, instant(now)))

    def test_the_last_second_is_in_time_and_the_next_is_late(self):
        for text, state in (("2026-11-23T22:59:59Z", "met"),
                            ("2026-11-23T23:00:00Z", "missed")):
            clock = self.look(Event("acknowledged", instant(text)))["ack", 1]
            self.assertEqual(clock["state"], state)
            self.assertEqual(clock["met_at"], instant(text))

    def test_an_unmet_clock_is_running_then_missed_then_stopped(self):
        self.assertEqual(
            self.look(now="2026-11-23T22:59:59Z")["ack", 1]["state"],
            "running")
        missed = self.look(now="2026-11-23T23:00:00Z")["ack", 1]
        self.assertEqual((missed["state"], missed["met_at"]),
                         ("missed", None))
        closed = Event("closed", instant("2026-12-01T00:00:00Z"))
        self.assertEqual(self.look(closed)["ack", 1]["state"], "stopped")

    def test_closing_satisfies_the_fix_clock_of_nl_ncsc(self):
        closed = Event("closed", instant("2026-12-01T00:00:00Z"))
        self.assertEqual(self.look(closed)["fix", 1]["state"], "met")

    def test_software_has_no_fix_clock_in_nl_ncsc(self):
        self.assertNotIn(("fix", 1), self.look(kind="software"))

    def test_a_clock_without_its_anchor_is_pending(self):
        clock = self.look()["update", 1]
        self.assertEqual((clock["state"], clock["due"]), ("pending", None))

    def test_a_question_stops_the_assessment_over_the_weekend(self):
        # Friday received, asked Monday, answered Thursday: three more days.
        ask = Event("info_requested", instant("2026-11-23T12:00:00Z"))
        answer = Event("info_received", instant("2026-11-26T12:00:00Z"))
        clock = self.look(ask, answer)["assess", 1]
        self.assertEqual(clock["due"], instant("2026-11-30T22:59:59Z"))
        ask = Event("info_requested", instant("2026-11-21T12:00:00Z"))
        answer = Event("info_received", instant("2026-11-22T12:00:00Z"))
        clock = self.look(ask, answer)["assess", 1]
        self.assertEqual(clock["due"], instant("2026-11-25T22:59:59Z"))

    def test_a_question_after_the_assessment_moves_nothing(self):
        assessed = Event("assessed", instant("2026-11-24T12:00:00Z"))
        ask = Event("info_requested", instant("2026-11-27T12:00:00Z"))
        answer = Event("info_received", instant("2026-11-30T12:00:00Z"))
        clock = self.look(assessed, ask, answer)["assess", 1]
        self.assertEqual(clock["due"], instant("2026-11-25T22:59:59Z"))

    def test_before_its_receipt_a_case_has_no_clocks(self):
        self.assertEqual(self.look(now="2026-11-20T08:59:59Z"), {})

    def test_updates_count_from_the_last_one(self):
        at = [instant(f"2026-{text}T12:00:00Z")
              for text in ("11-24", "12-08", "12-30")]
        closed = instant("2027-01-02T12:00:00Z")
        found = self.look(Event("assessed", at[0]),
                          Event("status_update", at[1]),
                          Event("status_update", at[2]),
                          Event("closed", closed))
        self.assertEqual(
            [(found["update", n]["from"], found["update", n]["state"])
             for n in (1, 2, 3)],
            [(at[0], "met"), (at[1], "missed"), (at[2], "stopped")])

    def test_fixed_is_when_the_last_concerned_party_has_released(self):
        first = instant("2026-11-25T12:00:00Z")
        second = instant("2026-11-30T12:00:00Z")
        added = [Event("party_added", self.received, party, "vendor")
                 for party in ("vendor-1", "vendor-2")]
        one = Event("fix_released", first, "vendor-1")
        two = Event("fix_deployed", second, "vendor-2")
        clean = Event("party_changed", second, "vendor-2",
                      status="not-affected")
        for events, met in ((added + [one], None),
                            (added + [one, two], second),
                            (added + [one, clean], second)):
            self.assertEqual(self.look(*events)["fix", 1]["met_at"], met)


@unittest.skipUnless(REFERENCE, "reference data not present")
class Reference(unittest.TestCase):
    calendars = {
        "nl": clocks.Calendar(clocks.holidays_nl),
        "NL-atw": clocks.Calendar(clocks.holidays_nl, decree=False),
        "NL-public": clocks.Calendar(clocks.holidays_nl, good_friday=False,
                                     liberation="never", decree=False),
        "BE-public": clocks.Calendar(clocks.holidays_be),
    }

    def read(self, name):
        with open(os.path.join(REFERENCE, name), encoding="utf-8",
                  newline="") as file:
            yield from csv.DictReader(file, delimiter="\t")

    def test_working_days(self):
        for row in self.read("holidays/workdays.tsv"):
            calendar = self.calendars[row["#calendar"]]
            start = day(row["start"])
            self.assertEqual(
                str(calendar.after(start, int(row["n"]))),
                row["start_plus_n_working_days"], row)
            self.assertEqual(
                str(calendar.count(start, day(row["end"]))),
                row["working_days_after_start_up_to_and_including_end"], row)

    def test_deadlines_of_a_desk(self):
        for row in self.read("calendar/deadlines.tsv"):
            if row["unit"] == "hours" or row["roll"] != "none":
                continue
            if "good_friday=false" in row["options"]:
                continue
            calendar = (BE.calendar if row["calendar"] == "be" else
                        self.calendars["NL-atw"]
                        if "decree_days=false" in row["options"] else
                        self.calendars["nl"])
            zone = zoneinfo.ZoneInfo(row["zone"])
            policy = clocks.Policy("x", zone, calendar, ())
            term = clocks.Term("x", "received", int(row["amount"]),
                               row["unit"].replace("_", "-"), "target", ())
            start = dt.datetime.combine(day(row["anchor"]), dt.time(10), zone)
            self.assertEqual(clocks.due(term, policy, start, (), start),
                             instant(row["due_utc"]), row)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-b"])
