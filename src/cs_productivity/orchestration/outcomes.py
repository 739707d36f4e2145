"""The steps in their order, how they end as scripts see it, and what an operator is to do about each."""

from __future__ import annotations

DONE, TESTS_FAILED, REFUSED, TOO_OLD, NOT_COLLECTED, TOO_LONG, UNDER_WAY, UNFORESEEN = range(8)
INTERRUPTED = 130
ORDER = ("collect", "freshness", "build", "publish")

WHAT_TO_DO = {
    TESTS_FAILED: "Mend what was found, and run it again: the next run makes good for this one.",
    REFUSED: "Set right what the sentence names, and run it again.",
    TOO_OLD: "Look at what brings rows in. Nothing was built, since there is little new to build from.",
    NOT_COLLECTED: "Look at the tool's store and at CS_SOURCE_URL. The next collection reads what this one did not.",
    TOO_LONG: "Run it again, or give the step more time with --limit. What it left does no harm.",
    UNDER_WAY: "Wait until the other one has ended. If runs overlap every night, start them further apart.",
    UNFORESEEN: "Look at the log of this run; the machine may have been short of memory.",
    INTERRUPTED: "Run it again: what it left does no harm.",
}
