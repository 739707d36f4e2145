"""How long an agent attends to a call, a chat turn or a piece of deferred work, and what it ends with."""

from __future__ import annotations

from cs_productivity.simulator.book import (
    AWAY_FROM_DESK,
    CALL,
    COME_BACK,
    DEFERRED,
    FREE,
    MERGE,
    MESSAGE,
    NO_TICKET,
    NOTHING,
    PEND,
    RESOLVE,
    TRANSFER,
    TURN,
    TicketBook,
)
from cs_productivity.simulator.effort import Draws, EffortModel
from cs_productivity.simulator.inflow import Inquiries
from cs_productivity.simulator.roster import Roster
from cs_productivity.simulator.staff import SHORTEST_PART, Staff
from cs_productivity.simulator.world import BACK_OFFICE, HOUR, MINUTE, OPEN, PENDING, PHONE, SECOND, World


class Handling:
    """What agents do once they have something to attend to."""

    def __init__(self, world: World, roster: Roster, inquiries: Inquiries) -> None:
        self.parameters = world.parameters
        self.draws = Draws(world.rng("desk"))
        self.book = TicketBook(inquiries, self.draws, self.parameters)
        self.staff = Staff(roster)
        self.effort = EffortModel(world, roster, inquiries, self.draws)
        # effort left over from a touch that the end of a stretch cut off; turns left of an open chat
        self.rest: dict[int, int] = {}
        self.turns_left: dict[int, int] = {}

    def touch(
        self,
        agent: int,
        ticket: int,
        start: int,
        end: int,
        way: int,
        outcome: int,
        reply: bool,
        pause: int = 0,
        after: int = 0,
    ) -> None:
        """Log a touch and keep the agent busy until its end and a short gap, or a chore, after it.

        `pause` is the idle time inside it, `after` how long the agent goes on after the outcome.
        """
        parameters, book = self.parameters, self.book
        book.log.add_touch((agent, ticket, start, end, end - after, pause, way, outcome, reply))
        book.owner[ticket] = agent
        self.staff.busy[agent] = True
        if self.staff.open_chats[agent]:
            book.plan(end + 300 + int(1_500 * self.draws.uniform()), FREE, agent)
            return
        free = end + 1_500 + int((parameters.gap_seconds - 1.5) * SECOND * self.draws.exponential())
        chance = self.draws.uniform()
        chores = parameters.chore_share
        if chance < chores + parameters.absence_share and self.staff.is_working(agent, free):
            way, least = (NO_TICKET, MINUTE) if chance < chores else (AWAY_FROM_DESK, 3 * MINUTE)
            chore = min(least + int(MINUTE * self.draws.exponential()), 10 * MINUTE)
            book.log.add_touch((agent, -1, free, free + chore, free + chore, 0, way, NOTHING, False))
            free += chore + 1_000 + int(3 * SECOND * self.draws.uniform())
        book.plan(free, FREE, agent)

    def call(self, time: int, agent: int, ticket: int) -> None:
        """Take a call, up to the end of the work after it."""
        self.book.plan_nothing(ticket)
        self.book.set_status(time, ticket, OPEN)
        end = time + self.effort.call(ticket, agent, time)
        outcome = self.outcome(self.parameters.call_transfer_share, self.parameters.call_pending_share)
        self.book.finish(end, ticket, outcome)
        self.touch(agent, ticket, time, end, CALL, outcome, False)

    def outcome(self, transfer_share: float, pending_share: float) -> int:
        """What a call or a chat ends with."""
        chance = self.draws.uniform()
        if chance < transfer_share:
            return TRANSFER
        return PEND if chance < transfer_share + pending_share else RESOLVE

    def open_chat(self, time: int, agent: int, ticket: int) -> None:
        """Take one more chat."""
        self.book.plan_nothing(ticket)
        self.staff.open_chats[agent] += 1
        self.turns_left[ticket] = 2 + min(9, int(self.draws.exponential() * self.parameters.chat_turns_mean))
        self.effort.open_chat(ticket, self.turns_left[ticket])
        self.chat_turn(time, agent, ticket)

    def chat_turn(self, time: int, agent: int, ticket: int) -> None:
        """Read, look up and answer once in a chat; then the customer is waited for, or the chat is over."""
        self.book.set_status(time, ticket, OPEN)
        # a customer who went silent leaves a short last look
        is_silent = self.turns_left[ticket] < 0
        self.turns_left[ticket] -= 1
        look = int((8 + 12 * self.draws.uniform()) * SECOND)
        end = time + (look if is_silent else self.effort.turn(ticket, agent, time))
        parameters = self.parameters
        if not is_silent and self.turns_left[ticket] > 0:
            mean = (parameters.chat_wait_seconds - 5) * SECOND
            wait = 5 * SECOND + int(mean * self.draws.exponential())
            if self.draws.uniform() < parameters.silent_customer_share:
                self.turns_left[ticket] = -1
                wait += 5 * MINUTE
            self.book.plan_next(end + wait, MESSAGE, ticket)
            self.touch(agent, ticket, time, end, TURN, NOTHING, True)
            return
        outcome = self.outcome(parameters.chat_transfer_share, parameters.chat_pending_share)
        outcome = RESOLVE if is_silent else outcome
        self.staff.open_chats[agent] -= 1
        self.book.finish(end, ticket, outcome)
        self.touch(agent, ticket, time, end, TURN, outcome, not is_silent)

    def deferred_touch(self, time: int, agent: int, ticket: int) -> None:
        """Work on a mail, an in-app message, or what is left of a call or chat."""
        book, draws, parameters = self.book, self.draws, self.parameters
        book.set_status(time, ticket, OPEN)
        first = book.earlier_ticket_in(ticket, (OPEN, PENDING))
        if first >= 0 and draws.uniform() < parameters.merge_share:
            end = time + int((25 + 40 * draws.uniform()) * SECOND)
            book.finish(end, ticket, MERGE, first)
            self.touch(agent, ticket, time, end, DEFERRED, MERGE, False)
            return
        effort = self.rest.pop(ticket, 0) or self.effort.deferred(
            ticket, agent, time, book.owner[ticket] >= 0
        )
        pause = after = 0
        # work on a call is one stretch by definition, so none of it is a pause
        may_pause = effort >= MINUTE and book.channel[ticket] != PHONE
        if may_pause and draws.uniform() < parameters.pause_share:
            pause = min(int((45 + parameters.pause_seconds * draws.exponential()) * SECOND), 25 * MINUTE)
        until = self.staff.stretch_end[agent]
        end, outcome = time + effort + pause, RESOLVE
        if end > until + int(parameters.overtime_seconds * SECOND):
            # the shift or the stretch before a break is over: the rest is done later, by the same agent if
            # possible
            end, pause, outcome = max(until, time + SHORTEST_PART // 2), 0, NOTHING
            self.rest[ticket] = max(effort - (end - time), 20 * SECOND)
            book.plan_next(end + 4 * MINUTE, COME_BACK, ticket)
        else:
            outcome = self.deferred_outcome(agent, ticket, time)
            if outcome == NOTHING:
                book.plan_next(end + HOUR + int(2 * HOUR * draws.uniform()), COME_BACK, ticket)
            else:
                book.finish(end, ticket, outcome)
        if outcome == RESOLVE and draws.uniform() < parameters.after_work_share:
            after = int((10 + 50 * draws.uniform()) * SECOND)
        has_reply = outcome == PEND or (outcome == RESOLVE and draws.uniform() < 0.93)
        self.touch(agent, ticket, time, end + after, DEFERRED, outcome, has_reply, pause, after)

    def deferred_outcome(self, agent: int, ticket: int, time: int) -> int:
        """What a whole deferred touch ends with; NOTHING where the agent puts the rest off."""
        parameters, chance = self.parameters, self.draws.uniform()
        if chance < parameters.transfer_share:
            is_final = self.book.was_transferred[ticket] or self.staff.team[agent] == BACK_OFFICE
            return RESOLVE if is_final else TRANSFER
        if self.book.channel[ticket] == PHONE:
            return RESOLVE
        chance -= parameters.transfer_share
        if chance < parameters.later_share:
            return NOTHING
        return PEND if chance < parameters.later_share + parameters.pending_share else RESOLVE
