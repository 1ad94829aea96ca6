"""Gives the users of a definitions file passwords, for a private broker.

Usage: broker_users.py DEFINITIONS FOLDER

Each user's password lies in FOLDER/NAME and is kept when it is there; FOLDER/definitions.json is what the broker is to
import. Only their owner may read either. Prints the users' names.
"""

import base64
import hashlib
import json
import os
import pathlib
import secrets
import sys


def write(path, text):
    """Writes a file that nobody else can read at any moment, nor find half written."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.rename(path)


def password_hash(password):
    """As RabbitMQ's guide "Passwords" says: a salt of 32 bits, and SHA-256 over salt and password."""
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def main():
    source, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    definitions = json.loads(source.read_text(encoding="utf-8"))
    folder.mkdir(mode=0o700, exist_ok=True)
    for user in definitions["users"]:
        path = folder / user["name"]
        if path.parent != folder or path.name == "definitions.json":
            raise ValueError(f"no user can be called {user['name']}")
        if not path.exists():
            write(path, secrets.token_hex(24) + "\n")
        user["password_hash"] = password_hash(path.read_text(encoding="utf-8").rstrip("\n"))
    write(folder / "definitions.json", json.dumps(definitions))
    for user in definitions["users"]:
        print(user["name"])


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"broker: {sys.argv[1]} cannot be used: {error}")
