#!/usr/bin/env python3
"""Checks files of messages, one JSON a line, against the schemas, and ids against their derivation.

With no file it checks the schemas' own examples.
"""

import argparse
import datetime
import json
import pathlib

import jsonschema
import referencing

import contract

LIMIT = 20  # how many faults are named; more say nothing new


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schemas", required=True, type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--events", action="append", default=[], metavar="FILE", help="activation events and notices")
    parser.add_argument("--jobs", action="append", default=[], metavar="FILE")
    parser.add_argument("--workers", action="append", default=[], metavar="FILE", help="worker statuses")
    return parser.parse_args()


def formats():
    """Checks of the formats that the schemas use, with nothing but the standard library."""
    checker = jsonschema.FormatChecker(formats=())

    @checker.checks("date-time", raises=ValueError)
    def is_instant(value):
        if isinstance(value, str) and datetime.datetime.fromisoformat(value.upper()).tzinfo is None:
            raise ValueError("no offset")
        return True

    return checker


class Schemas:
    """The contract's schemas, by the name of their file without .schema.json."""

    def __init__(self, folder):
        self.schemas = {path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
                        for path in sorted(folder.glob("*.schema.json"))}
        if not self.schemas:
            raise contract.Violation(f"{folder} holds no file named *.schema.json.")
        resources = [(schema["$id"], referencing.Resource.from_contents(schema)) for schema in self.schemas.values()]
        registry = referencing.Registry().with_resources(resources)
        for schema in self.schemas.values():
            jsonschema.Draft202012Validator.check_schema(schema)
        self.validators = {name: jsonschema.Draft202012Validator(schema, registry=registry, format_checker=formats())
                           for name, schema in self.schemas.items()}

    def faults(self, name, value):
        """One sentence for each way in which the value does not fit the schema."""
        if name not in self.validators:
            raise contract.Violation(f"There is no {name}.schema.json.")
        return [f"{error.json_path}: {error.message}" for error in self.validators[name].iter_errors(value)]


def event_schema(event):
    kind = event.get("type") if isinstance(event, dict) else None
    return "event" if isinstance(kind, str) and kind.startswith(contract.ACTIVATION) else "notice"


def job_faults(job):
    expected = contract.job_id(job["campaign"], job["computer"]["name"], job["product"], job.get("round", 1))
    return [] if job["id"] == expected else [f"$.id: {job['id']} is not the derived id {expected}"]


def event_faults(event):
    """What a schema cannot say of an activation event: that its parts agree with one another."""
    data = event["data"]
    faults = job_faults(data | {"id": data["job"]})
    expected = contract.event_id(data)
    if data["state"] == "parked":
        agrees = event["id"].rpartition("/")[0] == expected
    else:
        agrees = event["id"] == expected
    if not agrees:
        faults.append(f"$.id: {event['id']} does not belong to {expected}")
    if event["subject"] != data["computer"]["name"]:
        faults.append(f"$.subject: {event['subject']!r} is not the computer's name {data['computer']['name']!r}")
    return faults


def value_faults(schemas, name, value):
    faults = schemas.faults(name, value)
    if faults or name not in ("job", "event"):
        return faults
    return job_faults(value) if name == "job" else event_faults(value)


def values(options, schemas):
    """Yields (where, name of the schema, value)."""
    for path in options.events:
        for number, event in contract.json_lines(path):
            yield f"{path}:{number}", event_schema(event), event
    for name, paths in (("job", options.jobs), ("worker-status", options.workers)):
        for path in paths:
            for number, value in contract.json_lines(path):
                yield f"{path}:{number}", name, value
    if not (options.events or options.jobs or options.workers):
        for name, schema in schemas.schemas.items():
            for index, value in enumerate(schema["examples"]):
                yield f"{name}.schema.json examples[{index}]", name, value


def main():
    options = arguments()
    schemas = Schemas(options.schemas)
    count, invalid, faults = 0, 0, []
    for where, name, value in values(options, schemas):
        found = value_faults(schemas, name, value)
        count += 1
        invalid += bool(found)
        faults += [f"{where}: {fault}" for fault in found]
    if faults:
        shown = "\n".join(faults[:LIMIT])
        raise contract.Violation(f"{invalid} of {count} messages do not fit the contract:\n{shown}")
    contract.put(f"{count} valid")


if __name__ == "__main__":
    contract.run(main)
