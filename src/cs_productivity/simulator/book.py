"""The state of every ticket, the events still to come, and the record of what happened at the desk."""

from __future__ import annotations

import heapq
from array import array

import numpy as np

from cs_productivity.simulator.effort import Draws
from cs_productivity.simulator.inflow import Inquiries
from cs_productivity.simulator.parameters import Parameters
from cs_productivity.simulator.world import CLOSED, DAY, HOUR, MAIL, NEW, PENDING, RESOLVED, SECOND

# what a touch ends with; a chat turn that is not the last, and work left for later, end with nothing
NOTHING, RESOLVE, PEND, TRANSFER, MERGE = range(5)
# how a touch is worked: as a call, as a turn of a chat, as deferred work, on no ticket, away from the desk
CALL, TURN, DEFERRED, NO_TICKET, AWAY_FROM_DESK = range(5)
# what may happen: the first two concern an agent, the others a ticket
START, FREE, ARRIVE, GIVE_UP, MESSAGE, REPLY, REOPEN, COME_BACK, AUTO_RESOLVE, AUTO_CLOSE = range(10)
CLOSE_AFTER, GIVE_UP_WAITING_AFTER = 3 * DAY, 4 * DAY


class DeskLog:
    """What happened; times in milliseconds since the start, rows in no particular order.

    touches: (agent, ticket or −1, start, end, when its outcome came, pause inside, way of work, outcome, has
    reply). The outcome comes at the end, or earlier where the agent goes on with the ticket for a while.
    actions: (time, ticket, action, SYSTEM or BOT): what no person did.
    versions: (time, ticket, status, ticket merged into or −1).
    """

    def __init__(self) -> None:
        # flat: a tuple per row would cost more memory than everything else in a run
        self._touches, self._actions, self._versions = array("q"), array("q"), array("q")
        self.add_touch = self._touches.extend
        self.add_action = self._actions.extend
        self.add_version = self._versions.extend

    @property
    def touches(self) -> np.ndarray:
        """One row per touch."""
        return np.array(self._touches, dtype=np.int64).reshape(-1, 9)

    @property
    def actions(self) -> np.ndarray:
        """One row per action of the system or the automation account."""
        return np.array(self._actions, dtype=np.int64).reshape(-1, 4)

    @property
    def versions(self) -> np.ndarray:
        """One row per change of a ticket's status."""
        return np.array(self._versions, dtype=np.int64).reshape(-1, 4)


class TicketBook:
    """Tickets by number: status, who had them last, what is planned for them."""

    def __init__(self, inquiries: Inquiries, draws: Draws, parameters: Parameters) -> None:
        self.draws, self.log, self.parameters = draws, DeskLog(), parameters
        self.channel, self.customer = inquiries.channel.tolist(), inquiries.customer.tolist()
        tickets = len(self.channel)
        self.status = [NEW] * tickets
        self.owner = [-1] * tickets
        self.was_transferred = [False] * tickets
        self.of_customer: dict[int, list[int]] = {}
        self.events: list[tuple[int, int, int, int, int]] = []
        self._planned = 0
        # an event about a ticket is void when something else was planned for the ticket since
        self._token = [0] * tickets

    def plan(self, time: int, kind: int, subject: int, detail: int = 0) -> None:
        """Plan an event; of two at the same time the one planned first comes first."""
        self._planned += 1
        heapq.heappush(self.events, (time, self._planned, kind, subject, detail))

    def plan_next(self, time: int, kind: int, ticket: int) -> None:
        """Plan the next event of a ticket; whatever was planned for it before is void."""
        self._token[ticket] += 1
        self.plan(time, kind, ticket, self._token[ticket])

    def plan_nothing(self, ticket: int) -> None:
        """Make void what was planned for a ticket."""
        self._token[ticket] += 1

    def is_void(self, ticket: int, token: int) -> bool:
        """Whether an event of a ticket has been overtaken."""
        return token != self._token[ticket]

    def act(self, time: int, ticket: int, action: int, actor: int) -> None:
        """Record what the system or the automation account did."""
        self.log.add_action((time, ticket, action, actor))

    def set_status(self, time: int, ticket: int, status: int, merged_into: int = -1) -> None:
        """Record a change of status as a version of the ticket."""
        if status != self.status[ticket] or status == NEW:
            self.status[ticket] = status
            self.log.add_version((time, ticket, status, merged_into))

    def earlier_ticket_in(self, ticket: int, statuses: tuple[int, ...]) -> int:
        """The first earlier ticket of the same customer in one of these statuses, or −1."""
        for other in self.of_customer.get(self.customer[ticket], ()):
            if other < ticket and self.status[other] in statuses:
                return other
        return -1

    def finish(self, end: int, ticket: int, outcome: int, merged_into: int = -1) -> None:
        """Let a touch end with an outcome, and plan what the customer or the system does next."""
        draws = self.draws
        if outcome == RESOLVE:
            self.set_status(end, ticket, RESOLVED)
            share = self.parameters.reopen_share
            if draws.uniform() < (share if self.channel[ticket] >= MAIL else 0.6 * share):
                self.plan_next(end + draws.lognormal(10 * HOUR, 0.9), REOPEN, ticket)
            else:
                self.plan_next(end + CLOSE_AFTER, AUTO_CLOSE, ticket)
        elif outcome == PEND:
            self.set_status(end, ticket, PENDING)
            if draws.uniform() < 0.8:
                self.plan_next(end + draws.lognormal(5 * HOUR, 1.0), REPLY, ticket)
            else:
                self.plan_next(end + GIVE_UP_WAITING_AFTER, AUTO_RESOLVE, ticket)
        elif outcome == TRANSFER:
            self.was_transferred[ticket] = True
            self.plan_next(end + 30 * SECOND, COME_BACK, ticket)
        elif outcome == MERGE:
            self.plan_nothing(ticket)
            self.set_status(end, ticket, CLOSED, merged_into)
