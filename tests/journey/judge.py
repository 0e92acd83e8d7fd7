# SPDX-License-Identifier: EUPL-1.2
"""What is proved of a casebook after its cases were lived.

Each function takes a casebook (real.Book), raises Failure where something is
not as it should be, and returns what it counted.
"""

import datetime as dt
import hashlib
import json
import re
import subprocess
import tempfile

import clocks
from world import Failure, check

FAR = dt.datetime(2031, 1, 1, tzinfo=clocks.UTC)
POLICIES = {"nl-ncsc": clocks.nl_ncsc(),
            "be-ccb-2020": clocks.be_ccb_2020(ack=3, assess=10, fix=90,
                                              update=30)}
TERMS = ("ack=3wd", "assess=10wd", "fix=90d", "update=30d")
SECOND = dt.timedelta(seconds=1)
STORY = ("received", "party_added", "party_changed", "acknowledged",
         "info_requested", "info_received", "assessed", "status_update",
         "fix_available", "fix_released", "fix_deployed", "published",
         "closed")
AFTERLIFE = dt.timedelta(days=90)


def utc(at):
    return at and at.astimezone(clocks.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# Clocks.

def python_clocks(life, at):
    return [clock for policy in life.policies for clock in clocks.clocks(
        POLICIES[policy], life.kind, life.story, at)]


def clocks_of(life, at):
    """The clocks of a case at an instant, in the form of JSON."""
    found = python_clocks(life, at)
    for clock in found:
        for key in ("from", "due", "met_at"):
            clock[key] = utc(clock[key])
    return found


def due_of(lives, at):
    """What `cvd due` answers: overdue first, then by what is due next."""
    rows = []
    for life in lives:
        for clock in clocks_of(life, at):
            late = clock["state"] == "missed" and clock["met_at"] is None
            if late or clock["state"] == "running":
                overdue = late and clock["kind"] != "reminder"
                rows.append((not overdue, clock["due"], life.id,
                             clock["policy"], clock["clock"],
                             {"case": life.id, **clock}))
    return [row[-1] for row in sorted(rows, key=lambda row: row[:-1] + (
        row[-1]["n"],))]


def changes(lives):
    """The instants at which a clock changes: met, passed or stopped."""
    found = set()
    for life in lives:
        closed = clocks.anchor("closed", life.story)
        for clock in python_clocks(life, FAR):
            if clock["state"] == "stopped":
                found.add(closed)
            if clock["met_at"]:
                found.add(clock["met_at"])
            if clock["state"] == "missed":
                found.add(clock["due"] + SECOND)
    return sorted(found)


def compare_shown(book, lives, at):
    """The clocks of cases as `show` answers them at an instant."""
    if not lives:
        return 0
    cases = book.world.json("show", "--json", "--at", utc(at),
                            *[life.id for life in lives])
    cases = cases["cases"] if "cases" in cases else [cases]
    for life, case in zip(lives, cases, strict=True):
        check(case["clocks"], clocks_of(life, at),
              f"clocks of {life.name} at {utc(at)}")
    return sum(len(case["clocks"]) for case in cases)


def compare_due(book, at):
    """What `due` answers at an instant, of all cases and in its order."""
    answer = book.world.json("due", "--json", "--at", utc(at))
    check((answer["at"], answer["letters"]), (utc(at), []), "due")
    check(answer["clocks"], due_of(book.lives, at), f"due at {utc(at)}")
    return len(answer["clocks"])


def judge_clocks(book):
    """Each clock a second before it changes, and as it has changed.

    Asked are the cases that were alive within three months; of all cases
    what is due now and then, and all clocks a few times.
    """
    tally = dict.fromkeys(("clocks", "instants", "shown", "due"), 0)
    tally["clocks"] = sum(len(clocks_of(life, FAR)) for life in book.lives)
    turns = changes(book.lives)
    turns = [turns[0] - dt.timedelta(days=1000)] + turns + [FAR]
    for n, turn in enumerate(turns):
        for at in (turn - SECOND, turn):
            seen = [life for life in book.lives if life.story[0].at <= at]
            if n % 50 and turn != FAR:
                seen = [life for life in seen
                        if at < life.story[-1].at + AFTERLIFE]
            tally["shown"] += compare_shown(book, seen, at)
            tally["instants"] += 1
            if n % book.often == 0:
                tally["due"] += compare_due(book, at)
    return tally


# Cases.

def judge_cases(book):
    """States, parties and events; as the file says, so the events come to."""
    tally = {"cases": 0, "events": 0}
    cases = book.show()
    for life, case in zip(book.lives, cases, strict=True):
        check((case["id"], case["state"], case["needs_review"]),
              (life.id, "closed", False), life.name)
        check([(letter["letter"], letter["party"], letter["state"])
               for letter in case["letters"]],
              [(letter, party, "sent") for letter, party in life.letters],
              f"letters of {life.name}")
        check({event["verdict"] for event in case["events"]}, {"effective"},
              f"verdicts of {life.name}")
        check([(event["event"], event["at"]) for event in case["events"]
               if event["event"] in STORY],
              [(event.name, utc(event.at)) for event in life.story],
              f"events of {life.name}")
        tally["cases"] += 1
        tally["events"] += len(case["events"])
    answer = book.world.run(book.canon_check, book.world.book)
    check((answer.out, answer.err),
          (f"{len(cases)} of {len(cases)} case files are as they should "
           "be\n", ""), "canon_check")
    return tally


def judge_advisories(book):
    """Who is named in an advisory is who said so."""
    named = 0
    for life in book.lives:
        path = f"advisories/{life.id[4:8]}/{life.id}.md"
        text = book.world.git("show", f"HEAD:{path}")
        given = {"yes": life.person, "pseudonym": f"nick {life.name}",
                 None: {"nl": "een onderzoeker die anoniem wil blijven",
                        "en": "a researcher who wishes to remain anonymous"
                        }[book.languages[0]]}[life.naming]
        if f": {given}\n" not in text:
            raise Failure(f"{path} does not credit {given!r}:\n{text}")
        if life.secret in text or life.reporter in text or (
                life.naming != "yes" and life.person in text):
            raise Failure(f"{path} says too much:\n{text}")
        named += life.naming is not None
    return {"advisories": len(book.lives), "credited": named}


# Commits.

class Commit:
    def __init__(self, text):
        self.id, committed, authored, self.message = text.split("\n", 3)
        self.times = (int(committed), int(authored))
        self.subject = self.message.split("\n", 1)[0]
        self.changes = []  # (path, blob)

    def trailers(self, key):
        return re.findall(f"^Cvd-{key}: (.*)$", self.message, re.MULTILINE)


def read_commits(book):
    """All commits from the first on, with what each changed."""
    git = book.world.git
    text = git("log", "-z", "--reverse", "--format=%H%n%ct%n%at%n%B")
    commits = [Commit(one) for one in text.rstrip("\0").split("\0")]
    of = {commit.id: commit for commit in commits}
    commit = None
    for line in git("log", "--root", "--raw", "--no-abbrev", "--no-renames",
                    "--format=commit %H").splitlines():
        if line.startswith("commit "):
            commit = of[line[7:]]
        elif line:
            about, path = line.split("\t")
            _, mode, _, blob, status = about.split(" ")
            if mode != "100644" or status not in "AM":
                raise Failure(f"{commit.id} made of {path}: {line}")
            commit.changes.append((path, blob))
    return commits


def read_blobs(book, ids):
    """The contents of blobs, by id."""
    done = subprocess.run(
        ["git", "-C", book.world.book, "cat-file", "--batch"],
        input="\n".join(ids).encode(), env=book.world.env, check=True,
        stdout=subprocess.PIPE).stdout
    found, place = {}, 0
    for blob in ids:
        end = done.index(b"\n", place)
        name, kind, size = done[place:end].split()
        check((name.decode(), kind), (blob, b"blob"), "cat-file")
        found[blob] = done[end + 1:end + 1 + int(size)]
        place = end + int(size) + 2
    return found


def content_hash(changes, blobs):
    """Over the changed paths in byte order, framed by NUL and length."""
    sha = hashlib.sha256()
    for path, blob in sorted(changes, key=lambda change: change[0].encode()):
        sha.update(b"%s\0%d\0" % (path.encode(), len(blobs[blob])))
        sha.update(blobs[blob])
    return sha.hexdigest()


def judge_signatures(book, commits):
    """That git finds one good signature on each, of the one key."""
    said = book.world.run("git", "-C", book.world.book, "verify-commit",
                          "--raw", *[commit.id for commit in commits]).err
    for word, count in (("NEWSIG", len(commits)), ("GOODSIG", len(commits)),
                        (f"VALIDSIG {book.key}", len(commits))):
        check(said.count(f"[GNUPG:] {word}"), count, word)


def judge_commits(book):
    git = book.world.git
    commits = read_commits(book)
    check(git("fsck", "--strict", "--no-progress"), "", "git fsck --strict")
    check(git("status", "--porcelain"), "", "git status")
    judge_signatures(book, commits)
    blobs = read_blobs(book, sorted({blob for commit in commits
                                     for _, blob in commit.changes}))
    cases = {life.id: [] for life in book.lives}
    for commit in commits:
        check(commit.trailers("Content-SHA256"),
              [content_hash(commit.changes, blobs)],
              f"content of {commit.id}")
        touched = sorted({re.search(r"CVD-\d{4}-\w{7}", path).group()
                          for path, _ in commit.changes
                          if path.startswith(("cases/", "advisories/"))})
        check(touched, commit.trailers("Case"), f"cases of {commit.id}")
        if touched:
            cases[touched[0]].append(commit)
    for life, case in zip(book.lives, book.show(), strict=True):
        judge_messages(life, case, cases[life.id])
    return {"commits": len(commits), "of cases": sum(map(len, cases.values())),
            "hashed": len(blobs)}


def judge_proof(book):
    """A fresh clone is proven with nothing but the introduction, offline."""
    world = book.world
    env = world.stranger()
    with tempfile.TemporaryDirectory(dir=world.root) as clone:
        world.run("git", "clone", "-q", "--no-local", world.book, clone,
                  env=env)
        said = json.loads(world.run(
            world.program, "-C", clone, "verify", "--json", "--introduction",
            book.introduction, "--signer", book.key, env=env).out)
    check([said[key] for key in ("clean", "findings", "pinned", "cases",
                                 "keys", "tip")],
          [True, [], True, len(book.lives), 1, world.head()],
          "a clone as cvd verify sees it")
    check(said["commits"], int(world.git("rev-list", "--count", "HEAD")),
          "commits that are proven")
    return {"proven": said["commits"]}


def judge_messages(life, case, commits):
    """The commits of a case say what its events say, and nothing else."""
    events = [(event["id"], event["event"]) for event in case["events"]]
    told, label, expected = [], "none", life.verbs
    check([commit.subject.split(" ")[1].strip(",") for commit in commits],
          [verb for verb, _ in expected], f"commits of {life.name}")
    for commit, (verb, after) in zip(commits, expected, strict=True):
        about = [line.split(" ") for line in commit.trailers("Event")]
        subject = f"{life.id}: {verb}"
        lines = ["", f"Cvd-Case: {life.id}"]
        lines += [f"Cvd-Event: {' '.join(one)}" for one in about]
        if after != label:
            subject += f", {label} -> {after}"
            lines.append(f"Cvd-State: {label} -> {after}")
        lines += [f"Cvd-Policy: {case['policy']}", "Cvd-Actor: alice",
                  f"Cvd-Content-SHA256: {commit.trailers('Content-SHA256')[0]}"]
        check(commit.message.rstrip("\n").split("\n"), [subject] + lines,
              f"message of {commit.id}")
        judge_times(case["events"][len(told):len(told) + len(about)], commit)
        told += [tuple(one) for one in about]
        label = after
    check(told, events, f"events of {life.name}")


def judge_times(events, commit):
    """Recorded is when it was committed; only what happened is past."""
    for event in events:
        at, recorded = (dt.datetime.fromisoformat(
            event[key].replace("Z", "+00:00")).timestamp()
            for key in ("at", "recorded"))
        if at > recorded or any(not 0 <= time - recorded <= 60
                                for time in commit.times):
            raise Failure(f"times of {commit.id}: {event}, {commit.times}")
