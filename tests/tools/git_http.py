#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Smart HTTP on 127.0.0.1: git http-backend behind a small server.

    git_http.py ROOT PORT_FILE

Serves the bare repositories below ROOT until its input ends or it is killed.
The port that it got is written to PORT_FILE, once it listens. Who asks must
log in as alice with the password "correct horse"; anybody else gets 401, mallory
403. Hooks of the repositories have the environment of this program.
"""
import base64
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PASSWORDS = {"alice": "correct horse", "mallory": "correct horse"}
FORBIDDEN = {"mallory"}


class Git(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def user(self):
        """Who has logged in, or None."""
        kind, _, coded = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return None
        name, _, password = base64.b64decode(coded).decode().partition(":")
        return name if PASSWORDS.get(name) == password else None

    def refuse(self, code):
        self.send_response(code)
        if code == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="casebooks"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def serve(self):
        body = self.body()
        user = self.user()
        if user is None or user in FORBIDDEN:
            self.refuse(401 if user is None else 403)
            return
        path, _, query = self.path.partition("?")
        answer = subprocess.run(
            ["git", "http-backend"], input=body, stdout=subprocess.PIPE,
            check=False, env={
                **os.environ,
                "GIT_PROJECT_ROOT": self.server.root,
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "REMOTE_USER": user,
                "REMOTE_ADDR": "127.0.0.1",
                "REQUEST_METHOD": self.command,
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_CONTENT_ENCODING":
                    self.headers.get("Content-Encoding", ""),
            }).stdout
        head, _, rest = answer.partition(b"\r\n\r\n")
        fields = [line.partition(": ")[::2]
                  for line in head.decode().split("\r\n")]
        status = dict(fields).get("Status", "200")
        self.send_response(int(status.split()[0]))
        for name, value in fields:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest)

    do_GET = do_POST = serve


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Git)
    server.root = sys.argv[1]
    with open(sys.argv[2] + ".new", "w", encoding="ascii") as file:
        file.write(f"{server.server_address[1]}\n")
    os.rename(sys.argv[2] + ".new", sys.argv[2])
    server.serve_forever()


main()
