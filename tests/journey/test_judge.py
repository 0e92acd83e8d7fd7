#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Whether the judges of the journey see what is wrong.

    test_judge.py CVD CANON_CHECK

A small casebook is lived and found right; then it, or what is expected of
it, is spoiled in one way after another, and each must be noticed.
"""

import contextlib
import dataclasses
import glob
import os
import shutil
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tools"))

import clocks  # noqa: E402, the tools come first
import judge  # noqa: E402
import mails  # noqa: E402
import real  # noqa: E402
from book import Book  # noqa: E402
from world import Failure, World  # noqa: E402

PROGRAMS = []
CASES = ("CVE-2012-0036", "CVE-2016-8624", "CVE-2017-7407")


class Judges(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        world = cls.enterClassContext(World(PROGRAMS[0], "small", "UTC"))
        rows = [row for row in real.read_rows() if row["case"] in CASES]
        cls.book = Book(world, PROGRAMS[1], rows, ("nl", "en"))
        cls.book.often = 1
        cls.book.init()
        cls.book.live()
        cls.book.judge()
        cls.life = cls.book.lives[0]
        cls.file = glob.glob(f"{world.book}/cases/*/*/{cls.life.id}.yaml")[0]
        cls.spool = sorted(glob.glob(f"{cls.book.folder()}/*.eml"))
        cls.head = world.head()

    def tearDown(self):
        self.book.world.git("reset", "--quiet", "--hard", self.head)

    @classmethod
    def tearDownClass(cls):
        cls.book.cases = None
        cls.book.judge()

    def wrong(self, judged, part):
        self.book.cases = None
        with self.assertRaisesRegex(Failure, part):
            judged(self.book)

    def letters(self, book):
        return mails.judge_letters(book, book.folder())

    def git(self, *words):
        return self.book.world.git(*words)

    @contextlib.contextmanager
    def instead(self, thing, name, value):
        kept = getattr(thing, name)
        setattr(thing, name, value)
        yield
        setattr(thing, name, kept)

    @contextlib.contextmanager
    def file_instead(self, path, content):
        """Another content of a file for a while; None: no file."""
        kept = None
        if os.path.exists(path):
            with open(path, "rb") as file:
                kept = file.read()
        for now in (content, kept):
            if now is None:
                os.remove(path)
            else:
                with open(path, "wb") as file:
                    file.write(now)
            if now is content:
                yield

    def spoil(self, old, new, path=None):
        """Commits a changed file as git does it, without a signature."""
        path = path or self.file
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertIn(old, text)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new))
        self.git("commit", "--quiet", "--all", "--no-gpg-sign", "-m", "x")

    # Clocks.

    def test_another_term(self):
        policy = judge.POLICIES["nl-ncsc"]
        for n, term in enumerate(policy.terms):
            terms = list(policy.terms)
            terms[n] = dataclasses.replace(term, amount=term.amount + 1)
            other = dataclasses.replace(policy, terms=tuple(terms))
            with self.instead(judge, "POLICIES", {
                    **judge.POLICIES, "nl-ncsc": other}):
                self.wrong(judge.judge_clocks, "^clocks of CVE-")

    def test_another_event(self):
        for n, event in enumerate(self.life.story):
            if event.name in ("published", "party_added", "party_changed"):
                continue
            other = list(self.life.story)
            other[n] = dataclasses.replace(event,
                                           at=event.at + judge.SECOND)
            with self.instead(self.life, "story", other):
                self.wrong(judge.judge_clocks, "^(clocks of CVE-|due at)")

    def test_an_event_less(self):
        with self.instead(self.life, "story", self.life.story[:-1]):
            self.wrong(judge.judge_cases, "^events of CVE-")

    def test_due_in_another_order(self):
        def other(lives, at):
            return due_of(lives, at)[::-1]
        due_of = judge.due_of
        with self.instead(judge, "due_of", other):
            self.wrong(judge.judge_clocks, "^due at")

    def test_a_holiday_less(self):
        policy = dataclasses.replace(
            judge.POLICIES["nl-ncsc"],
            calendar=clocks.Calendar(lambda year: set()))
        with self.instead(judge, "POLICIES", {**judge.POLICIES,
                                              "nl-ncsc": policy}):
            self.wrong(judge.judge_clocks, "^clocks of CVE-2012-0036")

    # Letters.

    def test_a_letter_that_is_not_there(self):
        with self.file_instead(self.spool[0], None):
            self.wrong(self.letters, "has not gone")

    def test_a_letter_twice(self):
        path = f"{self.book.folder()}/again.eml"
        shutil.copy(self.spool[0], path)
        self.wrong(self.letters, "is here twice")
        os.remove(path)

    def test_a_letter_of_nobody(self):
        path = f"{self.book.folder()}/other.eml"
        with self.file_instead(path, b"Message-ID: <x@y>\n\nx\n"):
            self.wrong(self.letters, "that no case knows")
            os.rename(path, path + "~")
            self.wrong(self.letters, "that no case knows")
            os.rename(path + "~", path)

    def test_a_letter_changed_on_its_way(self):
        with open(self.spool[0], "rb") as file:
            mail = file.read()
        for old, new in ((b"To: ", b"To: x@example.net, "), (b"CVD", b"DVC"),
                         (b"\r\n\r\n", b"\r\n\r\nx")):
            self.assertIn(old, mail)
            with self.file_instead(self.spool[0], mail.replace(old, new, 1)):
                self.wrong(self.letters, "CVE-2")

    def test_a_letter_that_says_too_much(self):
        name = os.path.basename(self.spool[0])[:-4]
        for life in self.book.lives:
            if name in mails.queued(self.book, life):
                break
        with self.instead(life, "secret", life.id):
            self.wrong(self.letters, "holds")

    def test_a_letter_that_waits(self):
        state = os.path.join(self.book.world.book, ".git", "cvd")
        with self.file_instead(f"{state}/outbox/x.ready", b""):
            self.wrong(self.letters, "outbox")
        with self.file_instead(f"{state}/sent/x.sent", b""):
            self.wrong(self.letters, "sent copies")

    def test_a_letter_less_than_planned(self):
        with self.instead(self.life, "letters", self.life.letters[1:]):
            self.wrong(judge.judge_cases, "^letters of CVE-")

    # Commits and files.

    def test_a_commit_without_signature(self):
        self.spoil("A weakness", "No weakness")
        self.wrong(judge.judge_commits, "verify-commit")
        self.wrong(judge.judge_proof, "exit code 1, not 0")

    def test_trust_that_begins_elsewhere(self):
        with self.instead(self.book, "key", "0" * 40):
            self.wrong(judge.judge_proof, "exit code")
        other = self.git("rev-parse", "HEAD^").strip()
        with self.instead(self.book, "introduction", other):
            self.wrong(judge.judge_proof, ".")

    def test_a_commit_that_is_signed_and_no_step(self):
        for words, part in (
                (("--allow-empty", "-m", "x"), "^content of"),
                (("--amend", "-m", "x"), "^content of"),
                (("--amend", "-m", self.git("log", "-1", "--format=%B")
                  .replace("CVD-2", "CVD-1")), "^cases of"),
                (("--amend", "-m", self.git("log", "-1", "--format=%B")
                  .replace("alice", "bob")), "^message of"),
                (("--amend", "--no-edit", "--date", "2020-01-01T00:00Z"),
                 "^times of")):
            self.git("reset", "--quiet", "--hard", self.head)
            self.git("commit", "--quiet", "--gpg-sign", *words)
            self.wrong(judge.judge_commits, part)

    def test_a_commit_less(self):
        self.git("reset", "--quiet", "--hard", f"{self.head}^")
        self.wrong(judge.judge_commits, "CVE-")

    def test_a_file_that_is_not_committed(self):
        with self.file_instead(self.file, b"x"):
            self.wrong(judge.judge_commits, "git status")
        with self.file_instead(self.file + "~", b"x"):
            self.wrong(judge.judge_commits, "git status")

    def test_a_file_in_another_form(self):
        self.spoil("state: closed", 'state: "closed"')
        self.wrong(judge.judge_cases, "not in canonical form")

    def test_a_head_that_is_wrong(self):
        self.spoil("state: closed", "state: fixed")
        self.wrong(judge.judge_cases, "is not what its events")

    def test_an_advisory_that_says_too_much(self):
        with self.instead(self.life, "naming", "pseudonym"):
            self.wrong(judge.judge_advisories, "does not credit")
        path = f"advisories/{self.life.id[4:8]}/{self.life.id}.md"
        self.spoil("\n- ", f"\n- {self.life.secret}\n- ",
                   os.path.join(self.book.world.book, path))
        self.wrong(judge.judge_advisories, "says too much")

    # Steps.

    def test_a_step_that_brings_something_else(self):
        step = next(one for one in self.life.steps if one.words[0] == "note"
                    or one.words[0] == "close")
        with self.assertRaisesRegex(Failure, "exit code 5, not 0"):
            self.book.take(self.life, step)
        refused = dataclasses.replace(step, refused="another rule")
        with self.assertRaisesRegex(Failure, "expected: another rule"):
            self.book.refuse(self.life, refused)


if __name__ == "__main__":
    PROGRAMS += map(os.path.abspath, sys.argv[1:3])
    unittest.main(argv=sys.argv[:1])
