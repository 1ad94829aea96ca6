"""What the peers know of the wire contract: names, ids, states, routing keys, and how to reach the broker."""

import argparse
import json
import logging
import os
import sys
import unicodedata
import urllib.parse
import uuid

NAMESPACE = uuid.UUID("095829a0-0843-5e69-9272-0bfbc7b9d03d")
LANES = ("bulk", "urgent")
STATES = ("enrolled", "running", "deferred", "parked", "activated", "failed", "refused", "expired", "cancelled")
LAST_STATES = ("activated", "failed", "refused", "expired", "cancelled")
ACTIVATION = "rollcall.activation."
JOB_TYPE = "rollcall.job"
JOB_CONTENT_TYPE = "application/json"
EVENT_CONTENT_TYPE = "application/cloudevents+json"
BODY_LIMIT = 256 * 1024
WORD_LIMIT = 60


class Violation(Exception):
    """Something is not as the contract says, or could not be seen in time; one sentence."""


def job_id(campaign, computer_name, product, round_number=1):
    """The id that the contract derives for a job (RFC 9562, section 5.5)."""
    name = "\n".join([campaign, computer_name.lower(), product, str(round_number)])
    return str(uuid.uuid5(NAMESPACE, name))


def event_id(data):
    """The id that the contract gives an event with these data; for parked without the number behind it."""
    if data["state"] in LAST_STATES:
        return f"{data['job']}/end"
    return f"{data['job']}/{data['attempt']}/{data['state']}"


def key_word(text):
    """One word of a routing key."""
    word = "".join("-" if character in ".*#/" or character.isspace() or unicodedata.category(character) == "Cc" else character
                   for character in text.lower())
    return word or "-"


def fits_key(event, key):
    """Whether the event was published under the key that the contract gives it."""
    words = key.split(".")
    if not event["type"].startswith(ACTIVATION):
        return words == ["-", "-", "-", event["type"].rsplit(".", 1)[1]]
    data = event["data"]
    expected = [data["computer"]["site"], data["computer"]["lab"], data["product"], data["state"]]
    return len(words) == 4 and all(fits_word(word, key_word(text)) for word, text in zip(words, expected))


def fits_word(word, whole):
    """Whether `word` is `whole`, cut between characters where it is longer than the limit.

    What a reader sees as one character may be several code points, so the cut may lie some bytes before the limit.
    """
    if len(whole.encode()) <= WORD_LIMIT:
        return word == whole
    return whole.startswith(word) and WORD_LIMIT - 32 <= len(word.encode()) <= WORD_LIMIT


def with_password(url):
    """The AMQP URI with the password from the environment, where it names a user and no password of its own."""
    scheme, _, rest = url.partition("//")
    user, at, place = rest.rpartition("@")
    if not at or ":" in user:
        return url
    password = urllib.parse.quote(os.environ.get("ROLLCALL_BROKER_PASSWORD", ""), safe="")
    return f"{scheme}//{user}:{password}@{place}"


def connect(url):
    """An open connection to the broker."""
    import pika
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # what it has to say comes as an exception as well
    parameters = pika.URLParameters(with_password(url))
    parameters.socket_timeout = 60
    parameters.stack_timeout = 90
    parameters.blocked_connection_timeout = 60
    try:
        return pika.BlockingConnection(parameters)
    except pika.exceptions.AMQPError as error:
        raise Violation(f"The broker at {parameters.host}:{parameters.port} cannot be reached: {error!r}.") from error


def broker_arguments(description):
    """A parser with the arguments that every peer of the broker has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--url", required=True, help="AMQP URI of the broker")
    parser.add_argument("--prefix", default="rollcall", help="what every broker name begins with")
    return parser


def publish(channel, exchange, key, body, properties):
    """Publishes on a channel in confirm mode; returns when the broker has confirmed the message and queued it."""
    import pika
    try:
        channel.basic_publish(exchange, key, body, properties, mandatory=True)
    except pika.exceptions.UnroutableError as error:
        raise Violation(f"The broker returned the message: nothing is bound to {exchange} for {key}.") from error
    except pika.exceptions.NackError as error:
        raise Violation(f"The broker refused the message to {exchange} for {key}.") from error


def json_lines(path):
    """Yields (line number, value) of a file with one JSON value a line."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise Violation(f"{path}:{number}: not JSON: {error}.") from error


def put(value):
    """Prints one value as one line, at once, in case a test reads along."""
    print(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), flush=True)


def run(main):
    """Runs a peer and turns what it found into an exit code and one sentence."""
    try:
        sys.exit(main() or 0)
    except Violation as violation:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {violation}")
    except OSError as error:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {error}.")
    except Exception as error:  # noqa: BLE001 - the caller is a test: it wants a sentence, whatever went wrong.
        sys.exit(f"{os.path.basename(sys.argv[0])}: {type(error).__name__}: {error}.")
