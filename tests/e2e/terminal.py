# SPDX-License-Identifier: EUPL-1.2
"""Runs a program on a terminal of its own: terminal.py INPUT PROGRAM ARGUMENT...

The input is typed as soon as the program is started. What is seen on the
terminal is printed, the program's exit code is this one's.
"""
import os
import pty
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
os.write(terminal, sys.argv[1].encode())
seen = b""
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:  # Linux says EIO when the last program has gone
        break
    if not part:
        break
    seen += part
sys.stdout.buffer.write(seen.replace(b"\r", b""))
sys.stdout.flush()
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(code if code >= 0 else 128 - code)
