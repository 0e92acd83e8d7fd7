# SPDX-License-Identifier: EUPL-1.2
"""The clocks of a case, computed a second time.

What the C code computes is computed here in another language, with another
way to Easter, and with the policies and holidays written down once more from
their sources, so that agreement means something:

- nl-ncsc: https://www.ncsc.nl/contact/kwetsbaarheid-melden;
- be-ccb-2020: the CCB's brochure on CVD policies of October 2020, which
  leaves the numbers to the organisation;
- holidays: Algemene termijnenwet art. 3 with the royal decrees under its
  third paragraph; Belgian law of 4 January 1974 and royal decree of 18 April
  1974.

Known are the shipped policies of a desk, not the whole language of policies.
"""

import dataclasses
import datetime as dt
import zoneinfo

UTC = dt.timezone.utc
DAY = dt.timedelta(days=1)
LAST_SECOND = dt.time(23, 59, 59)

# Days put on the same footing by royal decree.
NL_DECREE = frozenset(map(dt.date.fromisoformat, (
    "2023-04-28", "2023-05-19", "2024-05-10", "2024-12-27", "2025-05-30",
    "2026-01-02", "2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26")))


def easter(year):
    """Easter Sunday after J.-M. Oudin (1940)."""
    century = year // 100
    golden = year % 19
    epact = (century - century // 4 - (8 * century + 13) // 25
             + 19 * golden + 15) % 30
    moon = epact - (epact // 28) * (
        1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    days = moon - weekday  # from 28 March
    return dt.date(year, 3, 28) + days * DAY


def royal_birthday(year):
    """King's Day, Queen's Day before 2014; on a Sunday the day before."""
    day = dt.date(year, 4, 27) if year >= 2014 else dt.date(year, 4, 30)
    return day - DAY if day.weekday() == 6 else day


def holidays_nl(year, good_friday=True, liberation="always", decree=True):
    sunday = easter(year)
    days = {
        dt.date(year, 1, 1),
        sunday + DAY,
        sunday + 39 * DAY,  # Ascension
        sunday + 50 * DAY,  # Whit Monday
        royal_birthday(year),
        dt.date(year, 12, 25),
        dt.date(year, 12, 26),
    }
    if good_friday:
        days.add(sunday - 2 * DAY)
    if liberation == "always" or (liberation == "lustrum" and year % 5 == 0):
        days.add(dt.date(year, 5, 5))
    if decree:
        days |= {day for day in NL_DECREE if day.year == year}
    return days


def holidays_be(year):
    sunday = easter(year)
    fixed = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
    return ({dt.date(year, month, day) for month, day in fixed}
            | {sunday + n * DAY for n in (1, 39, 50)})


class Calendar:
    """Which days are working days; Monday to Friday but for holidays."""

    def __init__(self, holidays, **options):
        self.of_year = holidays
        self.options = options
        self.years = {}

    def works(self, day):
        if day.year not in self.years:
            self.years[day.year] = self.of_year(day.year, **self.options)
        return day.weekday() < 5 and day not in self.years[day.year]

    def after(self, day, count):
        """The count-th working day after `day`, which itself is day 0."""
        while count:
            day += DAY
            count -= self.works(day)
        return day

    def count(self, day, last):
        """Working days after `day` up to and with `last`."""
        found = 0
        while day < last:
            day += DAY
            found += self.works(day)
        return found


@dataclasses.dataclass(frozen=True)
class Term:
    clock: str
    start: str
    amount: int
    unit: str  # hours, calendar-days, working-days
    kind: str
    satisfied_by: tuple
    repeat: bool = False
    target_kinds: tuple = ()  # of any target where empty
    pausable: bool = False    # stands still while a question is open


@dataclasses.dataclass(frozen=True)
class Policy:
    name: str
    zone: zoneinfo.ZoneInfo
    calendar: Calendar
    terms: tuple


def nl_ncsc():
    return Policy(
        "nl-ncsc", zoneinfo.ZoneInfo("Europe/Amsterdam"),
        Calendar(holidays_nl), (
            Term("ack", "received", 1, "working-days", "commitment",
                 ("acknowledged",)),
            Term("assess", "received", 3, "working-days", "commitment",
                 ("assessed",), pausable=True),
            Term("fix", "received", 60, "calendar-days", "target",
                 ("fixed", "closed"), target_kinds=("system",)),
            Term("update", "assessed", 14, "calendar-days", "reminder",
                 ("status_update",), repeat=True)))


def be_ccb_2020(ack, assess, fix, update):
    """The brochure with an organisation's own numbers."""
    return Policy(
        "be-ccb-2020", zoneinfo.ZoneInfo("Europe/Brussels"),
        Calendar(holidays_be), (
            Term("ack", "received", ack, "working-days", "commitment",
                 ("acknowledged",)),
            Term("assess", "received", assess, "working-days", "commitment",
                 ("assessed",), pausable=True),
            Term("fix", "assessed", fix, "calendar-days", "target",
                 ("fixed",)),
            Term("update", "assessed", update, "calendar-days", "reminder",
                 ("status_update",), repeat=True)))


@dataclasses.dataclass(frozen=True)
class Event:
    """What clocks see of an event. `party` where it is about one."""

    name: str
    at: dt.datetime
    party: str = ""
    role: str = ""
    status: str = ""


def solved(events):
    """When at least one vendor or owner there is and all have a fix out.

    It is the instant of the event that completes this, or of the latest
    release where that one is later; what comes afterwards does not undo it.
    """
    concerned, released = {}, {}
    for event in events:
        if event.name in ("party_added", "party_changed"):
            if event.role in ("vendor", "owner", "desk"):
                concerned.setdefault(event.party, "")
            if event.party in concerned and event.status:
                concerned[event.party] = event.status
        elif event.name in ("fix_released", "fix_deployed"):
            released[event.party] = min(
                event.at, released.get(event.party, event.at))
        wanted = [party for party, status in concerned.items()
                  if status not in ("not-affected", "removed")]
        if wanted and all(party in released for party in wanted):
            return max([event.at] + [released[party] for party in wanted])
    return None


def anchor(name, events):
    """The instant of an event or a derived anchor; None: not yet."""
    if name == "fixed":
        return solved(events)
    return min((event.at for event in events if event.name == name),
               default=None)


def pauses(events, until):
    """Spans until then in which the reporter had a question before him."""
    asked = None
    for event in sorted(events, key=lambda event: event.at):
        if event.at >= until:
            break
        if event.name == "info_requested" and asked is None:
            asked = event.at
        elif event.name == "info_received" and asked is not None:
            yield asked, event.at
            asked = None
    if asked is not None:
        yield asked, until


def due(term, policy, start, events, until):
    if term.unit == "hours":
        return start + dt.timedelta(hours=term.amount)
    amount = term.amount
    day = start.astimezone(policy.zone).date()
    for asked, answered in pauses(events, until) if term.pausable else ():
        low = asked.astimezone(policy.zone).date()
        high = answered.astimezone(policy.zone).date()
        amount += policy.calendar.count(low, high)
    if term.unit == "working-days":
        day = policy.calendar.after(day, amount)
    else:
        day += amount * DAY
    return dt.datetime.combine(day, LAST_SECOND,
                               policy.zone).astimezone(UTC)


def judged(clock, met, closed, now):
    """The state of a clock whose start and due are known."""
    if met is not None:
        return dict(clock, met_at=met,
                    state="met" if met <= clock["due"] else "missed")
    if closed is not None:
        return dict(clock, state="stopped")
    return dict(clock, state="running" if now <= clock["due"] else "missed")


def of_term(term, policy, events, now):
    clock = {"policy": policy.name, "clock": term.clock, "party": None,
             "n": 1, "kind": term.kind, "from": anchor(term.start, events),
             "due": None, "state": "pending", "met_at": None}
    closed = anchor("closed", events)
    if clock["from"] is None:
        if closed is not None:
            clock["state"] = "stopped"
        return [clock]
    if closed is not None and clock["from"] > closed:
        closed = None

    hits = sorted(at for name in term.satisfied_by
                  for at in ([anchor(name, events)] if not term.repeat else
                             [e.at for e in events if e.name == name])
                  if at is not None)
    if closed is not None:
        hits = [at for at in hits if at <= closed]
    until = min(hits[:1] + [now] + ([closed] if closed else []))
    clock["due"] = due(term, policy, clock["from"], events, until)
    if not term.repeat:
        return [judged(clock, hits[0] if hits else None, closed, now)]

    found = []
    for met in [at for at in hits if at >= clock["from"]] + [None]:
        found.append(judged(clock, met, closed, now))
        if met is not None:
            clock = dict(clock, n=clock["n"] + 1, **{"from": met},
                         due=due(term, policy, met, events, now))
    return found


def clocks(policy, target_kind, events, now):
    """Every clock of a case under a policy, as seen at an instant.

    events: in the order in which they were recorded; later ones than `now`
    are not seen. Each clock is a mapping with the keys of `cvd show --json`.
    """
    seen = [event for event in events if event.at <= now]
    if anchor("received", seen) is None:
        return []
    return [clock for term in policy.terms
            if not term.target_kinds or target_kind in term.target_kinds
            for clock in of_term(term, policy, seen, now)]
