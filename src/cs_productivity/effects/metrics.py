"""The metrics that a release is judged by. All of them are better when lower."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Metric:
    """How a metric is measured and told.

    `has_log`: its effect in percent comes from the log scale. `is_guardrail`: a release that makes it worse is no
    improvement. `unit`: of the mean scale. `title`: for sentences.
    """

    title: str
    unit: str
    has_log: bool
    is_guardrail: bool


METRICS = {
    "effort_per_ticket": Metric("Effort per ticket", "seconds per ticket", True, False),
    "effort_per_reply": Metric("Effort per reply", "seconds per reply", True, False),
    "api_wait_per_ticket": Metric("Waiting for the API per ticket", "seconds per ticket", True, False),
    "reopen_rate": Metric("The reopen rate", "reopened tickets per ticket", False, True),
    "recontact_rate": Metric("The re-contact rate", "tickets with a re-contact per ticket", False, True),
    "transfer_rate": Metric("The transfer rate", "transferred tickets per ticket", False, True),
}
