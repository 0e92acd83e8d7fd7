# SPDX-License-Identifier: EUPL-1.2
"""Whether each letter that was decided has gone, once, and says no more.

The letters of a casebook are compared with the mails of a folder of .eml
files, the spool or what a mail server took.
"""

import email.parser
import email.policy
import glob
import hashlib
import os
import re

from world import Failure, check

PARSER = email.parser.BytesParser(policy=email.policy.default)
GREETING = {"nl": "Geachte ", "en": "Dear "}


def read_mails(folder):
    """The mails of a folder by Message-ID, each of which comes once."""
    found = {}
    for path in sorted(glob.glob(os.path.join(folder, "*"))):
        if path.endswith(".json"):
            continue
        with open(path, "rb") as file:
            mail = PARSER.parse(file)
        if mail.defects:
            raise Failure(f"{path}: {mail.defects}")
        name = mail["Message-ID"].strip("<>")
        if name in found:
            raise Failure(f"{path}: {name} is here twice")
        found[name] = mail
    return found


def queued(book, life):
    """The letters that a case file says were decided, by Message-ID."""
    path = f"cases/{life.id[4:8]}/{life.id[9:11]}/{life.id}.yaml"
    text = book.world.git("show", f"HEAD:{path}")
    rows = re.findall(r'- letter: (\S+)\n +party: (\S+)\n +language: (\S+)\n'
                      r' +message_id: (\S+)\n +sha256: "(\w{64})"\n', text)
    return {row[3]: row for row in rows}


def private(life, letter, party):
    """What must not stand in a letter: who reports, and what."""
    if letter != "vendor-notify":
        yield life.secret
    if party != "reporter":
        yield life.reporter
        if life.naming != "yes" or letter != "publish":
            yield life.person


def judge_mail(book, life, row, mail):
    letter, party, language, name, sha256 = row
    about = f"{life.name}: {letter} to {party}, {name}"
    to = life.mails[party] or book.coordinators[party]
    body = mail.get_content().replace("\r\n", "\n")
    check([one.addr_spec for one in mail["To"].addresses], [to], about)
    check(hashlib.sha256(body.encode()).hexdigest(), sha256, about)
    for text, part in ((mail["Subject"], f"[{life.id}]"),
                       (mail["From"], book.sender),
                       (body, GREETING[language])):
        if part not in text:
            raise Failure(f"{about}: no {part!r} in\n{text}")
    if "{{" in body or "}}" in body:
        raise Failure(f"{about}: not filled in:\n{body}")
    if letter == "vendor-notify" and life.secret not in body:
        raise Failure(f"{about}: without the report:\n{body}")
    for text in private(life, letter, party):
        if text in body or text in mail["Subject"]:
            raise Failure(f"{about}: holds {text!r}:\n{body}")


def judge_letters(book, folder):
    """That all letters of all cases, and none else, lie in the folder."""
    found, letters = read_mails(folder), 0
    for life, case in zip(book.lives, book.show(), strict=True):
        rows = queued(book, life)
        shown = [(one["message_id"], one["letter"], one["party"])
                 for one in case["letters"]]
        check([(row[3], row[0], row[1]) for row in rows.values()], shown,
              f"letters of {life.name} in its file")
        for name, *_ in shown:
            if name not in found:
                raise Failure(f"{life.name}: {name} has not gone")
            judge_mail(book, life, rows[name], found.pop(name))
            letters += 1
    check(list(found), [], f"mails in {folder} that no case knows")
    check(book.world.state("outbox"), [], "outbox")
    check(len(book.world.state("sent")), letters, "sent copies")
    return {"letters": letters}
