#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A line that breaks: what comes in on 127.0.0.1 goes to another port there,
and each connection is closed once so many bytes have gone one way.

    cut_proxy.py PORT TO|FROM BYTES PORT_FILE

TO counts what goes to PORT, FROM what comes back from it. The port that it
listens on is written to PORT_FILE. Runs until it is killed.
"""
import os
import socket
import sys
import threading


def pump(source, target, most):
    """Passes bytes on, `most` of them or, where that is None, all."""
    try:
        while most is None or most > 0:
            block = source.recv(4096 if most is None else min(most, 4096))
            if not block:
                break
            target.sendall(block)
            if most is not None:
                most -= len(block)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def main():
    port, way, most, port_file = sys.argv[1:]
    listener = socket.create_server(("127.0.0.1", 0))
    with open(port_file + ".new", "w", encoding="ascii") as file:
        file.write(f"{listener.getsockname()[1]}\n")
    os.rename(port_file + ".new", port_file)
    while True:
        client, _ = listener.accept()
        server = socket.create_connection(("127.0.0.1", int(port)))
        for source, target, counted in ((client, server, way == "TO"),
                                        (server, client, way == "FROM")):
            threading.Thread(
                target=pump, daemon=True,
                args=(source, target, int(most) if counted else None)).start()


main()
