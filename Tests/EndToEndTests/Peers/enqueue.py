#!/usr/bin/env python3
"""Publishes one job, as an imaging script would, and prints its id when the broker has confirmed it."""

import datetime
import json

import pika

import contract


def arguments():
    parser = contract.broker_arguments(__doc__)
    parser.add_argument("--campaign", required=True)
    parser.add_argument("--computer", required=True, type=json.loads, metavar="JSON",
                        help="an object with name, address, assetTag, site, lab, channel")
    parser.add_argument("--product", required=True)
    parser.add_argument("--round", type=int, help="left out of the job when it is not given")
    parser.add_argument("--lane", choices=contract.LANES, default="bulk")
    parser.add_argument("--label", action="append", default=[], metavar="KEY=VALUE")
    parsed = parser.parse_args()
    if not isinstance(parsed.computer, dict) or not isinstance(parsed.computer.get("name"), str):
        parser.error("--computer must be a JSON object with a name")
    if any("=" not in label for label in parsed.label):
        parser.error("--label must be KEY=VALUE")
    return parsed


def make_job(options):
    job = {
        "id": contract.job_id(options.campaign, options.computer["name"], options.product, options.round or 1),
        "campaign": options.campaign,
        "computer": options.computer,
        "product": options.product,
        "attempt": 1,
        "enrolledAt": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds"),
    }
    if options.round is not None:
        job["round"] = options.round
    if options.label:
        job["labels"] = dict(label.split("=", 1) for label in options.label)
    return job


def main():
    options = arguments()
    job = make_job(options)
    connection = contract.connect(options.url)
    try:
        channel = connection.channel()
        channel.confirm_delivery()
        properties = pika.BasicProperties(content_type=contract.JOB_CONTENT_TYPE, type=contract.JOB_TYPE,
                                          delivery_mode=2, message_id=job["id"])
        body = json.dumps(job, ensure_ascii=False).encode()
        contract.publish(channel, f"{options.prefix}.jobs", options.lane, body, properties)
    finally:
        connection.close()
    contract.put(job["id"])


if __name__ == "__main__":
    contract.run(main)
