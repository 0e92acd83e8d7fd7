#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Makes odd commit objects out of real ones, as an attacker might.

    mutate_commit.py --seed S --count N --out FOLDER ORIGINAL...

Writes N objects as FOLDER/00000 and so on, and prints a line for each: its
name, the original, and what was done to it. The first ones are the originals
as they are. The same seed and originals make the same objects.

Each kind of change is as likely as any other, so that what a bit flipped
somewhere never makes (a signature that is still good, of an object that is
not the one signed) is tried as often as what it does.
"""

import argparse
import base64
import os
import random
import re
import sys

BEGIN = b"-----BEGIN PGP SIGNATURE-----"
END = b"-----END PGP SIGNATURE-----"


class Commit:
    """An object in pieces: header lines with their continuations, the rest."""

    def __init__(self, data):
        head, self.blank, self.message = data.partition(b"\n\n")
        self.headers = re.findall(rb"[^\n]*(?:\n [^\n]*)*", head)
        self.headers = [line for line in self.headers if line]

    def bytes(self):
        return b"\n".join(self.headers) + self.blank + self.message

    def find(self, name):
        """The place of a header, or None."""
        for place, line in enumerate(self.headers):
            if line.startswith(name + b" "):
                return place
        return None

    def signature(self):
        """The armor in the header, unfolded, or None."""
        place = self.find(b"gpgsig")
        if place is None:
            return None
        return self.headers[place][len(b"gpgsig "):].replace(b"\n ", b"\n")

    def sign(self, armor):
        """Puts other armor in its place."""
        place = self.find(b"gpgsig")
        if place is not None:
            self.headers[place] = fold(armor)


def fold(armor, name=b"gpgsig"):
    return name + b" " + armor.replace(b"\n", b"\n ")


def checksum(data):
    """RFC 4880, 6.1."""
    crc = 0xB704CE
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= 0x1864CFB
    return crc.to_bytes(3, "big")


def armored(data, width=64):
    text = base64.b64encode(data)
    lines = [text[i:i + width] for i in range(0, len(text), width)]
    sum_ = b"=" + base64.b64encode(checksum(data))
    return b"\n".join([BEGIN, b"", *lines, sum_, END])


def unarmored(armor):
    """The bytes in it; nothing where it is crooked."""
    lines = armor.split(b"\n")
    try:
        body = lines[lines.index(b"") + 1:]
        text = b"".join(line for line in body if line[:1] not in b"=-")
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


# Changes of the object as bytes.

def flip_bit(rng, data, _):
    place = rng.randrange(len(data) * 8)
    changed = bytearray(data)
    changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def flip_bit_of_signature(rng, data, others):
    commit = Commit(data)
    armor = commit.signature()
    if not armor:
        return flip_bit(rng, data, others)
    commit.sign(flip_bit(rng, armor, others))
    return commit.bytes()


def insert_byte(rng, data, _):
    place = rng.randrange(len(data) + 1)
    byte = rng.choice([b"\0", b"\n", b"\r", b" ", b"\t", b"\xff", b"x"])
    return data[:place] + byte + data[place:]


def remove_byte(rng, data, _):
    place = rng.randrange(len(data))
    return data[:place] + data[place + 1:]


def cut_off(rng, data, _):
    return data[:rng.randrange(len(data))]


def append(rng, data, others):
    return data + rng.choice([
        b"\n", b"\0", b"\0anything", b"x", b" ", b"\r\n", b"\xff",
        b"\ngpgsig x\n", rng.choice(others)])


def end_lines_twice(rng, data, _):
    """CRLF, in all of it or in one line."""
    if rng.random() < 0.3:
        return data.replace(b"\n", b"\r\n")
    ends = [i for i, byte in enumerate(data) if byte == 10]
    if not ends:
        return data
    place = rng.choice(ends)
    return data[:place] + b"\r" + data[place:]


def prepend(rng, data, _):
    return rng.choice([b"\n", b" ", b"\0", b"\xef\xbb\xbf",
                       b"commit 100\0"]) + data


# Changes of the headers.

def on_headers(change):
    def changed(rng, data, others):
        commit = Commit(data)
        if commit.headers:
            change(rng, commit, others)
        return commit.bytes()
    changed.__name__ = change.__name__
    return changed


@on_headers
def remove_header(rng, commit, _):
    del commit.headers[rng.randrange(len(commit.headers))]


@on_headers
def double_header(rng, commit, _):
    line = rng.choice(commit.headers)
    commit.headers.insert(rng.randrange(len(commit.headers) + 1), line)


@on_headers
def swap_headers(rng, commit, _):
    one, two = (rng.randrange(len(commit.headers)) for _ in range(2))
    lines = commit.headers
    lines[one], lines[two] = lines[two], lines[one]


@on_headers
def shuffle_headers(rng, commit, _):
    rng.shuffle(commit.headers)


@on_headers
def insert_header(rng, commit, _):
    line = rng.choice([
        b"encoding UTF-8", b"encoding ISO-8859-1", b"HG:extra x", b"x", b" x",
        b"parent " + b"1" * 40, b"tree " + b"2" * 40, b"gpgsig", b"gpgsig x",
        b"gpgsig-sha256 x", b"gpgsigx y", b"Gpgsig x", b"author A <a> 1 +0000",
        b"mergetag object " + b"3" * 40 + b"\n type commit\n tag v1\n \n x"])
    commit.headers.insert(rng.randrange(len(commit.headers) + 1), line)


@on_headers
def continue_header(rng, commit, _):
    place = rng.randrange(len(commit.headers))
    commit.headers[place] += rng.choice([b"\n x", b"\n ", b"\n  ", b" "])


@on_headers
def change_parents(rng, commit, _):
    parents = [i for i, line in enumerate(commit.headers)
               if line.startswith(b"parent ")]
    kind = rng.randrange(4)
    if kind == 0 or not parents:
        commit.headers.insert(1, b"parent " + b"4" * 40)
    elif kind == 1:
        del commit.headers[rng.choice(parents)]
    elif kind == 2:
        commit.headers.insert(parents[0], commit.headers[parents[0]])
    else:
        place = rng.choice(parents)
        commit.headers[place] = commit.headers[place].upper()


@on_headers
def change_ident(rng, commit, _):
    place = commit.find(rng.choice([b"author", b"committer"]))
    if place is not None:
        commit.headers[place] = commit.headers[place].replace(*rng.choice([
            (b"<", b"< "), (b"> ", b">"), (b"15910", b"015910"),
            (b"+0000", b"+9999"), (b"INSECURE", b"Mallory"), (b" <", b"<"),
            (b"15910", b"15911"), (b"INSECURE", b"INSE\0CURE")]))


@on_headers
def move_signature(rng, commit, _):
    place = commit.find(b"gpgsig")
    if place is None:
        return
    line = commit.headers.pop(place)
    where = rng.randrange(len(commit.headers) + 2)
    if where <= len(commit.headers):
        commit.headers.insert(where, line)
    else:
        commit.message = line + b"\n\n" + commit.message


@on_headers
def copy_signature(rng, commit, others):
    """As another header, before or behind; of this object or another."""
    armor = rng.choice([commit.signature(),
                        Commit(rng.choice(others)).signature()])
    name = rng.choice([b"gpgsig", b"gpgsig-sha256", b"gpgsig ", b"gpgsig-x"])
    if armor:
        commit.headers.insert(rng.randrange(len(commit.headers) + 1),
                              fold(armor, name))


@on_headers
def rename_signature(rng, commit, _):
    place = commit.find(b"gpgsig")
    if place is not None:
        line = commit.headers[place]
        commit.headers[place] = line.replace(b"gpgsig ", rng.choice([
            b"gpgsig-sha256 ", b"GPGSIG ", b"gpgsig\t", b"gpgsig  ",
            b" gpgsig "]), 1)


@on_headers
def borrow_signature(rng, commit, others):
    armor = Commit(rng.choice(others)).signature()
    if armor:
        commit.sign(armor)


@on_headers
def change_message(rng, commit, others):
    commit.message = rng.choice([
        b"", b"\n" + commit.message, commit.message + b"\n",
        commit.message.upper(), b"x" + commit.message,
        fold(armored(b"x")) + b"\n" + commit.message,
        Commit(rng.choice(others)).message])


# Changes of the armor.

def on_armor(change):
    @on_headers
    def changed(rng, commit, others):
        armor = commit.signature()
        if armor:
            commit.sign(change(rng, armor, others))
    changed.__name__ = change.__name__
    return changed


@on_armor
def change_checksum(rng, armor, _):
    line = re.compile(rb"\n=[A-Za-z0-9+/]{4}\n")
    return line.sub(rng.choice([b"\n", b"\n=AAAA\n", b"\n=AAA\n", b"\n=\n",
                                b"\n\n", b"\n====\n"]), armor, count=1)


@on_armor
def insert_armor_header(rng, armor, _):
    line = rng.choice([b"Version: x", b"Comment: x", b"Hash: SHA1", b"Foo: x",
                       b"Charset: x", b"Comment:", b"x", b" ", b"Version: \r",
                       b"Comment: \xc3\xa9", b"Comment: " + b"x" * 5000])
    return armor.replace(b"\n", b"\n" + line + b"\n", 1)


@on_armor
def wrap_again(rng, armor, _):
    data = unarmored(armor)
    if not data:
        return armor
    text = armored(data, rng.choice([4, 60, 61, 76, 80, 1000, 1]))
    if rng.random() < 0.3:
        text = re.sub(rb"\n=[^\n]*", b"", text, count=1)
    return text


@on_armor
def change_line(rng, armor, _):
    lines = armor.split(b"\n")
    place = rng.randrange(len(lines))
    kind = rng.randrange(5)
    if kind == 0:
        lines[place] += rng.choice([b" ", b"\t", b"\r", b"=", b"==", b"A"])
    elif kind == 1:
        lines[place] = b" " + lines[place]
    elif kind == 2:
        lines.insert(place, rng.choice([b"", b" ", b"AAAA", b"====", b"-"]))
    elif kind == 3:
        del lines[place]
    else:
        lines.insert(place, lines[place])
    return b"\n".join(lines)


@on_armor
def surround(rng, armor, others):
    other = Commit(rng.choice(others)).signature() or armor
    return rng.choice([
        b"\n" + armor, b"x\n" + armor, armor + b"\n", armor + b"\n\n",
        armor + b"\nx", armor + b"\n" + armor, armor + b"\n" + other,
        other + b"\n" + armor, armor + b" ", armor + b"\n\0"])


@on_armor
def call_it_another(rng, armor, _):
    kind = rng.choice([b"PGP MESSAGE", b"PGP SIGNED MESSAGE", b"SSH SIGNATURE",
                       b"SIGNED MESSAGE", b"pgp signature",
                       b"PGP PUBLIC KEY BLOCK"])
    if rng.random() < 0.7:
        return armor.replace(b"PGP SIGNATURE", kind)
    return armor.replace(b"PGP SIGNATURE", kind, 1)


# Changes of the packet, behind a checksum that holds.

class Packet:
    """A version 4 signature of gpg in pieces; `good` where it is one."""

    def __init__(self, data):
        self.good = False
        if len(data) < 12 or data[0] not in (0x88, 0x89, 0xC2):
            return
        self.body = data[3 if data[0] == 0x89 else 2:]
        self.fixed = self.body[:4]
        rest = self.body[4:]
        self.hashed, rest = self.area(rest)
        self.unhashed, self.tail = self.area(rest)
        self.good = self.fixed[:1] == b"\4" and len(self.tail) > 6

    @staticmethod
    def area(data):
        size = int.from_bytes(data[:2], "big")
        return data[2:2 + size], data[2 + size:]

    def join(self):
        return (self.fixed + len(self.hashed).to_bytes(2, "big") + self.hashed
                + len(self.unhashed).to_bytes(2, "big") + self.unhashed
                + self.tail)


def framed(body, kind=0, tag=2):
    """The packet with a header: 0 as gpg, others as it never does."""
    size = len(body)
    if kind == 0:
        if size < 256:
            return bytes([0x80 | tag << 2, size]) + body
        return bytes([0x81 | tag << 2]) + size.to_bytes(2, "big") + body
    if kind == 1:
        return bytes([0x82 | tag << 2]) + size.to_bytes(4, "big") + body
    if kind == 2:
        return bytes([0x83 | tag << 2]) + body
    if kind == 3:
        return bytes([0xC0 | tag, 255]) + size.to_bytes(4, "big") + body
    if kind == 4 and 192 <= size < 8384:
        return bytes([0xC0 | tag, (size - 192 >> 8) + 192,
                      size - 192 & 255]) + body
    if kind == 5 and size > 64:  # in parts
        return (bytes([0xC0 | tag, 0xE6]) + body[:64]
                + bytes([size - 64 & 0x7F]) + body[64:])
    return bytes([0xC0 | tag, size & 0x7F]) + body


def on_packet(change):
    @on_headers
    def changed(rng, commit, others):
        packet = Packet(unarmored(commit.signature() or b""))
        if packet.good:
            commit.sign(armored(change(rng, packet, others)))
    changed.__name__ = change.__name__
    return changed


@on_packet
def flip_bit_of_packet(rng, packet, others):
    return flip_bit(rng, framed(packet.join()), others)


@on_packet
def frame_again(rng, packet, _):
    return framed(packet.join(), rng.randrange(7))


@on_packet
def change_tag(rng, packet, _):
    return framed(packet.join(), 0, rng.choice([0, 1, 4, 6, 8, 10, 11, 13]))


@on_packet
def add_packet(rng, packet, others):
    one = framed(packet.join())
    literal = framed(b"b\0\0\0\0\0x", 0, 11)
    marker = framed(b"PGP", 0, 10)
    other = unarmored(Commit(rng.choice(others)).signature() or b"")
    return rng.choice([one + one, one + marker, marker + one, one + literal,
                       literal + one, one + other, other + one, one + b"\0",
                       one + framed(b"\0" * 20, 0, 13), one + b"\xd5\0"])


@on_packet
def change_unhashed(rng, packet, _):
    key_id = packet.unhashed
    packet.unhashed = rng.choice([
        b"", key_id + key_id, key_id[:-1] + b"\0", b"\x09\x10" + b"\1" * 8,
        key_id + b"\x0a\x14\x80\0\0\0\0\1\0\0a", key_id + b"\3\x65hi",
        key_id + b"\5\2\0\0\0\1", b"\x16\x21\4" + b"\2" * 20 + key_id,
        key_id + b"\x16\x21\4" + b"\2" * 20, key_id + b"\2\x20\4",
        key_id + b"\xff\0\0\0\2\x65x", key_id + b"\0", key_id + b"\2\x07\1",
        b"\x09\x90" + key_id[2:], key_id + b"\5\3\0\0\0\1"])
    return framed(packet.join())


@on_packet
def change_hashed(rng, packet, _):
    hashed = packet.hashed
    packet.hashed = rng.choice([
        b"", hashed + hashed, hashed + b"\3\x65hi", hashed + b"\3\xe5hi",
        hashed[:-1], hashed + b"\0", hashed[23:], hashed + b"\5\3\0\0\0\0",
        hashed[23:] + hashed[:23]])
    return framed(packet.join())


@on_packet
def change_fixed(rng, packet, _):
    fixed = bytearray(packet.fixed)
    place = rng.randrange(4)
    fixed[place] = rng.choice([[3, 5, 6], [1, 2, 0x10, 0x40],
                               [1, 3, 17, 19, 22, 27],
                               [1, 2, 8, 9, 10, 11]][place])
    packet.fixed = bytes(fixed)
    return framed(packet.join())


@on_packet
def change_numbers(rng, packet, _):
    tail = packet.tail
    bits = int.from_bytes(tail[2:4], "big")
    wider = (bits + 7) // 8 * 8 + 8
    packet.tail = rng.choice([
        # as large as before, with zeros before it
        tail[:2] + wider.to_bytes(2, "big") + b"\0" + tail[4:],
        # the same bytes, with another count of bits
        tail[:2] + ((bits + 7) // 8 * 8).to_bytes(2, "big") + tail[4:],
        tail + b"\0", tail[:-1], tail + tail[2:], tail[:2],
        b"\0\0" + tail[2:]])
    return framed(packet.join())


CHANGES = [
    flip_bit, flip_bit_of_signature, insert_byte, remove_byte, cut_off, append,
    end_lines_twice, prepend, remove_header, double_header, swap_headers,
    shuffle_headers, insert_header, continue_header, change_parents,
    change_ident, move_signature, copy_signature, rename_signature,
    borrow_signature, change_message, change_checksum, insert_armor_header,
    wrap_again, change_line, surround, call_it_another, flip_bit_of_packet,
    frame_again, change_tag, add_packet, change_unhashed, change_hashed,
    change_fixed, change_numbers,
]


# Originals that everybody calls good: what can still go wrong is theirs.
GOOD = {"child", "comment", "ecdsa", "libgit2", "merge", "root", "rsa"}


def make(number, rng, originals):
    """The object of that number, the name of its original, what was done."""
    names = sorted(originals)
    if number < len(names):
        return originals[names[number]], names[number], ["nothing"]
    if rng.random() < 0.7:
        names = sorted(GOOD & set(names)) or names
    name = rng.choice(names)
    data = originals[name]
    done = []
    # mostly one: each more makes it less likely to be good in anybody's eyes
    for _ in range(rng.choice([1, 1, 1, 2])):
        change = rng.choice(CHANGES)
        data = change(rng, data, list(originals.values()))
        done.append(change.__name__)
        if not data:
            break
    return data, name, done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("original", nargs="+")
    given = parser.parse_args()
    originals = {}
    for path in given.original:
        with open(path, "rb") as file:
            originals[os.path.basename(path)] = file.read()
    for number in range(given.count):
        # one of its own for each, so that it can be made alone
        rng = random.Random(f"{given.seed}/{number}")
        data, name, done = make(number, rng, originals)
        with open(os.path.join(given.out, f"{number:05}"), "wb") as file:
            file.write(data)
        print(f"{number:05}\t{name}\t{' '.join(done)}")


if __name__ == "__main__":
    sys.exit(main())
