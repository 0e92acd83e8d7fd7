# SPDX-License-Identifier: EUPL-1.2
"""A world for one casebook: a HOME, a keyring with its agent, a folder.

The time is the machine's own: gpg signs with it, so that what is recorded,
committed and signed agrees. Only the seed is given, so that identifiers are
the same in each run.
"""

import dataclasses
import json
import os
import shutil
import subprocess
import tempfile

# What the surroundings must not decide.
FOREIGN = ("GIT_", "CVD_", "LC_", "LANG", "XDG_", "GPG_")

ROOM = 1 << 30  # bytes that casebooks in memory may need


class Failure(Exception):
    """Something is not as it should be; the text says what, for people."""


@dataclasses.dataclass(frozen=True)
class Answer:
    out: str
    err: str


def check(found, expected, what):
    """That two texts or lists are equal; shows where they part."""
    if found == expected:
        return
    if isinstance(found, list) and isinstance(expected, list):
        for n, pair in enumerate(zip(found, expected)):
            if pair[0] != pair[1]:
                raise Failure(f"{what}: at {n}\n  found:    {pair[0]}\n"
                              f"  expected: {pair[1]}")
        raise Failure(f"{what}: {len(found)} found, {len(expected)} expected"
                      f"\n  found:    {found[len(expected):][:3]}"
                      f"\n  expected: {expected[len(found):][:3]}")
    raise Failure(f"{what}\n  found:    {found!s:.2000}"
                  f"\n  expected: {expected!s:.2000}")


def where():
    """A folder with a short path, for gpg's sockets; in memory if it fits."""
    try:
        space = os.statvfs("/dev/shm")
        if (space.f_bavail * space.f_frsize > ROOM
                and os.access("/dev/shm", os.W_OK)):
            return "/dev/shm"
    except OSError:
        pass
    return "/tmp"


class World:
    """Use it in a `with`: it ends its own agents and removes itself."""

    def __init__(self, program, name, zone):
        self.program = program
        self.name = name
        self.runs = 0
        self.root = tempfile.mkdtemp(prefix="cvd.", dir=where())
        self.book = os.path.join(self.root, "book")
        self.gnupg = os.path.join(self.root, "gpg")
        home = os.path.join(self.root, "home")
        for folder in (self.gnupg, home):
            os.mkdir(folder, 0o700)
        self.env = {key: value for key, value in os.environ.items()
                    if not key.startswith(FOREIGN)}
        self.env.update(HOME=home, GNUPGHOME=self.gnupg, TZ=zone,
                        LC_ALL="C.UTF-8", TERM="dumb", CVD_TESTING="1",
                        XDG_CONFIG_HOME=os.path.join(home, ".config"),
                        GIT_CONFIG_NOSYSTEM="1")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["gpgconf", "--homedir", self.gnupg, "--kill", "all"],
                       check=False, env=self.env)
        shutil.rmtree(self.root)

    def run(self, *words, text=None, expect=0, cwd=None, env=None):
        """Runs a program; its exit code must be the one expected."""
        done = subprocess.run(
            words, input=text, env=env or self.env, cwd=cwd or self.root,
            check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8", errors="surrogateescape",
            stdin=subprocess.DEVNULL if text is None else None)
        if done.returncode != expect:
            raise Failure(f"{self.name}: exit code {done.returncode}, not "
                          f"{expect}: {words}\n{done.stdout[-2000:]}"
                          f"{done.stderr[-2000:]}")
        return Answer(done.stdout, done.stderr)

    def cvd(self, *words, text=None, expect=0):
        """The program under test, each time with a seed of its own."""
        self.runs += 1
        self.env["CVD_SEED"] = f"{self.name}.{self.runs}"
        cwd = self.book if os.path.isdir(self.book) else self.root
        return self.run(self.program, *words, text=text, expect=expect,
                        cwd=cwd)

    def json(self, *words):
        answer = self.cvd(*words)
        check(answer.err, "", f"{self.name}: what {words[:2]} said")
        return json.loads(answer.out)

    def git(self, *words, text=None):
        return self.run("git", "-C", self.book, *words, text=text).out

    def stranger(self):
        """The surroundings of somebody who has nothing: no key, no trust."""
        home = tempfile.mkdtemp(dir=self.root)
        return dict(self.env, HOME=home, GNUPGHOME=os.path.join(home, "gpg"),
                    XDG_CONFIG_HOME=os.path.join(home, ".config"))

    def head(self):
        path = os.path.join(self.book, ".git", "refs", "heads", "main")
        with open(path, encoding="ascii") as file:
            return file.read().strip()

    def state(self, folder):
        """Names in a folder of the casebook's local state."""
        path = os.path.join(self.book, ".git", "cvd", folder)
        return sorted(os.listdir(path)) if os.path.isdir(path) else []

    def make_key(self):
        """A key that signs, as git's; without passphrase, so INSECURE."""
        self.run("gpg", "--batch", "--quiet", "--no-tty", "--pinentry-mode",
                 "loopback", "--passphrase", "", "--quick-generate-key",
                 "Alice (INSECURE test key) <alice@example.org>",
                 "future-default", "default", "never")
        keys = self.run("gpg", "--batch", "--with-colons",
                        "--list-secret-keys").out.splitlines()
        key = next(line.split(":")[9] for line in keys
                   if line.startswith("fpr:"))
        for setting, value in (("init.defaultBranch", "main"),
                               ("user.name", "Alice Example"),
                               ("user.email", "alice@example.org"),
                               ("user.signingkey", key)):
            self.run("git", "config", "--global", setting, value)
        return key
