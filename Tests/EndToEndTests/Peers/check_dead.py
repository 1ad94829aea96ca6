#!/usr/bin/env python3
"""Looks at what lies in the dead queue, checks its headers, and leaves it there.

Ends with 0 when exactly as many messages as expected came within the time and each says why it is there.
"""

import hashlib
import time

import contract

REASONS = ("invalid-json", "invalid-field", "too-large", "content-type", "type", "wrong-id", "worker-crashed")
HEADERS = ("rollcall-reason", "rollcall-detail", "rollcall-queue", "rollcall-worker")


def arguments():
    parser = contract.broker_arguments(__doc__)
    parser.add_argument("--expect", type=int, required=True, metavar="N")
    parser.add_argument("--timeout", type=float, required=True, metavar="SECONDS")
    return parser.parse_args()


def check_copy(headers, lanes):
    """A copy that a worker published: the four headers say why."""
    for name in HEADERS:
        if not isinstance(headers.get(name), str) or not headers[name]:
            raise contract.Violation(f"A dead message has no {name}; its headers are {headers!r}.")
    if headers["rollcall-reason"] not in REASONS:
        raise contract.Violation(f"rollcall-reason is {headers['rollcall-reason']!r}, which the contract does not know.")
    if headers["rollcall-queue"] not in lanes:
        raise contract.Violation(f"rollcall-queue is {headers['rollcall-queue']!r}, not one of {', '.join(lanes)}.")
    return {"reason": headers["rollcall-reason"], "detail": headers["rollcall-detail"],
            "queue": headers["rollcall-queue"], "worker": headers["rollcall-worker"]}


def check_dead_lettered(headers, size, lanes):
    """A message that the broker moved: rejected by a worker for its size, or, the last net, delivered too often."""
    deaths = headers.get("x-death") or []
    if not deaths:
        raise contract.Violation(f"A dead message has neither rollcall-reason nor x-death; its headers are {headers!r}.")
    reason, queue = deaths[0].get("reason"), deaths[0].get("queue")
    if queue not in lanes:
        raise contract.Violation(f"A dead message came from {queue!r}, not from one of {', '.join(lanes)}.")
    if reason == "rejected" and size > contract.BODY_LIMIT:
        return {"reason": "too-large", "detail": None, "queue": queue, "worker": None}
    if reason == "delivery_limit":
        return {"reason": "delivery-limit", "detail": None, "queue": queue, "worker": None}
    raise contract.Violation(f"The broker dead-lettered a message of {size} bytes as {reason!r}, and nothing says why.")


def check(properties, body, prefix):
    headers = properties.headers or {}
    lanes = [f"{prefix}.jobs.{lane}" for lane in contract.LANES]
    if "rollcall-reason" in headers:
        found = check_copy(headers, lanes)
    else:
        found = check_dead_lettered(headers, len(body), lanes)
    return found | {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}


def main():
    options = arguments()
    queue = f"{options.prefix}.jobs.dead"
    connection = contract.connect(options.url)
    try:
        channel = connection.channel()
        deadline = time.monotonic() + options.timeout
        count = 0
        # Nothing is acknowledged: at the end the broker puts all of it back.
        while count <= options.expect:
            method, properties, body = channel.basic_get(queue)
            if method is not None:
                count += 1
                if count <= options.expect:
                    contract.put(check(properties, body, options.prefix))
            elif count == options.expect:
                return
            elif time.monotonic() >= deadline:
                raise contract.Violation(f"After {options.timeout:g} s {count} of {options.expect} messages lie in {queue}.")
            else:
                connection.sleep(0.05)
        raise contract.Violation(f"More than {options.expect} messages lie in {queue}.")
    finally:
        connection.close()


if __name__ == "__main__":
    contract.run(main)
