# SPDX-License-Identifier: EUPL-1.2
"""How a row of histories.tsv is lived: the commands, and what they bring.

The instants are the row's. What the table leaves open is chosen here by a
fixed rule on the case's name: who reports and in which language, a second
vendor, how a party is told. What a command must bring, its events, letters
and label, is written down beside it, so that the program can be held to it.
"""

import dataclasses
import datetime as dt
import zlib

from clocks import Event

OTHER = {"nl-ncsc": "be-ccb-2020", "be-ccb-2020": "nl-ncsc"}
COORDINATOR = {"nl-ncsc": ("nl-ncsc", "no-response"),
               "be-ccb-2020": ("be-ccb", "participant-silent")}
OWNED = ("system", "service", "network")
SECOND = dt.timedelta(seconds=1)
MINUTE = dt.timedelta(minutes=1)

# Of labels on one line the latest counts, otherwise the furthest.
RANKS = {"received": 0, "acknowledged": 1, "info-requested": 2, "accepted": 2,
         "notified": 3, "escalated": 4, "fixed": 5, "published": 6,
         "closed": 7}


@dataclasses.dataclass(frozen=True)
class Step:
    when: dt.datetime    # its place in the life
    words: tuple         # of the command line; CASE stands for the case
    text: str = None     # standard input
    events: tuple = ()   # what clocks see of it
    letters: tuple = ()  # as mail: (letter, party)
    label: str = None    # the milestone that it reaches
    refused: str = None  # the rule that refuses it, exit code 5


class Life:
    """One row, its steps in the order in which they are taken."""

    def __init__(self, row):
        self.row = row
        self.name = row["case"]
        self.kind = row["target_kind"]
        self.id = None
        self.label = None
        self.story = []    # clocks.Event, as recorded
        self.letters = []  # (letter, party), as decided
        self.verbs = []    # of the commits, with the label after each
        self.steps = []
        self.spelled = {}
        self.policies = [row["policy"]]
        if self.pick("both", 6) == 0:
            self.policies.append(OTHER[row["policy"]])
        self.reach = {0: "phone", 1: None}.get(self.pick("reach", 12),
                                               "email")
        self.language = ("nl", "en")[self.pick("language", 2)]
        slug = self.name.lower()
        self.reporter = f"{slug}@reporter.example"
        self.person = f"Tëst Reporter {self.name}"
        self.mails = {"reporter": self.reporter,
                      "nl-ncsc": None, "be-ccb": None}
        self.naming = None
        self.secret = f"The details of {self.name}"
        self.clear = False
        self.parties = ["vendor-1"]
        self.plan()
        self.steps.sort(key=lambda step: step.when)

    def pick(self, what, count):
        """A number below count that depends on the name alone."""
        return zlib.crc32(f"{self.name}/{what}".encode()) % count

    def instants(self, column):
        """A column's instants; how each is spelled is kept."""
        found = []
        for text in self.row[column + "_constructed"].split():
            if text == "-":
                continue
            at = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
            self.spelled[at] = text
            found.append(at)
        return found

    def at(self, column):
        return (self.instants(column) or [None])[0]

    def step(self, when, verb, *words, at=None, **rest):
        """`at` where it happens at another time than it has its place."""
        at = at or when
        spelled = self.spelled.get(at) or at.isoformat()
        words = (verb,) + words + ("--at", spelled)
        self.steps.append(Step(when, words, **rest))

    def told(self, letter):
        """The reporter's letter, where there is an address."""
        return ((letter, "reporter"),) if self.reach == "email" else ()

    def written(self, letter, parties):
        return tuple((letter, party) for party in parties
                     if self.mails.get(party))

    # The steps.

    def plan(self):
        self.begin()
        self.assess()
        self.add_parties()
        self.notify()
        for at in self.instants("update"):
            self.step(at, "event", "CASE", "status_update",
                      events=(Event("status_update", at),),
                      letters=self.told("status"))
        self.consent()
        if self.row["order"] == "fix-before-report":
            self.fixed_before()
        else:
            self.fix()
        self.publish()
        self.close()

    def begin(self):
        at = self.at("report")
        words = ["new", "--title", f"A weakness, {self.name}",
                 "--description-file", "-", "--target-kind", self.kind,
                 "--target", self.target(), "--owner",
                 f"Owner of {self.name}", "--owner-class",
                 self.row["owner_class"], "--language", self.language,
                 "--channel", ("email", "form", "post")[self.pick("c", 3)]]
        for policy in self.policies:
            words += ["--policy", policy]
        if self.reach == "email":
            words += ["--reporter-name", self.person, "--reporter-email",
                      self.reporter]
        elif self.reach == "phone":
            words += ["--reporter-phone", "+31 20 555 0100"]
        else:
            words += ["--anonymous"]
        role = "owner" if self.kind in OWNED else "vendor"
        self.step(at, *words, label="received",
                  text=f"{self.secret}:\n\n  1. open it\n  2. — “ütf-8”\n",
                  events=(Event("received", at),
                          Event("party_added", at, "vendor-1", role)))
        at = self.at("ack")
        self.step(at, "ack", "CASE", label="acknowledged",
                  events=(Event("acknowledged", at),),
                  letters=self.told("ack"))

    def target(self):
        if self.kind in OWNED:
            return (f"https://{self.name.lower()}.example.org/login",
                    "192.0.2.7")[self.pick("target", 2)]
        return f"Example product {self.name}"

    def assess(self):
        asked, answered = self.at("ask"), self.at("answer")
        if asked:
            self.step(asked, "assess", "CASE", "--need-info", "-",
                      text="Which version do you use?\n",
                      label="info-requested",
                      events=(Event("info_requested", asked),),
                      letters=self.told("info"))
            self.step(answered, "event", "CASE", "info_received",
                      events=(Event("info_received", answered),))
        at = self.at("assess")
        minor = self.row["severity"] == "low"
        words = ["CASE", "--accept", "--weight",
                 "minor" if minor else "major"]
        if self.row["cwe"] != "-":
            words += ["--cwe", self.row["cwe"]]
        if self.pick("note", 5) == 0:
            words += ["--note-file", "-"]
        self.step(at, "assess", *words, label="accepted",
                  text="Seen here, too.\n" if "-" in words else None,
                  events=(Event("assessed", at),),
                  letters=self.told("assess-minor" if minor
                                    else "assess-accepted"))

    def add_parties(self):
        at = self.at("assess")
        if self.pick("way", 6):
            self.mails["vendor-1"] = f"security@{self.name.lower()}.example"
            self.step(at, "vendor", "set", "CASE", "vendor-1", "--email",
                      self.mails["vendor-1"], "--status", "affected",
                      events=(Event("party_changed", at, "vendor-1",
                                    status="affected"),))
        if self.pick("second", 4) == 0 and self.row["notice"] != "after-fix":
            self.parties.append("vendor-2")
            self.mails["vendor-2"] = f"psirt@{self.name.lower()}.example"
            self.step(at, "vendor", "add", "CASE", "--name", "Second Ltd",
                      "--email", self.mails["vendor-2"],
                      events=(Event("party_added", at, "vendor-2",
                                    "vendor"),))

    def by_phone(self):
        """How all parties are told, where one has no address."""
        return () if self.mails.get("vendor-1") else ("--by", "phone")

    def notify(self):
        if self.row["notice"] == "before-report":
            noon = dt.datetime.fromisoformat(
                self.row["notified"] + "T12:00:00+01:00")
            self.step(self.at("assess") + SECOND, "event", "CASE",
                      "contact_attempted", "--who", "reporter", "--by",
                      "email", "--party", "vendor-1", at=noon)
        at, escalated = self.at("notify"), self.at("escalate")
        self.clear = self.pick("clear", 5) == 0
        way = self.by_phone()
        told = self.parties if not way else []
        self.step(at, "notify", "CASE", *way,
                  *(("--clear",) if self.clear else ()), label="notified",
                  letters=self.written("vendor-notify" if self.clear
                                       else "vendor-contact", told))
        if self.pick("vendor-ack", 3) == 0:
            self.step(at + SECOND, "event", "CASE", "vendor_acknowledged",
                      "--party", "vendor-1", "--source", "unsigned-reply")
        if escalated:
            middle = at + (escalated - at) / 2
            self.step(middle.replace(microsecond=0), "notify", "CASE", *way,
                      letters=self.written("vendor-remind", told))
            to, reason = COORDINATOR[self.policies[0]]
            self.step(escalated, "escalate", "CASE", "--to", to, "--reason",
                      reason, label="escalated", letters=(("escalate", to),))

    def fix(self):
        at = self.at("fix")
        concerned = ["vendor-1"]
        if "vendor-2" in self.parties:
            early = self.at("notify")
            early += (min(at, self.at("publish") - 60 * MINUTE) - early) * 0.9
            early = early.replace(microsecond=0)
            if self.pick("affected", 2):
                concerned.append("vendor-2")
                self.step(early, "fix", "CASE", "--released", "--party",
                          "vendor-2", "--source", "observed",
                          events=(Event("fix_released", early, "vendor-2"),))
            else:
                self.parties.remove("vendor-2")
                self.step(early, "vendor", "set", "CASE", "vendor-2",
                          "--status", "not-affected",
                          events=(Event("party_changed", early, "vendor-2",
                                        status="not-affected"),))
        word = "deployed" if self.kind in OWNED else "released"
        self.step(at, "fix", "CASE", "--" + word, "--party", "vendor-1",
                  "--version", "2.0.1", "--reference",
                  f"https://example.org/{self.name}", label="fixed",
                  events=(Event("fix_" + word, at, "vendor-1"),),
                  letters=self.told("fixed"))
        if self.pick("verified", 3) == 0:
            self.step(at + MINUTE, "fix", "CASE", "--verified")

    def fixed_before(self):
        """A fix that is older than the report, as far as it can be said."""
        at = self.at("publish") - 40 * MINUTE
        self.step(at, "fix", "CASE", "--released", "--party", "vendor-1",
                  at=self.at("fix"),
                  refused="it happens before the receipt, which was at")

    def consent(self):
        at = self.at("publish") - 30 * MINUTE
        self.step(at, "event", "CASE", "reporter_consulted",
                  letters=self.told("publish-consult"))
        if self.reach != "email":
            return
        self.naming = (None, "yes", "pseudonym")[self.pick("naming", 3)]
        words = {"yes": ("yes",), "pseudonym": (
            "pseudonym", "--pseudonym", f"nick {self.name}")}
        if self.naming:
            self.step(at, "consent", "CASE", "naming", *words[self.naming],
                      "--medium", "email")

    def publish(self):
        at = self.at("publish")
        # A party that turned out not to be concerned is asked nothing.
        if "be-ccb-2020" in self.policies:
            for party in self.parties:
                self.step(at - 20 * MINUTE, "consent", "CASE", "publication",
                          "yes", "--party", party, "--medium", "email")
        force = ()
        if self.row["order"] != "ordered":
            force = ("--force", "the public knows it already")
        self.step(at, "publish", "CASE", "--yes", "--summary-file", "-",
                  *force, text=f"Update, because of {self.name}.\n",
                  label="published", events=(Event("published", at),),
                  letters=self.told("publish") + self.written(
                      "publish", self.parties))

    def close(self):
        at = self.at("close")
        reason = ("already-fixed" if self.row["order"] == "fix-before-report"
                  else "resolved")
        if self.pick("assign", 7) == 0:
            self.step(at - MINUTE, "assign", "CASE", "alice")
        self.step(at, "close", "CASE", "--reason", reason, label="closed",
                  events=(Event("closed", at),), letters=self.told("close"))
        if self.pick("after", 7) == 0:
            self.step(at + MINUTE, "note", "CASE", "--file", "-",
                      text="Sent a card.\n")

    # As the steps are taken.

    def took(self, step):
        """What a step that succeeded brings; the label after it."""
        if step.label and (self.label is None or
                           RANKS[step.label] >= RANKS[self.label]):
            self.label = step.label
        self.story += step.events
        self.letters += step.letters
        self.verbs.append((step.words[0], self.label))
        return self.label
