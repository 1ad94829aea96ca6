#!/usr/bin/env python3
"""Asks a board's API for what its OpenAPI document allows, and for what it does not, and checks each answer against the
document: schemathesis, with a bound on the number of requests and on the time.

Ends with 0 when no answer is a server error, none is outside the document, everything that is allowed is answered, and
everything else refused.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True, help="the board, such as http://127.0.0.1:8410")
    parser.add_argument("--campaign", action="append", default=[], metavar="NAME", help="one that there is")
    parser.add_argument("--computer", action="append", default=[], metavar="NAME", help="one that there is")
    parser.add_argument("--max-examples", type=int, default=40, metavar="N", help="at most, of each kind for each address")
    parser.add_argument("--max-seconds", type=int, default=240, metavar="N", help="of the whole run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--user", metavar="NAME:PASSWORD", help="of a board that has users")
    return parser.parse_args()


def settings(options):
    """What makes most requests ask for something that there is; names that nobody has are tried too."""
    lines = []
    for name, values in (("campaign", options.campaign), ("computer", options.computer)):
        if values:
            lines += [f"[dictionaries.{name}]", f"values = {json.dumps(values)}"]
    lines.append("[parameters]")
    for name, values in (("campaign", options.campaign), ("computer", options.computer)):
        if values:
            lines.append(f'"path.{name}" = {{ dictionary = "{name}", probability = 0.8 }}')
    return "\n".join(lines) + "\n"


def main():
    options = arguments()
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    with tempfile.TemporaryDirectory() as folder:
        # It keeps what it has found there for its next run.
        file = pathlib.Path(folder, "schemathesis.toml")
        file.write_text(settings(options), encoding="utf-8")
        command = [
            str(program), "--config-file", str(file), "run", options.url + "/api/v1/openapi.json",
            "--url", options.url + "/api/v1", "--phases", "examples,coverage,fuzzing", "--checks", "all", "--mode", "all",
            "--max-examples", str(options.max_examples), "--seed", str(options.seed), "--workers", "1",
            "--continue-on-failure", "--request-timeout", "20", "--suppress-health-check", "all", "--no-color",
        ]
        if options.user:
            command += ["--auth", options.user]
        try:
            return subprocess.run(command, cwd=folder, timeout=options.max_seconds, check=False).returncode
        except subprocess.TimeoutExpired:
            print(f"schemathesis did not end within {options.max_seconds} s", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
