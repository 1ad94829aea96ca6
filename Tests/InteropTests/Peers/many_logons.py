#!/usr/bin/env python3
"""Logs on by pyspnego's own NTLM again and again, at many connections at a time; each asks one thing, encrypted.

Takes PORT USER PASSWORD COUNT AT_ONCE; prints how many were answered.
"""

import base64
import http.client
import itertools
import struct
import sys
import threading

import spnego
from conversation import IDENTIFY

PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
HEAD = (
    "--Encrypted Boundary\r\n"
    f"\tContent-Type: {PROTOCOL}\r\n"
    "\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length={length}\r\n"
    "--Encrypted Boundary\r\n"
    "\tContent-Type: application/octet-stream\r\n"
)


def exchange(connection, headers, body=b""):
    connection.request("POST", "/wsman", body, headers)
    response = connection.getresponse()
    return response, response.read()


def log_on(connection, context):
    token = context.step()
    while token is not None:
        sent = {"Authorization": "Negotiate " + base64.b64encode(token).decode()}
        response, _ = exchange(connection, sent)
        given = response.headers.get("WWW-Authenticate", "").partition(" ")[2]
        token = context.step(base64.b64decode(given)) if given else None
        if response.status == 200:
            return
    raise RuntimeError("not logged on")


def ask(connection, context):
    header, payload, padding = context.wrap_winrm(IDENTIFY.encode())
    body = HEAD.format(length=len(IDENTIFY) + padding).encode()
    body += struct.pack("<i", len(header)) + header + payload + b"--Encrypted Boundary--\r\n"
    kind = f'multipart/encrypted;protocol="{PROTOCOL}";boundary="Encrypted Boundary"'
    response, answer = exchange(connection, {"Content-Type": kind}, body)
    assert response.status == 200, response.status
    # By the lengths; what was encrypted may look like a boundary.
    length = int(answer.partition(b"Length=")[2].partition(b"\r")[0])
    rest = answer[answer.index(b"octet-stream\r\n") + 14 :]
    count = struct.unpack("<i", rest[:4])[0]
    plain = context.unwrap_winrm(rest[4 : 4 + count], rest[4 + count : 4 + count + length])
    assert b"IdentifyResponse" in plain


def main():
    port, user, password, count, at_once = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    numbers = itertools.count()
    good = []

    def work():
        while next(numbers) < count:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            # Nothing of the system's: this is the other implementation.
            context = spnego.client(
                user, password, "localhost", "HTTP", protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm
            )
            log_on(connection, context)
            ask(connection, context)
            connection.close()
            good.append(1)

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(len(good))


if __name__ == "__main__":
    main()
