# SPDX-License-Identifier: EUPL-1.2
"""A casebook whose cases are lived through the program, and then judged."""

import collections
import json
import os
import time

import judge
import mails
import refusals
import smtp_server
import steps
from world import Failure, check


class Book:
    """A casebook and the lives of its cases."""

    coordinators = {"nl-ncsc": "cert@ncsc.nl",
                    "be-ccb": "vulnerabilityreport@cert.be"}

    often = 10  # every how many turns `due` is compared, too

    def __init__(self, place, canon_check, rows, languages, automatic=True):
        self.world = place
        self.name = place.name
        self.canon_check = canon_check
        self.languages = languages  # the first is that of advisories
        self.automatic = automatic  # letters go at once
        self.policy = {"nl": "nl-ncsc", "en": "be-ccb-2020"}[languages[0]]
        self.sender = f"{self.name}@desk.example.org"
        self.lives = [steps.Life(row) for row in rows]
        self.refused = 0
        self.key = None
        self.introduction = None
        self.cases = None

    def init(self):
        words = ["init", "book", "--name", f"Meldpunt {self.name}", "--as",
                 "alice", "--from", self.sender, "--policy", self.policy,
                 "--policy", steps.OTHER[self.policy]]
        for language in self.languages:
            words += ["--language", language]
        for term in judge.TERMS:
            words += ["--term", term]
        self.key = self.world.make_key()
        said = self.world.cvd(*words).out
        self.introduction = self.world.head()
        for line in (f"\nintroduction: {self.introduction}\n",
                     f"\nsigner:       {self.key}\n"):
            if line not in said:
                raise Failure(f"init says nothing of {line}:\n{said}")
        if not self.automatic:
            self.world.git("config", "cvd.send", "manual")

    def show(self):
        """All cases as they have come to be, in the order of the lives."""
        if self.cases is None:
            self.cases = self.world.json(
                "show", "--json", *[life.id for life in self.lives])["cases"]
        return self.cases

    # Living.

    def live(self):
        for life in self.lives:
            if life.row["order"] != "ordered":
                refusals.add(life)
            for step in life.steps:
                if step.refused:
                    self.refuse(life, step)
                else:
                    self.take(life, step)
        if not self.automatic:
            self.send()

    def words(self, life, step):
        return [life.id if word == "CASE" else word for word in step.words]

    def take(self, life, step):
        # what is said beside the answer is judged where it is the subject
        answer = self.world.cvd("-q", *self.words(life, step), text=step.text)
        label = life.took(step)
        lines = answer.out.splitlines()
        if step.words[0] == "new":
            life.id = lines[0]
            return
        about = f"{life.name}: {step.words}"
        outcome = "sent" if self.automatic else "queued"
        check(answer.err, "", about)
        check(lines[0], f"{life.id}: {label}", about)
        check([line for line in lines[1:]
                     if line.endswith((": sent", ": queued"))],
                    [f"letter {letter} to {party}: {outcome}"
                     for letter, party in step.letters], about)
        if step.letters and self.automatic:
            life.verbs.append(("send", label))

    def refuse(self, life, step):
        def left():
            return (self.world.head(), self.world.state("outbox"),
                    self.world.state("spool"))
        before = left()
        answer = self.world.cvd(*self.words(life, step), text=step.text,
                                expect=5)
        about = f"{life.name}: {step.words}"
        if step.refused not in answer.err.split("\n")[0]:
            raise Failure(f"{about}\n  said:     {answer.err}"
                                f"  expected: {step.refused}")
        check((answer.out, left()), ("", before), about)
        self.refused += 1

    def send(self):
        """Delivers all that waits; one commit for each case."""
        waiting = sum(len(life.letters) for life in self.lives)
        check(len(self.world.state("outbox")), waiting, "outbox")
        answer = self.world.cvd("send")
        check(answer.out.count(": sent\n"), waiting, "letters sent")
        for life in self.lives:
            if life.letters:
                life.verbs.append(("send", life.label))

    # Judging.

    def folder(self):
        return os.path.join(self.world.book, ".git", "cvd", "spool")

    def judge(self):
        tally = collections.Counter(refusals=self.refused)
        tally.update(judge.judge_cases(self))
        tally.update(judge.judge_advisories(self))
        tally.update(mails.judge_letters(self, self.folder()))
        tally.update(judge.judge_commits(self))
        tally.update(judge.judge_clocks(self))
        tally.update(judge.judge_proof(self))
        return tally

    def run(self):
        started = time.monotonic()
        self.init()
        self.live()
        lived = time.monotonic()
        tally = self.judge()
        print(f"{self.name}: lived {lived - started:.0f} s, judged "
              f"{time.monotonic() - lived:.0f} s: "
              + ", ".join(f"{tally[key]} {key}" for key in tally), flush=True)
        return tally


class MailBook(Book):
    """One whose letters go to a mail server, which keeps them in a box."""

    coordinators = {"nl-ncsc": "intake@ncsc.example",
                    "be-ccb": "intake@ccb.example"}

    def __init__(self, *rest, server):
        super().__init__(*rest)
        self.server = server

    def folder(self):
        return os.path.join(self.server["CVD_SMTP_FOLDER"], "box")

    def init(self):
        super().init()
        password = os.path.join(self.world.root, "password")
        with open(password, "w", encoding="ascii") as file:
            file.write(smtp_server.PASSWORDS["alice"] + "\n")
        for key, value in (
                ("transport", "smtp"), ("smtpServer", "127.0.0.1"),
                ("smtpPort", self.server["CVD_SMTP_STARTTLS"]),
                ("smtpHello", "desk.example.org"), ("smtpUser", "alice"),
                ("passwordCommand", f"cat {password}"),
                ("smtpCaFile", os.path.join(self.server["CVD_SMTP_FOLDER"],
                                            "ca.pem"))):
            self.world.git("config", "cvd." + key, value)
        self.confirm()

    def confirm(self):
        """Nothing leaves for a coordinator that nobody confirmed."""
        os.mkdir(os.path.join(self.world.book, "contacts"))
        for name, address in self.coordinators.items():
            path = os.path.join(self.world.book, "contacts", name + ".yaml")
            with open(path, "w", encoding="ascii") as file:
                file.write(f"schema: cvd-contact/1\nid: {name}\n"
                           f"name: {name}\nrole: coordinator\n"
                           "verified: confirmed\naddresses:\n"
                           f"  - kind: email\n    address: {address}\n"
                           "    verified: confirmed\n")
        self.world.cvd("commit", "contacts")

    def judge(self):
        tally = super().judge()
        for name in os.listdir(self.folder()):
            if name.endswith(".json"):
                with open(os.path.join(self.folder(), name),
                          encoding="ascii") as file:
                    about = json.load(file)
                check((about["from"], about["user"], about["tls"]),
                            (self.sender, "alice", True), name)
        return tally
