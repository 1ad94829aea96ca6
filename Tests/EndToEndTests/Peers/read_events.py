#!/usr/bin/env python3
"""Reads the events of a campaign, as a dashboard would, and prints one a line.

Ends with 0 when as many jobs as asked for have a last state. Without --jobs the campaign's own total decides: when
rollcall.campaign.enrolled has been seen, when at least that many jobs are known, and when each known job has ended.
"""

import contextlib
import json
import time

import pika
import pika.exceptions

import contract


def arguments():
    parser = contract.broker_arguments(__doc__)
    parser.add_argument("--mode", choices=("queue", "stream"), required=True,
                        help="queue: a queue of its own, live, 'ready' first; stream: the status log from its start")
    parser.add_argument("--campaign", required=True)
    parser.add_argument("--jobs", type=int, help="how many distinct jobs must end")
    parser.add_argument("--timeout", type=float, required=True, metavar="SECONDS")
    parser.add_argument("--linger", type=float, default=0, metavar="SECONDS",
                        help="how long to go on reading after the last job has ended")
    parser.add_argument("--notices", action="store_true", help="print events that concern no job and no campaign, too")
    return parser.parse_args()


class Progress:
    """Which jobs of the campaign are known, and which have ended."""

    def __init__(self, wanted):
        self.wanted = wanted
        self.total = None
        self.known = set()
        self.ended = set()

    def take(self, event):
        data = event["data"]
        if event["type"] == "rollcall.campaign.enrolled":
            self.total = max(self.total or 0, data["count"])
        elif event["type"].startswith(contract.ACTIVATION):
            self.known.add(data["job"])
            if data["state"] in contract.LAST_STATES:
                self.ended.add(data["job"])

    @property
    def is_complete(self):
        if self.wanted is not None:
            return len(self.ended) >= self.wanted
        return self.total is not None and len(self.known) >= self.total and self.known == self.ended

    def __str__(self):
        wanted = self.wanted if self.wanted is not None else self.total
        return f"{len(self.ended)} of {'an unknown number of' if wanted is None else wanted} jobs have ended, {len(self.known)} are known"


def parse(method, properties, body):
    """The event of a delivery, checked for what the contract says of its properties and routing key."""
    where = f"The event {properties.message_id or ''} under {method.routing_key!r}"
    if (properties.content_type or "").split(";")[0].strip() != contract.EVENT_CONTENT_TYPE:
        raise contract.Violation(f"{where} has content-type {properties.content_type!r}, not {contract.EVENT_CONTENT_TYPE}.")
    if properties.delivery_mode != 2:
        raise contract.Violation(f"{where} is not persistent.")
    try:
        event = json.loads(body)
        event["data"].keys()
        fits = contract.fits_key(event, method.routing_key)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise contract.Violation(f"{where} is no status event: {error!r} in {body[:200]!r}.") from error
    if not fits:
        raise contract.Violation(f"{where} should have another routing key: {body[:400]!r}.")
    return event


def subscribe(channel, options):
    """Declares and binds what is to be read; returns the queue's name and the arguments for its consumer."""
    channel.basic_qos(prefetch_count=500)
    if options.mode == "stream":
        return f"{options.prefix}.status.log", {"x-stream-offset": "first"}
    queue = channel.queue_declare("", exclusive=True).method.queue
    channel.queue_bind(queue, f"{options.prefix}.status", "#")
    contract.put("ready")
    return queue, None


def read(channel, options):
    progress = Progress(options.jobs)
    queue, consumer_arguments = subscribe(channel, options)
    deadline = time.monotonic() + options.timeout
    for method, properties, body in channel.consume(queue, arguments=consumer_arguments, inactivity_timeout=0.1):
        if method is not None:
            event = parse(method, properties, body)
            channel.basic_ack(method.delivery_tag)
            campaign = event["data"].get("campaign")
            if campaign == options.campaign or (campaign is None and options.notices):
                contract.put(event)
            if campaign == options.campaign:
                was_complete = progress.is_complete
                progress.take(event)
                if progress.is_complete and not was_complete:
                    deadline = min(deadline, time.monotonic() + options.linger)
        if progress.is_complete and (options.linger == 0 or time.monotonic() >= deadline):
            return
        if time.monotonic() >= deadline:
            raise contract.Violation(f"After {options.timeout:g} s {progress}.")


def channel_when_ready(connection, options):
    """A channel; for the log not before the log is there: a broker that has just started says 404 of it for a moment."""
    deadline = time.monotonic() + 60
    while True:
        channel = connection.channel()
        if options.mode != "stream":
            return channel
        try:
            channel.queue_declare(f"{options.prefix}.status.log", passive=True)
            return channel
        except pika.exceptions.ChannelClosedByBroker:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.2)


def main():
    options = arguments()
    connection = contract.connect(options.url)
    try:
        read(channel_when_ready(connection, options), options)
    finally:
        if connection.is_open:
            # Pika hands back what it has fetched and not given out yet, which a stream refuses. All is printed by now.
            with contextlib.suppress(pika.exceptions.ConnectionClosedByBroker):
                connection.close()


if __name__ == "__main__":
    contract.run(main)
