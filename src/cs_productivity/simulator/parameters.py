"""How a desk behaves: every figure that shapes time, each with the range that it is drawn from per seed.

No two seeds share a rhythm, so nothing that measures time can be tuned to one made-up desk. Each figure has a
stream of random numbers of its own: a new one leaves the others as they were.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

# sets these streams apart from those of the simulator's parts
STREAM = 1_000


@dataclass(frozen=True)
class Range:
    """From where to where a figure is drawn, evenly or, over wide ranges, evenly in its logarithm."""

    low: float
    high: float
    is_log: bool = False


def between(low: float, high: float, is_log: bool = False) -> Any:
    """A field of `Parameters` that is drawn from this range."""
    return field(metadata={"range": Range(low, high, is_log)})


@dataclass(frozen=True)
class Parameters:
    """The figures of one desk. Units are in the names: seconds, shares from 0 to 1, or counts per touch."""

    # inflow and effort
    tickets_per_agent_day: float = between(18, 21)  # inquiries per agent and day of the period
    recontact_share: float = between(0.10, 0.18)  # inquiries by somebody who asked days before
    complexity_sigma: float = between(0.20, 0.40)  # spread of a ticket's own factor on effort (logarithm)
    speed_sigma: float = between(0.08, 0.18)  # spread of an agent's own factor on effort (logarithm)
    effort_scale: float = between(0.88, 1.08, is_log=True)  # factor on the effort of every reason
    tail_share: float = between(0.015, 0.045)  # pieces of work that take three times as long
    known_share: float = between(0.45, 0.75)  # length of a further touch against a first one's

    # the desk: how touches end and what lies between them
    overtime_seconds: float = between(120, 600)  # how long a touch may run past the end of a stretch
    reaction_seconds: float = between(1.5, 4.0)  # the most that a waiting agent takes to notice new work
    gap_seconds: float = between(4, 12)  # mean between a touch and the next one
    chore_share: float = between(0.03, 0.07)  # touches followed by a chore in the tool on no ticket
    absence_share: float = between(0.008, 0.025)  # touches followed by minutes away from the desk
    call_transfer_share: float = between(0.04, 0.10)  # calls passed on
    call_pending_share: float = between(0.02, 0.07)  # calls that leave something open
    chat_transfer_share: float = between(0.04, 0.10)  # chats passed on at their end
    chat_pending_share: float = between(0.04, 0.12)  # chats that leave something open
    transfer_share: float = between(0.03, 0.08)  # deferred touches passed on
    later_share: float = between(0.01, 0.05)  # deferred touches put off for hours by the same agent
    pending_share: float = between(0.18, 0.34)  # deferred touches that end with a question to the customer
    reopen_share: float = between(0.04, 0.10)  # resolved mails and messages that the customer opens again
    merge_share: float = between(0.40, 0.80)  # second tickets of a customer that are merged into the first
    chat_turns_mean: float = between(1.6, 3.6)  # mean turns of a chat after its first two
    chat_wait_seconds: float = between(30, 80)  # mean until a chat customer answers, after the least of 5 s
    silent_customer_share: float = between(0.015, 0.05)  # chat turns after which the customer is gone

    # attention inside a touch
    pause_share: float = between(0.05, 0.15)  # deferred touches of a minute or more with an idle pause
    pause_seconds: float = between(90, 200)  # mean of a pause after the least of 45 s; at most 25 minutes
    pause_hidden_share: float = between(0.20, 0.50)  # pauses during which the tool's tab is hidden
    after_work_share: float = between(0.02, 0.06)  # resolved deferred touches that go on after resolving
    after_note_share: float = between(0.40, 0.80)  # of these, with a note; the others are inputs alone
    swivel_share: float = between(0.08, 0.25)  # deferred touches of a minute or more with a swivel
    chat_swivel_share: float = between(0.03, 0.10)  # chat turns of a minute or more with a swivel
    swivel_again_share: float = between(0.10, 0.40)  # long touches with a swivel that have a second one
    swivel_seconds: float = between(15, 40)  # mean of a swivel after the least of 10 s
    swivel_hidden_share: float = between(
        0.40, 0.80
    )  # swivels during which the tab is hidden, not only blurred
    copy_share: float = between(0.80, 0.95)  # swivels with a copy just before them
    paste_share: float = between(0.75, 0.95)  # swivels with a paste just after them; never neither of the two
    peek_share: float = between(0.03, 0.10)  # deferred touches with a short look at the ticket before
    peek_seconds: float = between(20, 45)  # the longest such look; the shortest is 8 s
    silent_share: float = between(0.03, 0.10)  # deferred touches of a minute or more with silent reading
    chat_silent_share: float = between(0.03, 0.10)  # the same for chat turns of a minute or more
    after_call_share: float = between(0.60, 0.95)  # calls with work after the talk
    after_call_part: float = between(0.15, 0.40)  # the most of a call's length that such work takes

    # input: mean seconds between two typings, movements or scrolls that the tool reports
    call_input_seconds: float = between(40, 90)  # on the phone
    chat_input_seconds: float = between(5, 12)  # in a chat turn
    deferred_input_seconds: float = between(7, 16)  # on deferred work
    chore_input_seconds: float = between(10, 25)  # in chores on no ticket
    after_call_input_seconds: float = between(6, 15)  # in the work after a call
    peek_input_seconds: float = between(5, 12)  # in a short look at another ticket
    input_sigma: float = between(0.15, 0.30)  # spread of an agent's own factor on these (logarithm)
    click_share: float = between(0.20, 0.50)  # stretches of handling that begin with a click
    template_share: float = between(0.15, 0.45)  # replies with a template
    own_copy_share: float = between(0.02, 0.10)  # touches with a copy and a paste inside the tool

    # the backend's rows
    call_searches: float = between(0.30, 0.80)  # searches per call
    chat_searches: float = between(0.10, 0.30)  # searches per chat turn
    deferred_searches: float = between(0.50, 1.30)  # searches per deferred touch
    chore_searches: float = between(1.00, 2.20)  # searches per chore
    call_note_share: float = between(0.40, 0.80)  # calls with a note
    chat_note_share: float = between(0.02, 0.08)  # chat turns with a note
    deferred_note_share: float = between(0.20, 0.50)  # deferred touches with a note
    call_updates: float = between(0.30, 0.70)  # changes of fields per call
    chat_updates: float = between(0.02, 0.10)  # changes of fields per chat turn
    deferred_updates: float = between(0.40, 0.90)  # changes of fields per deferred touch
    chat_open_share: float = between(0.70, 0.95)  # turns back to another open chat that load it again
    peek_back_share: float = between(
        0.50, 0.90
    )  # looks at another ticket after which the own is loaded again
    failed_share: float = between(0.005, 0.02)  # calls of the API that fail once and are tried again
    latency_ms: float = between(90, 300, is_log=True)  # median time of the server for one call, milliseconds
    latency_sigma: float = between(0.40, 0.60)  # spread of it (logarithm)
    logout_share: float = between(0.85, 0.98)  # shifts that end with a logout

    # the browser
    heartbeat_seconds: float = between(17, 27)  # a visible tab's heartbeat, every tab within 10 % of it
    batch_seconds: float = between(6, 15)  # how often a tab sends, every tab within 20 % of it
    network_ms: float = between(25, 100, is_log=True)  # median from the tab to the server, milliseconds
    network_sigma: float = between(0.50, 0.90)  # spread of it (logarithm)
    queue_view_share: float = between(0.50, 0.90)  # gaps of 20 s or more in which the queue is looked at
    absence_hidden_share: float = between(0.25, 0.60)  # minutes away from the desk with the tab hidden
    break_open_share: float = between(0.20, 0.60)  # breaks with the tool left open in front
    reload_share: float = between(0.04, 0.12)  # shifts with a reload of the tab
    two_tab_share: float = between(0.40, 0.80)  # shifts of a two-tab agent with both tabs in use
    second_pc_share: float = between(0.30, 0.60)  # shifts at the second PC, of the agent who has one
    parallel_pc_share: float = between(0.20, 0.40)  # shifts at both PCs at once, of the same agent


RANGES: dict[str, Range] = {one.name: one.metadata["range"] for one in fields(Parameters)}


def draw_parameters(seed: int) -> Parameters:
    """Draw the figures of a seed's desk; the same seed gives the same ones.

    Args:
        seed: a whole number, 0 or more.

    Returns:
        one number per field, each inside its range in RANGES.
    """
    values = {}
    for name, wanted in RANGES.items():
        stream = np.random.SeedSequence([seed, STREAM, zlib.crc32(name.encode())])
        share = float(np.random.Generator(np.random.PCG64(stream)).random())
        if wanted.is_log:
            values[name] = wanted.low * math.exp(share * math.log(wanted.high / wanted.low))
        else:
            values[name] = wanted.low + share * (wanted.high - wanted.low)
    return Parameters(**values)
