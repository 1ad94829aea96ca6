"""Runs a program on a terminal of its own and types passwords when it asks for them.

Usage: type_password.py PASSWORD[,PASSWORD...] PROGRAM ARGUMENT...

Prints what the terminal showed, and ends with the program's code.
"""

import os
import pty
import select
import sys
import time


def main() -> int:
    passwords = sys.argv[1].split(",")
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.argv[2], sys.argv[2:])
    shown = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 1)
        if not ready:
            continue
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        # A question is the text behind the last end of line, and ends in a colon.
        if passwords and shown.rsplit(b"\n", 1)[-1].endswith(b": "):
            password = passwords.pop(0)
            os.write(terminal, b"\x03" if password == "^C" else password.encode() + b"\n")
    _, status = os.waitpid(child, 0)
    sys.stdout.write(shown.decode())
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
