#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Several people on several clones, each working and syncing at random.

Every seed is a history of its own: two to five clones of one casebook with a
remote between them. On each, somebody opens cases, takes steps, changes
contacts, syncs with the remote or straight with another clone, or merges with
git by hand. In the end all sync until nothing moves, and then

  - all clones have the same tree, and the remote has it;
  - every event that was ever recorded anywhere is there, byte for byte;
  - each clone is proven from the introduction and its signer alone, and has
    nothing that git calls a change;
  - what a merge left to be looked at can be settled, and then is for all.

  converge.py CVD [--seeds N] [--first S] [--turns N] [--jobs N]
"""

import argparse
import collections
import json
import multiprocessing
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

from world import Failure, World, check

CONTACT = """\
schema: cvd-contact/1
id: {slug}
name: {name}
role: vendor
languages:
  - en
verified: public
addresses:
  - kind: email
    address: security@example.com
    verified: public
"""
NEW = ("new", "--description-file", "-", "--reporter-name", "Rosa Finder",
       "--reporter-email", "rosa@example.net", "--target",
       "https://login.example.org", "--target-kind", "system", "--title",
       "Login form accepts any password")
PEOPLE = (("alice", "lead"), ("bob", "member"), ("carol", "member"))
MOST_ROUNDS = 12


class Team:
    """What all seeds of one process begin with: keys, and a casebook."""

    def __init__(self, world):
        self.world = world
        self.keys = {}
        self.trust = pathlib.Path(world.env["XDG_CONFIG_HOME"], "cvd", "trust")
        for name, _ in PEOPLE:
            world.run("gpg", "--batch", "--quiet", "--no-tty",
                      "--pinentry-mode", "loopback", "--passphrase", "",
                      "--quick-generate-key",
                      f"{name} (INSECURE test key) <{name}@example.org>",
                      "future-default", "default", "never")
            lines = world.run("gpg", "--batch", "--with-colons",
                              "--list-secret-keys",
                              f"{name}@example.org").out.splitlines()
            self.keys[name] = next(line.split(":")[9] for line in lines
                                   if line.startswith("fpr:"))
        for setting, value in (("init.defaultBranch", "main"),
                               ("user.name", "alice"),
                               ("user.email", "alice@example.org"),
                               ("user.signingkey", self.keys["alice"])):
            world.run("git", "config", "--global", setting, value)
        world.cvd("init", world.book, "--name", "Example Desk", "--as",
                  "alice", "--policy", "nl-ncsc", "--language", "en",
                  "--from", "desk@example.org")
        for name, role in PEOPLE[1:]:
            key = os.path.join(world.root, f"{name}.asc")
            world.run("gpg", "--batch", "--armor", "--output", key,
                      "--export", self.keys[name])
            world.cvd("roster", "add", name, "--role", role, "--key", key)
        for _ in range(2):
            world.cvd(*NEW, text="Any password opens the door.\n")
        self.introduction = world.git("rev-list", "--max-parents=0",
                                      "HEAD").strip()


class Clone:
    """A person's own copy, with a HOME and with what this person trusts."""

    def __init__(self, team, folder, index, person, remote, send):
        self.team = team
        self.runs = 0
        self.person = person
        self.index = index
        self.root = folder / f"c{index}"
        self.book = self.root
        self.env = dict(team.world.env, HOME=str(self.root),
                        XDG_CONFIG_HOME=str(self.root / "config"))
        self.root.mkdir()
        trust = self.root / "config" / "cvd" / "trust"
        trust.parent.mkdir(parents=True, mode=0o700)
        shutil.copytree(team.trust, trust)
        for setting, value in (("init.defaultBranch", "main"),
                               ("user.name", person),
                               ("user.email", f"{person}@example.org"),
                               ("user.signingkey", team.keys[person]),
                               ("cvd.send", send),
                               ("gc.auto", "0"),
                               ("advice.detachedHead", "false")):
            self.run("git", "config", "--global", setting, value)
        self.run("git", "clone", "-q", str(remote), "book")
        self.book = self.root / "book"
        self.cvd("config", "merge")

    def run(self, *words, text=None):
        return subprocess.run(
            words, input=text, env=self.env, cwd=self.book,
            check=False, encoding="utf-8", stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL if text is None else None)

    def cvd(self, *words, text=None, expect=(0,)):
        self.runs += 1
        self.env["CVD_SEED"] = (
            f"{self.root.parent.name}.{self.index}.{self.runs}")
        done = self.run(self.team.world.program, *words, text=text)
        if done.returncode not in expect:
            raise Failure(f"clone {self.index}, {self.person}: {words}: exit "
                          f"code {done.returncode}\n{done.stdout[-1500:]}"
                          f"{done.stderr[-1500:]}")
        return done

    def git(self, *words, expect=(0,)):
        done = self.run("git", *words)
        if done.returncode not in expect:
            raise Failure(f"clone {self.index}: git {words}: exit code "
                          f"{done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def head(self):
        return self.git("rev-parse", "HEAD").stdout.strip()

    def tree(self):
        return self.git("rev-parse", "HEAD^{tree}").stdout.strip()

    def cases(self):
        return sorted(path.stem for path in self.book.glob("cases/*/*/*.yaml"))

    def events(self, case):
        path = self.book / "cases" / case[4:8] / case[9:11] / f"{case}.yaml"
        text = path.read_text(encoding="utf-8").partition("\nevents:\n")[2]
        for event in re.split(r"(?m)^(?=  - id: )", text)[1:]:
            yield event[8:34], event


class History:
    """One seed."""

    def __init__(self, team, seed):
        self.team = team
        self.chance = random.Random(seed)
        self.seed = seed
        self.done = collections.Counter()
        self.ever = {}
        self.folder = pathlib.Path(team.world.root, f"s{seed}")
        self.folder.mkdir()
        self.remote = self.folder / "remote.git"
        team.world.run("git", "clone", "-q", "--bare", team.world.book,
                       str(self.remote))
        send = self.chance.choice(("auto", "manual"))
        self.clones = [
            Clone(team, self.folder, i, PEOPLE[i % len(PEOPLE)][0],
                  self.remote, send)
            for i in range(self.chance.randint(2, 5))]
        for clone in self.clones:
            for other in self.clones:
                if other is not clone:
                    clone.git("remote", "add", f"peer{other.index}",
                              str(other.book))

    def note_events(self, clone, case):
        for name, event in clone.events(case):
            check(self.ever.setdefault((case, name), event), event,
                  f"seed {self.seed}: event {name} of {case}")

    # What people do. Each returns the case that it touched, or None.

    def new(self, clone):
        before = set(clone.cases())
        clone.cvd(*NEW, text="Any password opens the door.\n")
        return (set(clone.cases()) - before).pop()

    def step(self, clone):
        case = self.chance.choice(clone.cases())
        words, text = self.chance.choice((
            (("note", case, "--file", "-"), "A word.\n"),
            (("ack", case), None),
            (("ack", case), None),
            (("assess", case, "--accept"), None),
            (("assess", case, "--accept"), None),
            (("assess", case, "--defer", "accepted-risk"), None),
            (("assign", case, clone.person), None),
            (("consent", case, "naming", self.chance.choice(("yes", "no")),
              "--medium", "a mail"),
             None),
            (("vendor", "add", case, "vendor-1", "--name", "Example Ltd",
              "--email", "security@example.com"), None),
            (("notify", case, "vendor-1"), None),
            (("fix", case, "--party", "vendor-1", "--released"), None),
            (("publish", case, "--yes", "--force", "it was public"), None),
            (("close", case, "--reason", "resolved"), None),
        ))
        # what the life of a case forbids is no matter here
        done = clone.cvd(*words, text=text, expect=(0, 4, 5))
        self.done["refused"] += done.returncode != 0
        return case

    def settle(self, clone):
        """Voids what a merge left without effect, or contradicting."""
        for case in clone.cases():
            shown = json.loads(clone.cvd("show", case, "--json").stdout)
            found = [e["id"] for e in shown["events"]
                     if e["verdict"] == "ineffective"]
            found += [pair["events"][1] for pair in shown["contradictions"]]
            if not found:
                continue
            # what later steps rest on is not voided, but its counterpart is
            found += [pair["events"][0] for pair in shown["contradictions"]]
            for event in self.chance.sample(found, len(found)):
                done = clone.cvd("void", case, event, "--reason",
                                 "it was done twice", expect=(0, 5))
                if done.returncode == 0:
                    self.done["voided"] += 1
                    return case
        return None

    def contact(self, clone):
        slug = self.chance.choice(("acme", "example"))
        folder = clone.book / "contacts"
        folder.mkdir(exist_ok=True)
        (folder / f"{slug}.yaml").write_text(
            CONTACT.format(slug=slug,
                           name=f"Number {self.chance.randrange(1000)}"),
            encoding="utf-8")
        clone.cvd("commit", f"contacts/{slug}.yaml")

    def sync(self, clone, remote="origin", push=True):
        words = ("sync", remote) + (() if push else ("--no-push",))
        done = clone.cvd(*words, expect=(0, 6))
        if done.returncode == 6:
            self.resolve(clone, remote, done)
            done = clone.cvd(*words, expect=(0, 6))
        return done

    def resolve(self, clone, remote, done):
        """As cvd-sync(1) says: by git, and by hand."""
        if "contacts/" not in done.stdout + done.stderr:
            raise Failure(f"seed {self.seed}, clone {clone.index}: "
                          f"{done.stdout}{done.stderr}")
        self.done["resolved"] += 1
        clone.git("merge", "-q", "--no-edit", "-S",
                  f"refs/cvd/incoming/{remote}/main", expect=(0, 1))
        left = clone.git("diff", "--name-only",
                         "--diff-filter=U").stdout.split()
        if left:
            clone.git("checkout", "-q",
                      self.chance.choice(("--ours", "--theirs")), *left)
            clone.git("add", *left)
            clone.git("commit", "-q", "--no-edit", "-S")

    def by_hand(self, clone):
        """git fetch and git merge, by somebody who knows no better."""
        clone.git("fetch", "-q", "origin")
        done = clone.git("merge", "-q", "--no-edit", "-S", "origin/main",
                         expect=(0, 1))
        if done.returncode != 0:
            clone.git("merge", "--abort")
        self.done["by hand"] += done.returncode == 0

    def turn(self):
        clone = self.chance.choice(self.clones)
        what = self.chance.choices(
            ("new", "step", "settle", "contact", "sync", "hold", "peer",
             "hand"), (1, 14, 1, 1, 4, 1, 2, 1))[0]
        self.done[what] += 1
        case = None
        if what == "new":
            case = self.new(clone)
        elif what == "step":
            case = self.step(clone)
        elif what == "settle":
            case = self.settle(clone)
        elif what == "contact":
            self.contact(clone)
        elif what == "peer":
            other = self.chance.choice(
                [c for c in self.clones if c is not clone])
            self.sync(clone, f"peer{other.index}", push=False)
        elif what == "hand":
            self.by_hand(clone)
        else:
            self.sync(clone, push=what == "sync")
        if case is not None:
            self.note_events(clone, case)

    def remote_head(self):
        return self.team.world.run("git", "-C", str(self.remote), "rev-parse",
                                   "main").out.strip()

    def converge(self):
        for _ in range(MOST_ROUNDS):
            for clone in self.chance.sample(self.clones, len(self.clones)):
                self.sync(clone)
            if {clone.head() for clone in self.clones} == {self.remote_head()}:
                return
        raise Failure(f"seed {self.seed}: it comes to no end")

    def judge(self):
        tree = self.clones[0].tree()
        for clone in self.clones:
            who = f"seed {self.seed}, clone {clone.index}"
            check(clone.tree(), tree, f"{who}: the tree")
            check(clone.git("status", "--porcelain").stdout, "",
                  f"{who}: the work tree")
            clone.cvd("verify")
        found = {(case, name): event for case in self.clones[0].cases()
                 for name, event in self.clones[0].events(case)}
        for key, event in self.ever.items():
            check(found.get(key), event, f"seed {self.seed}: event {key}")
        self.clones[0].git("fsck", "--no-dangling", "--no-progress")
        stranger = self.folder / "stranger"
        env = dict(self.team.world.env, HOME=str(stranger),
                   XDG_CONFIG_HOME=str(stranger / "config"))
        self.team.world.run("git", "clone", "-q", "--bare", str(self.remote),
                            str(stranger / "book"), env=env)
        self.team.world.run(
            self.team.world.program, "-C", str(stranger / "book"), "verify",
            "--full", "--introduction", self.team.introduction, "--signer",
            self.team.keys["alice"], env=env)
        self.done["merges"] = len(self.clones[0].git(
            "rev-list", "--merges", "HEAD").stdout.split())
        self.done["events"] = len(found)
        self.done["commits"] = len(self.clones[0].git(
            "rev-list", "HEAD").stdout.split())

    def clear(self):
        """What is to be looked at can be settled, and stays so for all."""
        clone = self.chance.choice(self.clones)
        while True:
            case = self.settle(clone)
            if case is None:
                break
            self.done["in review"] += 1
            self.note_events(clone, case)
        self.converge()
        for clone in self.clones:
            listed = json.loads(clone.cvd("list", "--review",
                                          "--json").stdout)
            check(listed["cases"], [], f"seed {self.seed}: left in review")

    def live(self, turns):
        for _ in range(turns):
            self.turn()
        self.converge()
        self.clear()
        self.judge()
        shutil.rmtree(self.folder)
        return self.done


def live_all(program, seeds, turns, found):
    """One process: a team, and its share of the seeds."""
    with World(program, "converge", "Europe/Amsterdam") as world:
        team = None
        for seed in iter(seeds.get, None):
            try:
                team = team or Team(world)
                found.put((seed, History(team, seed).live(turns), None))
            except Exception as error:  # pylint: disable=broad-except
                found.put((seed, None, f"{type(error).__name__}: {error}"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--turns", type=int, default=30)
    parser.add_argument("--jobs", type=int,
                        default=min(4, os.cpu_count() or 1))
    args = parser.parse_args()
    seeds, found = multiprocessing.Queue(), multiprocessing.Queue()
    for seed in range(args.first, args.first + args.seeds):
        seeds.put(seed)
    program = os.path.abspath(args.program)
    workers = [multiprocessing.Process(
        target=live_all, args=(program, seeds, args.turns, found))
        for _ in range(args.jobs)]
    for worker in workers:
        seeds.put(None)
        worker.start()
    total, failed = collections.Counter(), 0
    for _ in range(args.seeds):
        seed, done, error = found.get()
        if error is None:
            total += done
        else:
            failed += 1
            print(f"seed {seed}: {error}", file=sys.stderr)
    for worker in workers:
        worker.join()
    print(f"{args.seeds} histories, {failed} failed: "
          + ", ".join(f"{n} {what}" for what, n in sorted(total.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
