#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What commands cost, as figures and ratios; judges nothing.

    bench.py [--runs N] [--cases N,N…] [--histories N,N…] [--folder DIR]
              [--teams N,N…] CVD MKBOOK MERGE_TIME

Casebooks are made by MKBOOK in a folder of their own, with a key of their
own. Whatever is compared is run in turns, so that a machine with other work
slows all alike; each figure is the median in milliseconds, with the quartiles
where there is room for them.
"""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time

NOTE = b"They asked for the logs of Tuesday.\n"


def run(argv, text=b"", where=None):
    """Milliseconds that it takes; what it says only matters if it fails."""
    begin = time.perf_counter()
    done = subprocess.run(argv, input=text, capture_output=True, cwd=where)
    end = time.perf_counter()
    if done.returncode != 0:
        raise SystemExit(f"\n{' '.join(map(str, argv))}: exit "
                         f"{done.returncode}\n{done.stderr.decode()}")
    return (end - begin) * 1000


def answer(*argv):
    done = subprocess.run(argv, check=True, capture_output=True)
    return done.stdout.decode().strip()


def memory(argv):
    """MiB that the process itself has at the most."""
    child = subprocess.Popen(argv, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    usage = os.wait4(child.pid, 0)[2]
    return usage.ru_maxrss / 1024


def median(times):
    return statistics.median(times)


def spread(times):
    low, mid, high = statistics.quantiles(times, n=4)
    return f"{mid:8.1f} ({low:.1f} to {high:.1f})"


def restore(files):
    for file, text in files:
        file.write_bytes(text)


class Book:
    """A casebook; its cases are named by ids out of the middle."""

    def __init__(self, path):
        self.path = path
        files = answer("git", "-C", path, "ls-tree", "-r", "--name-only",
                       "HEAD", "cases/").split()
        self.file = files[len(files) // 2]
        self.id = pathlib.Path(self.file).stem


class Bench:
    def __init__(self, given, folder):
        self.cvd = given.cvd
        self.mkbook = given.mkbook
        self.merge_time = given.merge_time
        self.runs = given.runs
        self.cases = given.cases
        self.folder = folder
        self.books = {}

    def prepare(self):
        """A world without the person's settings, and all the casebooks."""
        home = self.folder / "home"
        gpg = self.folder / "gpg"
        home.mkdir()
        gpg.mkdir(mode=0o700)
        for name in list(os.environ):
            if name.startswith(("GIT_", "CVD_", "XDG_", "GPG_")):
                del os.environ[name]
        os.environ.update(HOME=str(home), GNUPGHOME=str(gpg), TZ="UTC",
                          LC_ALL="C.UTF-8", GIT_CONFIG_NOSYSTEM="1")
        for name, value in (("user.name", "Bench"), ("gc.auto", "0"),
                            ("user.email", "bench@example.org"),
                            ("init.defaultBranch", "main")):
            answer("git", "config", "--global", name, value)
        answer("gpg", "--batch", "--quiet", "--passphrase", "",
               "--quick-generate-key",
               "Bench (INSECURE test key) <bench@example.org>",
               "future-default", "default", "never")
        keys = answer("gpg", "--batch", "--with-colons", "--list-secret-keys")
        answer("git", "config", "--global", "user.signingkey",
               re.search(r"^fpr:+([0-9A-F]{40}):", keys, re.MULTILINE)[1])
        for cases in self.cases:
            for bare in (False, True):
                path = self.folder / f"{cases}{'.git' if bare else ''}"
                answer(self.mkbook, "--cases", str(cases),
                       *(["--bare"] if bare else []), path)
                self.vouch(path)
                self.books[cases, bare] = Book(path)

    def vouch(self, path):
        """Commits of a thousand cases are none that a verifier would take."""
        tip = answer("git", "-C", path, "rev-parse", "HEAD")
        answer(self.cvd, "-C", path, "verify", "--checkpoint", tip)

    def twin(self, book, name):
        """A copy whose index knows the files that it has."""
        path = self.folder / name
        answer("cp", "-a", "--reflink=auto", book.path, path)
        answer("git", "-C", path, "status", "--short")
        return path

    def compare(self, cases):
        """The same note by cvd and by hand."""
        book = self.books[cases, False]
        settings = {"plain": [], "synced": ["-c", "core.fsync=all"]}
        twins = {name: self.twin(book, f"{cases}.{name}") for name in settings}
        times = {name: [] for name in ["cvd", *settings]}
        for _ in range(self.runs):
            times["cvd"].append(run([self.cvd, "-C", book.path, "note",
                                     book.id, "--file", "-"], NOTE))
            message = answer("git", "-C", book.path, "log", "-1",
                             "--format=%B").encode()
            for name, extra in settings.items():
                path = twins[name]
                shutil.copyfile(book.path / book.file, path / book.file)
                git = ["git", *extra]
                times[name].append(
                    run([*git, "add", book.file], where=path)
                    + run([*git, "commit", "-q", "-S", "-F", "-"], message,
                          path))
        for path in twins.values():
            shutil.rmtree(path)
        ours = median(times["cvd"])
        print(f"  {cases:6} cases  cvd note              "
              f"{spread(times['cvd'])}")
        for name, extra in settings.items():
            print(f"                git {' '.join(extra):18}"
                  f"{spread(times[name])}   ratio "
                  f"{ours / median(times[name]):.2f}")

    def command(self, name, book):
        base = [self.cvd, "-C", book.path]
        return {
            "note": lambda: run([*base, "note", book.id, "-F", "-"], NOTE),
            "new": lambda: run([*base, "new", "--title", "A measured case",
                                "--description-file", "-",
                                "--reporter-email", "rosa@example.net",
                                "--target", "https://www.example.org"], NOTE),
            "show": lambda: run([*base, "show", book.id]),
            "show, part of id": lambda: run([*base, "show", book.id[9:]]),
            "list": lambda: run([*base, "list"]),
            "due": lambda: run([*base, "due"]),
        }[name]

    def grow(self, name, runs):
        """How a command slows down as the casebook grows."""
        calls = {key: self.command(name, book)
                 for key, book in self.books.items()}
        times = {key: [] for key in calls}
        for _ in range(runs):
            for key, call in calls.items():
                times[key].append(call())
        for bare in (False, True):
            row = [median(times[cases, bare]) for cases in self.cases]
            print(f"  {name:17} {'bare' if bare else 'work tree':10}"
                  + "".join(f"{figure:10.1f}" for figure in row)
                  + f"{row[-1] / row[0]:9.2f}")

    def verify(self, cases):
        """The whole history, and what comes after it, against git alone."""
        path = self.folder / f"verify.{cases}"
        answer(self.mkbook, "--cases", str(cases), "--commits", "9999999",
               path)
        count = int(answer("git", "-C", path, "rev-list", "--count", "HEAD"))
        book = Book(path)
        base = [self.cvd, "-C", path]
        ours, theirs, again, new = [], [], [], []
        for _ in range(3):
            ours.append(run([*base, "verify", "--full"]))
            theirs.append(run(["git", "log", "--show-signature"], where=path))
        answer(*base, "verify")
        for _ in range(3):
            again.append(run([*base, "verify"]))
            kept = (path / ".git/cvd/verified").read_bytes()
            before = self.trusted()
            for _ in range(10):
                run([*base, "note", book.id, "-F", "-"], NOTE)
            (path / ".git/cvd/verified").write_bytes(kept)
            restore(before)
            new.append(run([*base, "verify"]))
        print(f"  {count:6} commits  --full {median(ours):9.1f}"
              f"   git log --show-signature {median(theirs):9.1f}"
              f"   ratio {median(theirs) / median(ours):5.1f}"
              f"   nothing new {median(again):6.1f}"
              f"   10 new {median(new):6.1f}"
              f"   memory {memory([*base, 'verify', '--full']):5.0f} MiB")

    def trusted(self):
        """What this person trusts, to be put back by restore()."""
        folder = self.folder / "home/.config/cvd/trust"
        return [(file, file.read_bytes()) for file in folder.iterdir()]

    def note_each(self, path, files):
        for file in files:
            run([self.cvd, "-C", path, "note", pathlib.Path(file).stem,
                 "-F", "-"], NOTE)

    def team(self, cases):
        """
        A casebook, its remote, and what both have on top of what they share:
        the remote notes in 100 cases, the casebook one in another.
        """
        path = self.folder / f"team.{cases}"
        remote = self.folder / f"team.{cases}.git"
        other = self.folder / f"team.{cases}.other"
        answer(self.mkbook, "--cases", str(cases), path)
        self.vouch(path)
        answer("git", "clone", "-q", "--bare", path, remote)
        answer("git", "-C", path, "remote", "add", "origin", remote)
        answer(self.cvd, "-C", path, "sync")
        before = self.trusted()
        answer("git", "clone", "-q", remote, other)
        files = answer("git", "-C", path, "ls-tree", "-r", "--name-only",
                       "HEAD", "cases/").split()
        self.note_each(other, files[:min(100, len(files) - 1)])
        answer("git", "-C", other, "push", "-q")
        shutil.rmtree(other)
        restore(before)
        self.note_each(path, files[-1:])
        answer("git", "-C", path, "status", "--short")
        return path, remote

    def sync(self, cases):
        """Syncing, and by git alone; then the merging of trees alone."""
        path, remote = self.team(cases)
        before = self.trusted()
        kept = {name: name.with_name(name.name + ".kept")
                for name in (path, remote)}
        for name, copy in kept.items():
            name.rename(copy)
        pull = ["git", "pull", "-q", "--no-rebase", "--no-edit", "-S",
                "origin", "main"]
        times = {"cvd": [], "git": []}
        for _ in range(5):
            for name in times:
                for place, copy in kept.items():
                    answer("cp", "-a", "--reflink=auto", copy, place)
                answer("git", "-C", path, "status", "--short")
                restore(before)
                times[name].append(
                    run([self.cvd, "-C", path, "sync"])
                    if name == "cvd" else
                    run(pull, where=path)
                    + run(["git", "push", "-q", "origin", "main"],
                          where=path))
                parents = answer("git", "-C", path, "log", "-1",
                                 "--format=%P").split()
                shutil.rmtree(path)
                shutil.rmtree(remote)
        ours, theirs = median(times["cvd"]), median(times["git"])
        print(f"  {cases:6} cases  cvd sync {ours:9.1f}   "
              f"git pull -S, git push {theirs:9.1f}   "
              f"ratio {ours / theirs:.2f}")
        self.merge(kept[path], kept[remote], parents)
        for copy in kept.values():
            shutil.rmtree(copy)
        return ours

    def merge(self, path, remote, parents):
        """The same two trees, merged by the meaning of files and by lines."""
        answer("git", "-C", path, "fetch", "-q", remote, "main")
        inner, ours, theirs = [], [], []
        for _ in range(self.runs):
            ours.append(run([self.merge_time, path, *parents]))
            inner.append(float(answer(self.merge_time, path,
                                      *parents).split()[0]))
            theirs.append(run(["git", "merge-tree", "--write-tree",
                               *parents], where=path))
        print(f"                merging alone {spread(ours)}   of it in the"
              f" merge {median(inner):.2f}\n"
              f"                git merge-tree{spread(theirs)}   ratio "
              f"{median(ours) / median(theirs):.2f}")

    def start(self):
        """What nothing costs: the start of the process."""
        rows = (["true"], [self.cvd, "--version"], ["git", "--version"])
        times = [[] for _ in rows]
        for _ in range(self.runs):
            for row, list_ in zip(rows, times):
                list_.append(run(row))
        for row, list_ in zip(rows, times):
            words = f"{pathlib.Path(row[0]).name} {' '.join(row[1:])}"
            print(f"  {words:20}{spread(list_)}")

    def opened(self):
        """What `cvd --version` opens, by kind, and what it leaves alone."""
        trace = self.folder / "trace"
        if shutil.which("strace") is None:
            print("  skipped: not installed: strace")
            return
        run(["strace", "-f", "-qq", "-o", trace, self.cvd, "--version"])
        calls = trace.read_text().splitlines()
        kinds = {"shared libraries": r"\.so[.0-9]*$",
                 "loader's cache": r"^/etc/ld\.so\.cache$",
                 "locale": r"/locale/|gconv",
                 "/proc and /sys": r"^/(proc|sys)/",
                 "certificates": r"certs|/ssl/",
                 "settings and keys": r"gitconfig|/git/|gnupg|/gpg/|\.git/",
                 "all else": r""}
        count = dict.fromkeys(kinds, 0)
        for line in calls:
            found = re.search(r'\bopen(?:at)?\(.*?"([^"]*)".* = \d+$', line)
            if found:
                count[next(kind for kind, pattern in kinds.items()
                           if re.search(pattern, found[1]))] += 1
        count["programs started"] = sum(
            "execve(" in line for line in calls) - 1
        count["sockets"] = sum("socket(" in line for line in calls)
        count["threads and children"] = sum(
            bool(re.search(r"\b(clone3?|v?fork)\(", line)) for line in calls)
        for kind, number in count.items():
            print(f"  {kind:22}{number:4}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cvd")
    parser.add_argument("mkbook")
    parser.add_argument("merge_time")
    parser.add_argument("--runs", type=int, default=25)
    parser.add_argument("--cases", default=[10, 1000, 10000],
                        type=lambda text: list(map(int, text.split(","))))
    parser.add_argument("--histories", default=[37, 370],
                        help="cases of which each step is a commit",
                        type=lambda text: list(map(int, text.split(","))))
    parser.add_argument("--teams", default=[100, 1000, 10000],
                        help="cases of a casebook that is synced",
                        type=lambda text: list(map(int, text.split(","))))
    parser.add_argument("--folder", help="where the casebooks are made")
    given = parser.parse_args()
    # short, or gpg finds no room for the name of its agent's socket
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cvd.", dir=given.folder))
    bench = Bench(given, folder)
    try:
        bench.prepare()
        print(f"medians of {given.runs} runs in ms, with quartiles")
        print("\nstart")
        bench.start()
        print("\nopened by cvd --version")
        bench.opened()
        print("\na note, against git add && git commit -S of the same change")
        for cases in given.cases:
            bench.compare(cases)
        print("\ngrowth" + " " * 23
              + "".join(f"{cases:10}" for cases in given.cases) + "    ratio")
        for name in ("note", "new", "show", "show, part of id"):
            bench.grow(name, given.runs)
        for name in ("list", "due"):
            bench.grow(name, max(3, given.runs // 5))
        print("\nproving a history")
        for cases in given.histories:
            bench.verify(cases)
        print("\nsyncing 100 cases that others changed, and one of one's own")
        row = [bench.sync(cases) for cases in given.teams]
        print(f"  growth: ratio {row[-1] / row[0]:.2f}")
    finally:
        subprocess.run(["gpgconf", "--homedir", folder / "gpg", "--kill",
                        "all"], check=False)
        shutil.rmtree(folder)


main()
