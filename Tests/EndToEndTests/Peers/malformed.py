#!/usr/bin/env python3
"""Publishes one message of each kind that is no valid job, and prints what it sent, with the reason to expect."""

import datetime
import hashlib
import json
import os

import pika

import contract


def arguments():
    parser = contract.broker_arguments(__doc__)
    parser.add_argument("--lane", choices=contract.LANES, default="bulk")
    return parser.parse_args()


def valid_job(name):
    computer = {"name": name, "address": "127.0.9.9", "assetTag": "3140101-03-009999",
                "site": "main", "lab": "Z999", "channel": "winrm"}
    return {
        "id": contract.job_id("malformed", name, "windows"),
        "campaign": "malformed",
        "computer": computer,
        "product": "windows",
        "attempt": 1,
        "enrolledAt": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds"),
    }


def without(job, field):
    return {key: value for key, value in job.items() if key != field}


def messages():
    """Yields (kind, reason to expect, body, content type, message type, whether it has a message-id)."""
    plain, of_job = contract.JOB_CONTENT_TYPE, contract.JOB_TYPE

    def text(value):
        return json.dumps(value).encode()

    # One job each, so that no two bodies are alike.
    jobs = [valid_job(f"Z999-0{number}") for number in range(8)]
    yield "not-json", "invalid-json", b"activate Z999-00, please", plain, of_job, False
    yield "json-array", "invalid-json", text([jobs[1]]), plain, of_job, True
    yield "missing-field", "invalid-field", text(without(jobs[2], "product")), plain, of_job, True
    yield "wrong-field-type", "invalid-field", text(jobs[3] | {"computer": "Z999-03"}), plain, of_job, True
    yield "out-of-range", "invalid-field", text(jobs[4] | {"attempt": 0}), plain, of_job, True
    yield "wrong-id", "wrong-id", text(jobs[5] | {"id": jobs[4]["id"]}), plain, of_job, True
    yield "wrong-content-type", "content-type", text(jobs[6]), "text/plain", of_job, True
    yield "wrong-type", "type", text(jobs[7]), plain, "rollcall.question", True
    yield "too-large", "too-large", os.urandom(1024 * 1024), plain, of_job, True


def main():
    options = arguments()
    connection = contract.connect(options.url)
    try:
        channel = connection.channel()
        channel.confirm_delivery()
        for kind, reason, body, content_type, message_type, has_id in messages():
            line = {"kind": kind, "reason": reason, "sha256": hashlib.sha256(body).hexdigest()}
            if has_id:
                line["messageId"] = f"malformed-{kind}"
            properties = pika.BasicProperties(content_type=content_type, type=message_type, delivery_mode=2,
                                              message_id=line.get("messageId"))
            contract.publish(channel, f"{options.prefix}.jobs", options.lane, body, properties)
            contract.put(line)
    finally:
        connection.close()


if __name__ == "__main__":
    contract.run(main)
