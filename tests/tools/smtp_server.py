#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A mail server on 127.0.0.1 that fails as it is told to.

    smtp_server.py [FOLDER] -- COMMAND...  runs the command beside the server
    smtp_server.py FOLDER                  serves until its input ends

FOLDER, a temporary one if not given, gets ca.pem, other-ca.pem, env (the settings as shell assignments) and,
for the nth message to each recipient, box/RECIPIENT.n.eml, byte for byte as
it came, with RECIPIENT.n.json beside it: from, to, hello, user, tls.

It listens on four ports, given as CVD_SMTP_STARTTLS, CVD_SMTP_TLS,
CVD_SMTP_CLEAR (offers no STARTTLS) and CVD_SMTP_OTHER (its certificate has
another name). CVD_SMTP_FOLDER is FOLDER. Users may log in as alice with the
password "correct horse"; tired gets 454.

Recipients that fail: unknown 550, greylisted 451, closing 421 and a closed
connection, gone closed without a word, escape 550 with terminal escapes, spam
554 after the data, busy 451 after the data, lost closed after the data, mute
no answer after the data.

Only the standard library and openssl are needed; without openssl it exits 77.
"""
import base64
import json
import os
import re
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading

PASSWORDS = {"alice": "correct horse"}
AT_RCPT = {
    "unknown": b"550 5.1.1 no such user",
    "greylisted": b"451 4.7.1 greylisted, try again",
    "closing": b"421 4.3.2 shutting down",
    "escape": b"550 5.1.1 no \x1b[2J\xff such user",
    "gone": None,
}
AFTER_DATA = {
    "spam": b"554 5.7.1 looks like spam",
    "busy": b"451 4.3.0 busy",
    "lost": None,
}


def openssl(folder, *args):
    subprocess.run(["openssl", *args], cwd=folder, check=True,
                   stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_ca(folder, name):
    openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=" + name, "-keyout", name + ".key", "-out", name + ".pem")


def make_server(folder, ca, name, names):
    openssl(folder, "req", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + name,
            "-keyout", name + ".key", "-out", name + ".csr")
    with open(os.path.join(folder, name + ".ext"), "w") as f:
        f.write("subjectAltName=" + names + "\n")
    openssl(folder, "x509", "-req", "-days", "2", "-in", name + ".csr", "-CA",
            ca + ".pem", "-CAkey", ca + ".key", "-CAcreateserial", "-extfile",
            name + ".ext", "-out", name + ".pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(folder, name + ".pem"),
                            os.path.join(folder, name + ".key"))
    return context


class Session(socketserver.BaseRequestHandler):
    """One connection. self.server has mode, context, box and lock."""

    def setup(self):
        self.request.settimeout(60)
        self.tls = self.server.mode == "tls"
        if self.tls:
            self.request = self.server.context.wrap_socket(
                self.request, server_side=True)
        self.file = self.request.makefile("rb")
        self.hello = self.user = self.sender = None
        self.to = []

    def say(self, *lines):
        for line in lines:
            self.request.sendall(line + b"\r\n")

    def read(self):
        line = self.file.readline(65536)
        if not line.endswith(b"\r\n"):
            raise ConnectionError("line without CR LF: %r" % line)
        return line

    def handle(self):
        self.say(b"220 test.example.org ESMTP")
        try:
            while self.command(self.read()[:-2]):
                pass
        except OSError:
            pass

    def command(self, line):
        word, _, rest = line.partition(b" ")
        method = getattr(self, "do_" + word.decode("ascii", "replace").lower(),
                         None)
        if method is None:
            self.say(b"502 5.5.2 what?")
            return True
        return method(rest) is not False

    def do_ehlo(self, rest):
        self.hello = rest.decode()
        lines = [b"250-test.example.org", b"250-SIZE 30000000"]
        if not self.tls and self.server.mode != "clear":
            lines.append(b"250-STARTTLS")
        else:
            lines.append(b"250-AUTH PLAIN LOGIN")
        self.say(*lines, b"250 8BITMIME")

    def do_starttls(self, _):
        self.say(b"220 2.0.0 go ahead")
        try:
            self.request = self.server.context.wrap_socket(
                self.request, server_side=True)
        except (ssl.SSLError, OSError):
            return False
        self.file = self.request.makefile("rb")
        self.tls = True
        return True

    def do_auth(self, rest):
        if not self.tls:
            return self.say(b"538 5.7.11 not in clear")
        method, _, first = rest.partition(b" ")
        if method == b"PLAIN":
            _, user, password = self.ask(first, b"").split(b"\0")
        else:
            user = self.ask(first, b"VXNlcm5hbWU6")
            password = self.ask(b"", b"UGFzc3dvcmQ6")
        if user == b"tired":
            self.say(b"454 4.7.0 ask me later")
        elif PASSWORDS.get(user.decode()) == password.decode():
            self.user = user.decode()
            self.say(b"235 2.7.0 welcome")
        else:
            self.say(b"535 5.7.8 wrong user or password")

    def ask(self, given, challenge):
        if not given:
            self.say(b"334 " + challenge)
            given = self.read()[:-2]
        return base64.b64decode(given)

    def do_mail(self, rest):
        self.sender = re.match(rb"FROM:<(.*?)>", rest).group(1).decode()
        self.to = []
        self.say(b"250 2.1.0 ok")

    def do_rcpt(self, rest):
        to = re.match(rb"TO:<(.*?)>", rest).group(1).decode()
        local = to.partition("@")[0]
        if local in AT_RCPT:
            if AT_RCPT[local] is not None:
                self.say(AT_RCPT[local])
            return local not in ("gone", "closing")
        self.to.append(to)
        self.say(b"250-2.1.5 this one", b"250 2.1.5 is fine")
        return True

    def do_data(self, _):
        self.say(b"354 go on")
        lines = []
        while (line := self.read()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        local = self.to[0].partition("@")[0]
        if local == "mute":
            self.file.read(1)
            return False
        if local in AFTER_DATA:
            if AFTER_DATA[local] is not None:
                self.say(AFTER_DATA[local])
            return AFTER_DATA[local] is not None
        n = self.keep(b"".join(lines))
        self.say(b"250 2.0.0 Ok: queued as %04dA" % n)
        return True

    def keep(self, mail):
        about = {"from": self.sender, "to": self.to, "hello": self.hello,
                 "user": self.user, "tls": self.tls}
        with self.server.lock:
            n = 1
            path = os.path.join(self.server.box, self.to[0] + ".%d.eml")
            while os.path.exists(path % n):
                n += 1
            with open((path % n)[:-4] + ".json", "w") as f:
                json.dump(about, f, sort_keys=True)
            with open(path % n, "wb") as f:
                f.write(mail)
        return n

    def do_rset(self, _):
        self.say(b"250 2.0.0 ok")

    do_noop = do_rset

    def do_quit(self, _):
        self.say(b"221 2.0.0 bye")
        return False


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, mode, context, box, lock):
        super().__init__(("127.0.0.1", 0), Session)
        self.mode, self.context, self.box, self.lock = mode, context, box, lock
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        pass  # a client that hangs up is what the tests are about


def serve(folder):
    box = os.path.join(folder, "box")
    os.makedirs(box, exist_ok=True)
    make_ca(folder, "ca")
    make_ca(folder, "other-ca")
    good = make_server(folder, "ca", "good", "DNS:localhost,IP:127.0.0.1")
    other = make_server(folder, "ca", "other", "DNS:mail.example.org")
    lock = threading.Lock()
    env = {"CVD_SMTP_FOLDER": folder}
    for name, mode, context in (("STARTTLS", "starttls", good),
                                ("TLS", "tls", good),
                                ("CLEAR", "clear", good),
                                ("OTHER", "starttls", other)):
        server = Server(mode, context, box, lock)
        env["CVD_SMTP_" + name] = str(server.server_address[1])
    with open(os.path.join(folder, "env.new"), "w") as f:
        f.writelines("%s=%s\n" % item for item in env.items())
    os.rename(os.path.join(folder, "env.new"), os.path.join(folder, "env"))
    return env


def start(folder):
    try:
        return serve(os.path.abspath(folder))
    except FileNotFoundError:
        print("skipped: not installed: openssl")
        sys.exit(77)


def main():
    args = sys.argv[1:]
    split = args.index("--") if "--" in args else len(args)
    folders, command = args[:split], args[split + 1:]
    if len(folders) > 1 or not (folders or command):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="cvd-smtp-") as temporary:
        env = start(folders[0] if folders else temporary)
        if command:
            sys.exit(subprocess.call(command, env={**os.environ, **env}))
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
