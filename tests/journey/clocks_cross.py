#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Random stories, judged twice: by the C code and by clocks.py.

    clocks_cross.py CLOCK_DUMP [COUNT]

CLOCK_DUMP is the program tests/tools/clock_dump.c. The stories need not be
legal: what was late, twice, out of order or after the end counts as well.
"""

import datetime as dt
import random
import subprocess
import sys

import clocks

POLICIES = {"nl-ncsc": clocks.nl_ncsc(),
            "be-ccb-2020": clocks.be_ccb_2020(ack=3, assess=10, fix=90,
                                              update=30)}
PARTIES = ("vendor-1", "vendor-2", "vendor-3")
STATUSES = ("affected", "not-affected", "removed", "unknown")
PLAIN = ("acknowledged", "assessed", "info_requested", "info_received",
         "status_update", "status_update", "noted", "published", "closed")
OF_PARTY = ("party_changed", "fix_available", "fix_released", "fix_deployed")


def utc(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if instant else "-"


class Story:
    def __init__(self, chance):
        self.policy = chance.choice(sorted(POLICIES))
        self.kind = chance.choice(("system", "software", ""))
        start = dt.datetime(2000, 1, 1, tzinfo=clocks.UTC)
        start += dt.timedelta(seconds=chance.randrange(27 * 365 * 86400))
        self.span = chance.choice((3, 20, 150)) * 86400
        self.events = [clocks.Event("received", start)]
        known = []
        for _ in range(chance.randrange(14)):
            at = self.after(chance, start)
            if len(known) < len(PARTIES) and chance.random() < 0.2:
                known.append(PARTIES[len(known)])
                event = clocks.Event("party_added", at, known[-1],
                                     chance.choice(("vendor", "owner")))
            elif known and chance.random() < 0.5:
                name = chance.choice(OF_PARTY)
                status = (chance.choice(STATUSES)
                          if name == "party_changed" else "")
                event = clocks.Event(name, at, chance.choice(known),
                                     status=status)
            else:
                event = clocks.Event(chance.choice(PLAIN), at)
            self.events.append(event)
        # Mostly they were recorded as they happened.
        if chance.random() < 0.7:
            order = sorted(event.at for event in self.events[1:])
            self.events[1:] = [
                clocks.Event(event.name, at, event.party, event.role,
                             event.status)
                for event, at in zip(self.events[1:], order)]
        self.now = self.after(chance, start)

    def after(self, chance, start):
        """Now and then at the end of a day, or at the very start."""
        at = start + dt.timedelta(seconds=chance.randrange(self.span))
        if chance.random() < 0.1:
            at = at.replace(hour=22, minute=59,
                            second=59) + chance.choice((0, 1)) * dt.timedelta(
                                seconds=1)
        return at if chance.random() > 0.05 else start

    def line(self):
        words = []
        for event in self.events:
            word = (self.kind if event.name == "received"
                    else event.role or event.status)
            words.append(f"{event.name}:{event.party}:{word}"
                         f"@{utc(event.at)}")
        return f"{self.policy}\t{utc(self.now)}\t{' '.join(words)}"

    def clocks(self):
        return "\n".join(
            "\t".join((clock["clock"], clock["party"] or "-",
                       str(clock["n"]), clock["state"], utc(clock["from"]),
                       utc(clock["due"]), utc(clock["met_at"])))
            for clock in clocks.clocks(POLICIES[self.policy], self.kind,
                                       self.events, self.now))


def main(dump, count=2000):
    chance = random.Random(20261120)
    stories = [Story(chance) for _ in range(int(count))]
    done = subprocess.run([dump], text=True, check=True,
                          input="".join(f"{story.line()}\n"
                                        for story in stories),
                          stdout=subprocess.PIPE)
    answers = done.stdout.split("\n\n")
    wrong = 0
    for story, answer in zip(stories, answers, strict=False):
        if answer.strip("\n") != story.clocks():
            wrong += 1
            if wrong <= 3:
                print(f"{story.line()}\nC:\n{answer}\nPython:\n"
                      f"{story.clocks()}\n")
    print(f"{len(stories)} stories, {len(answers) - 1} answers, "
          f"{sum(answer.count('Z') for answer in answers)} instants, "
          f"{wrong} differ")
    return bool(wrong) or len(answers) != len(stories) + 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
