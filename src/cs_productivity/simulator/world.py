"""What every sample world has in common (business, teams, reasons, vocabulary), and the world that is made from
a seed. How its people behave stands in `parameters.py`, what the network does in `scenarios.py`.

Times inside the simulator are integer milliseconds since the world's start, which is local midnight
(Asia/Tokyo) of the first day; `World.to_us` turns them into microseconds since 1970 in UTC, which is what
the files hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cs_productivity.settings import SettingsError
from cs_productivity.simulator.parameters import Parameters, draw_parameters
from cs_productivity.simulator.scenarios import Scenario, find_scenario

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# Asia/Tokyo has had no daylight saving time since 1951
LOCAL_OFFSET = 9 * HOUR
# the landing zone is as it stood this long after the last day's end: nothing was loaded later
EXPORT_AFTER = 6 * HOUR
# an action on a ticket that no person did: by the system itself, or by the automation account
SYSTEM, BOT = -1, -2

CHANNELS = ("phone", "chat", "mail", "in_app")
PHONE, CHAT, MAIL, IN_APP = range(4)
PRIORITIES = ("low", "normal", "high", "urgent")
STATUSES = ("new", "open", "pending", "resolved", "closed", "abandoned")
NEW, OPEN, PENDING, RESOLVED, CLOSED, ABANDONED = range(6)
ACTIONS = (
    "ticket_created",
    "ticket_opened",
    "ticket_assigned",
    "ticket_transferred",
    "reply_sent",
    "customer_replied",
    "note_added",
    "ticket_updated",
    "ticket_pending",
    "ticket_resolved",
    "ticket_closed",
    "ticket_reopened",
    "ticket_merged",
    "search",
    "login",
    "logout",
)
EVENTS = (
    "view",
    "focus",
    "blur",
    "visible",
    "hidden",
    "input",
    "heartbeat",
    "click",
    "copy",
    "paste",
    "template_insert",
    "api_request",
    "api_response",
    "login",
    "logout",
)
SCREENS = ("queue", "ticket_detail", "compose", "chat_console", "call_panel", "knowledge_base", "login")
# what an agent attends to; the first four are effort on a ticket, the others are on none
VISIT_KINDS = ("handle", "after_call", "swivel", "peek", "idle", "admin", "away")
HANDLE, AFTER_CALL, SWIVEL, PEEK, IDLE, ADMIN, AWAY = range(7)
EFFORT_KINDS = (HANDLE, AFTER_CALL, SWIVEL, PEEK)
# agent and time (or tab and time) fit into one sortable number: more milliseconds than any period has
SPAN = 2**37


@dataclass(frozen=True)
class Reason:
    """A contact reason: share of inquiries, median seconds of a first touch on a mail, spread of its
    logarithm.
    """

    name: str
    share: float
    median_seconds: float
    sigma: float


REASONS = (
    Reason("order_status", 0.22, 190, 0.55),
    Reason("login", 0.16, 160, 0.50),
    Reason("payment", 0.15, 380, 0.65),
    Reason("delivery", 0.14, 320, 0.60),
    Reason("return_refund", 0.12, 450, 0.70),
    Reason("product_question", 0.10, 300, 0.75),
    Reason("account_change", 0.07, 260, 0.50),
    Reason("complaint", 0.04, 700, 0.80),
)


@dataclass(frozen=True)
class Team:
    """A team: share of the agents, channels it serves, the shift patterns its agents alternate between."""

    name: str
    share: float
    channels: tuple[int, ...]
    patterns: tuple[str, ...]
    sites: tuple[str, ...]


TEAMS = (
    Team("voice", 0.42, (PHONE, MAIL), ("day", "late", "early", "late"), ("tokyo", "osaka")),
    Team("text", 0.28, (CHAT, IN_APP), ("late", "day"), ("tokyo", "osaka")),
    Team("back_office", 0.18, (MAIL, IN_APP), ("day",), ("tokyo",)),
    Team("night", 0.12, (PHONE, CHAT, MAIL), ("night",), ("osaka",)),
)
VOICE, TEXT, BACK_OFFICE, NIGHT = range(4)
# local start of a shift in minutes after midnight; the night shift crosses local midnight
SHIFT_STARTS = {"early": 450, "day": 540, "late": 750, "night": 1290}

CHANNEL_SHARES = (0.28, 0.22, 0.30, 0.20)
# length of a first touch against a mail's; a chat's is spread over its turns
CHANNEL_EFFORT = (1.15, 1.10, 1.00, 0.85)
PRIORITY_SHARES = (0.15, 0.65, 0.16, 0.04)
WEEKDAY_WEIGHTS = (1.25, 1.10, 1.05, 1.00, 1.05, 0.80, 0.75)
# weight of each local hour: calls and chats follow the day, mails and in-app messages also come in the
# evening
LIVE_HOURS = (4, 2, 1, 1, 1, 2, 4, 12, 45, 80, 95, 90, 75, 80, 85, 80, 75, 70, 60, 48, 38, 24, 12, 8)
DEFERRED_HOURS = (15, 8, 5, 4, 4, 6, 14, 30, 50, 65, 70, 65, 75, 65, 60, 60, 58, 60, 65, 72, 80, 75, 55, 30)

# effort after the tool release against before; the product release keeps this share of the "login" inquiries
TOOL_EFFORT_FACTOR = 0.92
PRODUCT_INFLOW_FACTOR = 0.75
# app versions from old to new and the share of the period after which each begins to roll out
APP_VERSIONS = (("4.1.0", 0.0), ("4.2.0", 0.25), ("4.3.0", 0.65))

# one stream of random numbers per part, so that a change in one part leaves the others as they were
STREAMS = (
    "roster",
    "inflow",
    "self_service",
    "demand",
    "desk",
    "touches",
    "visits",
    "sessions",
    "backend",
    "frontend",
    "transport",
    "tables",
    "dirt",
    "tabs",
    "crashes",
    "screens",
    "inputs",
    "heartbeats",
    "clocks",
    "versions",
    "loss",
)
# about 0.8 GB of memory for every 1,000 of them
MAX_AGENT_DAYS = 7_500


@dataclass(frozen=True)
class World:
    """One sample world, made by `make_world`."""

    seed: int
    agents: int
    days: int
    first_day: date
    parameters: Parameters
    scenario: Scenario

    @property
    def start_us(self) -> int:
        """The world's start in microseconds since 1970, UTC."""
        return ((self.first_day - date(1970, 1, 1)).days * DAY - LOCAL_OFFSET) * 1_000

    @property
    def end(self) -> int:
        """The end of the last local day, in milliseconds since the start; nothing happens later."""
        return self.days * DAY

    def to_us(self, milliseconds: np.ndarray) -> np.ndarray:
        """Turn milliseconds since the start into microseconds since 1970, UTC."""
        return self.start_us + np.asarray(milliseconds, dtype=np.int64) * 1_000

    def at_share(self, share: float) -> int:
        """The local 06:00 of the day that lies at this share of the period (milliseconds since the start)."""
        return min(int(self.days * share), self.days - 1) * DAY + 6 * HOUR

    def rng(self, stream: str) -> np.random.Generator:
        """A random generator of its own for one part of the simulator."""
        return np.random.Generator(
            np.random.PCG64(np.random.SeedSequence([self.seed, STREAMS.index(stream)]))
        )


def make_world(seed: int, agents: int, days: int, first_day: date, scenario: str = "typical") -> World:
    """Check the arguments and return the world.

    Raises:
        SettingsError: an argument is of the wrong type or outside what can be simulated; it is named.
    """
    for name, value, low, high in (
        ("seed", seed, 0, 2**32 - 1),
        ("agents", agents, 4, 200),
        ("days", days, 2, 400),
    ):
        if type(value) is not int or not low <= value <= high:
            raise SettingsError(f"{name} is {value!r}: give a whole number from {low} to {high}.")
    if agents * days > MAX_AGENT_DAYS:
        raise SettingsError(
            f"agents is {agents} and days is {days}, together {agents * days} agent days: "
            f"ask for at most {MAX_AGENT_DAYS}."
        )
    if type(first_day) is not date or not date(2000, 1, 1) <= first_day <= date(2100, 1, 1):
        raise SettingsError(f"first_day is {first_day!r}: give a date from 2000-01-01 to 2100-01-01.")
    return World(seed, agents, days, first_day, draw_parameters(seed), find_scenario(scenario))
