#!/usr/bin/env python3
"""Says what came of the jobs whose events a file holds, by the rule that the first event of an id counts and that
what is said of a job after its end does not.

Ends with 0 when every job has ended, and as expected where a file says what to expect.
"""

import argparse
import collections

import contract


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", required=True, metavar="FILE", help="events in the order of the status log, one JSON a line")
    parser.add_argument("--ledger", metavar="FILE", help="the lab's ledger: lines {time, computer, address, action, product, result}")
    parser.add_argument("--expected", metavar="FILE", help="lines {computer, product, outcome}; outcome is a last state")
    return parser.parse_args()


class Jobs:
    """The jobs by their events, with what was said twice."""

    def __init__(self):
        self.first = {}                                  # job -> data of its first event
        self.end = {}                                    # job -> data of the event that ended it
        self.end_states = collections.defaultdict(list)  # job -> each last state said of it, in order, once
        self.seen = set()
        self.duplicates = 0
        self.after_end = 0

    def take(self, event):
        data = event["data"]
        job, state = data["job"], data["state"]
        if state in contract.LAST_STATES and state not in self.end_states[job]:
            self.end_states[job].append(state)
        if event["id"] in self.seen:
            self.duplicates += 1
            return
        self.seen.add(event["id"])
        if job in self.end:
            self.after_end += 1
            return
        self.first.setdefault(job, data)
        if state in contract.LAST_STATES:
            self.end[job] = data

    def summary(self):
        states = collections.Counter(data["state"] for data in self.end.values())
        contradictory = [{"job": job, "states": states} for job, states in self.end_states.items() if len(states) > 1]
        return {
            "jobs": len(self.first),
            "lastStates": {state: states[state] for state in contract.LAST_STATES if states[state]},
            "jobsWithoutEnd": sorted(set(self.first) - set(self.end)),
            "duplicateEvents": self.duplicates,
            "eventsAfterEnd": self.after_end,
            "contradictoryEnds": contradictory,
        }


def read_events(path):
    jobs = Jobs()
    for number, event in contract.json_lines(path):
        try:
            if event["type"].startswith(contract.ACTIVATION):
                jobs.take(event)
        except (KeyError, TypeError, AttributeError) as error:
            raise contract.Violation(f"{path}:{number}: no status event: {error!r}.") from error
    return jobs


def pair(computer, product):
    return f"{computer.lower()}/{product}"


def executions(path):
    """How often the lab's computers were really asked to activate, by computer and product."""
    counts = collections.Counter(pair(line["computer"], line["product"]) for _, line in contract.json_lines(path)
                                 if line["action"] == "activate")
    histogram = collections.Counter(counts.values())
    return {
        "total": sum(counts.values()),
        "most": max(counts.values(), default=0),
        "pairsByCount": {str(count): histogram[count] for count in sorted(histogram)},
        "byPair": dict(sorted(counts.items())),
    }


def mismatches(jobs, path):
    """Where a job did not end as expected. Of the rounds of one campaign the last counts."""
    last_round = {}
    for job, data in jobs.first.items():
        key = (data["campaign"], pair(data["computer"]["name"], data["product"]))
        if key not in last_round or data["round"] > jobs.first[last_round[key]]["round"]:
            last_round[key] = job
    actual = collections.defaultdict(list)
    for (_, name), job in last_round.items():
        actual[name].append(jobs.end[job]["state"] if job in jobs.end else None)
    expected = {pair(line["computer"], line["product"]): line["outcome"] for _, line in contract.json_lines(path)}
    found = [{"pair": name, "expected": outcome, "actual": state}
             for name, outcome in expected.items() for state in actual.get(name, [None]) if state != outcome]
    return found + [{"pair": name, "expected": None, "actual": state}
                    for name, states in actual.items() if name not in expected for state in states]


def main():
    options = arguments()
    jobs = read_events(options.events)
    summary = jobs.summary()
    if options.ledger:
        summary["executions"] = executions(options.ledger)
    if options.expected:
        summary["mismatches"] = mismatches(jobs, options.expected)
    contract.put(summary)
    if summary["jobsWithoutEnd"]:
        raise contract.Violation(f"{len(summary['jobsWithoutEnd'])} of {summary['jobs']} jobs have no last state.")
    if summary.get("mismatches"):
        raise contract.Violation(f"{len(summary['mismatches'])} jobs did not end as expected.")


if __name__ == "__main__":
    contract.run(main)
