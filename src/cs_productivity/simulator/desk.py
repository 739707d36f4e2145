"""Tickets meet agents: an event-driven run that decides who attends to which ticket, when, and what comes
of it.

An agent does one thing at a time: the next touch starts only when the last one has ended. Live channels
come first, then what was transferred or waits for this very agent, then new deferred work, oldest and most
urgent first.
"""

from __future__ import annotations

import heapq

from cs_productivity.simulator.book import (
    ARRIVE,
    AUTO_CLOSE,
    AUTO_RESOLVE,
    AWAY_FROM_DESK,
    CALL,
    CLOSE_AFTER,
    COME_BACK,
    DEFERRED,
    FREE,
    GIVE_UP,
    MERGE,
    MESSAGE,
    NO_TICKET,
    NOTHING,
    PEND,
    REOPEN,
    REPLY,
    RESOLVE,
    START,
    TRANSFER,
    TURN,
    DeskLog,
    TicketBook,
)
from cs_productivity.simulator.effort import Draws, EffortModel
from cs_productivity.simulator.inflow import Inquiries
from cs_productivity.simulator.roster import Roster
from cs_productivity.simulator.staff import SHORTEST_PART, Staff, own_queue, team_queue
from cs_productivity.simulator.world import (
    ABANDONED,
    ACTIONS,
    BACK_OFFICE,
    BOT,
    CHANNELS,
    CHAT,
    CLOSED,
    HOUR,
    MAIL,
    MINUTE,
    NEW,
    OPEN,
    PENDING,
    PHONE,
    RESOLVED,
    SECOND,
    SYSTEM,
    World,
)

CREATED, REPLIED, REOPENED, AUTO_RESOLVED, AUTO_CLOSED = (
    ACTIONS.index(action)
    for action in (
        "ticket_created",
        "customer_replied",
        "ticket_reopened",
        "ticket_resolved",
        "ticket_closed",
    )
)
OVERTIME = 5 * MINUTE
# mean patience of callers and of people who ask for a chat
PATIENCE = {PHONE: 9 * MINUTE, CHAT: 10 * MINUTE}


class Desk:
    """The state of one run; `run_desk` drives it."""

    def __init__(self, world: World, roster: Roster, inquiries: Inquiries) -> None:
        self.draws = Draws(world.rng("desk"))
        self.book, self.staff = TicketBook(inquiries, self.draws), Staff(roster)
        self.effort = EffortModel(world, roster, inquiries, self.draws)
        self.rank = [-priority for priority in inquiries.priority.tolist()]
        self.queues: list[list[tuple[int, int, int]]] = [[] for _ in range(own_queue(len(roster.agents)))]
        self.messages: list[list[tuple[int, int]]] = [[] for _ in roster.agents]
        # effort left over from a touch that the end of a stretch cut off; turns left of an open chat
        self.rest: dict[int, int] = {}
        self.turns_left: dict[int, int] = {}
        for ticket, created in enumerate(inquiries.created.tolist()):
            self.book.plan_next(created, ARRIVE, ticket)
        for agent, stretches in enumerate(roster.worked):
            for start, end, _ in stretches:
                self.book.plan(start, START, agent, end)

    def handle(self, time: int, kind: int, subject: int, detail: int) -> None:
        """Let one planned event happen."""
        book = self.book
        if kind in (START, FREE):
            if kind == START:
                self.staff.stretch_end[subject] = detail
            else:
                self.staff.busy[subject] = False
            if not self.staff.busy[subject]:
                self.seek(time, subject)
        elif book.is_void(subject, detail):
            return
        elif kind == ARRIVE:
            self.arrive(time, subject)
        elif kind == GIVE_UP:
            book.set_status(time, subject, ABANDONED)
        elif kind == MESSAGE:
            self.receive_message(time, subject)
        elif kind == COME_BACK:
            if book.was_transferred[subject] and subject not in self.rest:
                self.enqueue(time, subject, team_queue(BACK_OFFICE))
            else:
                self.queue_again(time, subject)
        elif kind == REPLY:
            book.act(time, subject, REPLIED, SYSTEM)
            book.set_status(time, subject, OPEN)
            self.queue_again(time, subject)
        elif kind == REOPEN:
            book.act(time, subject, REPLIED, SYSTEM)
            book.act(time + 120, subject, REOPENED, SYSTEM)
            book.set_status(time + 120, subject, OPEN)
            self.queue_again(time + 120, subject)
        elif kind == AUTO_RESOLVE:
            book.act(time, subject, AUTO_RESOLVED, BOT)
            book.set_status(time, subject, RESOLVED)
            book.plan_next(time + CLOSE_AFTER, AUTO_CLOSE, subject)
        elif kind == AUTO_CLOSE:
            book.act(time, subject, AUTO_CLOSED, SYSTEM)
            book.set_status(time, subject, CLOSED)

    def arrive(self, time: int, ticket: int) -> None:
        """A customer asks: a new ticket, which a caller gives up after a while."""
        self.book.act(time, ticket, CREATED, SYSTEM)
        self.book.set_status(time, ticket, NEW)
        self.book.of_customer.setdefault(self.book.customer[ticket], []).append(ticket)
        channel = self.book.channel[ticket]
        if channel in PATIENCE:
            self.book.plan_next(
                time + 5 * SECOND + int(PATIENCE[channel] * self.draws.exponential()), GIVE_UP, ticket
            )
        self.enqueue(time, ticket, channel)

    def receive_message(self, time: int, ticket: int) -> None:
        """The customer of an open chat writes, or has been silent for so long that the agent looks."""
        if self.turns_left[ticket] >= 0:
            self.book.act(time, ticket, REPLIED, SYSTEM)
        agent = self.book.owner[ticket]
        heapq.heappush(self.messages[agent], (time, ticket))
        if agent in self.staff.idle:
            self.seek(time + self.reaction(), agent)

    # --- queues

    def reaction(self) -> int:
        """How long a waiting agent takes to notice."""
        return 700 + int(2_500 * self.draws.uniform())

    def enqueue(self, time: int, ticket: int, queue: int) -> None:
        """Put a ticket into a queue; a waiting agent who may take it does."""
        heapq.heappush(self.queues[queue], (self.rank[ticket], time, ticket))
        for agent in self.staff.waiting_longest():
            if self.staff.is_working(agent, time) and any(
                queue in some for some in self.staff.queues_of(agent, time)
            ):
                self.seek(time + self.reaction(), agent)
                if not self.queues[queue]:
                    return

    def queue_again(self, time: int, ticket: int) -> None:
        """Back to the agent who had it, if that agent works soon; else to whoever serves the channel."""
        agent, channel = self.book.owner[ticket], self.book.channel[ticket]
        if agent >= 0 and self.staff.is_there_soon(agent, time):
            self.enqueue(time, ticket, own_queue(agent))
        else:
            self.enqueue(time, ticket, channel if channel >= MAIL else team_queue(BACK_OFFICE))

    def take(self, queue: int) -> int:
        """The next ticket of a queue, or −1; customers who gave up are passed over."""
        while self.queues[queue]:
            ticket = heapq.heappop(self.queues[queue])[2]
            if self.book.status[ticket] in (NEW, OPEN):
                return ticket
        return -1

    # --- agents

    def seek(self, time: int, agent: int) -> None:
        """Give a free agent the next thing to attend to, or let the agent wait."""
        self.staff.idle.pop(agent, None)
        if self.messages[agent]:
            self.chat_turn(time, agent, heapq.heappop(self.messages[agent])[1])
            return
        if self.staff.is_working(agent, time):
            live, deferred = self.staff.queues_of(agent, time)
            deferred = [queue for queue in deferred if self.queues[queue]]
            deferred.sort(key=lambda queue: (queue < len(CHANNELS), self.queues[queue][0], queue))
            for queue in live + deferred:
                ticket = self.take(queue)
                if ticket >= 0:
                    start = {PHONE: self.call, CHAT: self.open_chat}.get(queue, self.deferred_touch)
                    start(time, agent, ticket)
                    return
        self.staff.idle[agent] = time

    def touch(
        self, agent: int, ticket: int, start: int, end: int, pause: int, way: int, outcome: int, reply: bool
    ) -> None:
        """Log a touch and keep the agent busy until its end and a short gap, or a chore, after it."""
        touches = self.book.log.touches
        touches.append((agent, ticket, start, end, pause, way, outcome, reply))
        self.book.owner[ticket] = agent
        self.staff.busy[agent] = True
        if self.staff.open_chats[agent]:
            self.book.plan(end + 300 + int(1_500 * self.draws.uniform()), FREE, agent)
            return
        free = end + 1_500 + int(7 * SECOND * self.draws.exponential())
        chance = self.draws.uniform()
        if chance < 0.06 and self.staff.is_working(agent, free):
            way, least = (NO_TICKET, MINUTE) if chance < 0.045 else (AWAY_FROM_DESK, 3 * MINUTE)
            chore = min(least + int(MINUTE * self.draws.exponential()), 10 * MINUTE)
            touches.append((agent, -1, free, free + chore, 0, way, NOTHING, False))
            free += chore + 1_000 + int(3 * SECOND * self.draws.uniform())
        self.book.plan(free, FREE, agent)

    def call(self, time: int, agent: int, ticket: int) -> None:
        """Take a call, up to the end of the work after it."""
        self.book.plan_nothing(ticket)
        self.book.set_status(time, ticket, OPEN)
        end = time + self.effort.call(ticket, agent, time)
        chance = self.draws.uniform()
        outcome = TRANSFER if chance < 0.07 else PEND if chance < 0.11 else RESOLVE
        self.book.finish(end, ticket, outcome)
        self.touch(agent, ticket, time, end, 0, CALL, outcome, False)

    def open_chat(self, time: int, agent: int, ticket: int) -> None:
        """Take one more chat."""
        self.book.plan_nothing(ticket)
        self.staff.open_chats[agent] += 1
        self.turns_left[ticket] = 2 + min(9, int(self.draws.exponential() * 2.5))
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
        if not is_silent and self.turns_left[ticket] > 0:
            wait = 5 * SECOND + int(55 * SECOND * self.draws.exponential())
            if self.draws.uniform() < 0.03:
                self.turns_left[ticket] = -1
                wait += 5 * MINUTE
            self.book.plan_next(end + wait, MESSAGE, ticket)
            self.touch(agent, ticket, time, end, 0, TURN, NOTHING, True)
            return
        chance = self.draws.uniform()
        outcome = RESOLVE if is_silent or chance < 0.85 else TRANSFER if chance < 0.92 else PEND
        self.staff.open_chats[agent] -= 1
        self.book.finish(end, ticket, outcome)
        self.touch(agent, ticket, time, end, 0, TURN, outcome, not is_silent)

    def deferred_touch(self, time: int, agent: int, ticket: int) -> None:
        """Work on a mail, an in-app message, or what is left of a call or chat."""
        book = self.book
        book.set_status(time, ticket, OPEN)
        first = book.earlier_ticket_in(ticket, (OPEN, PENDING))
        if first >= 0 and self.draws.uniform() < 0.6:
            end = time + int((25 + 40 * self.draws.uniform()) * SECOND)
            book.finish(end, ticket, MERGE, first)
            self.touch(agent, ticket, time, end, 0, DEFERRED, MERGE, False)
            return
        effort = self.rest.pop(ticket, 0) or self.effort.deferred(
            ticket, agent, time, book.owner[ticket] >= 0
        )
        is_text, pause = book.channel[ticket] != PHONE, 0
        if is_text and effort > 80 * SECOND and self.draws.uniform() < 0.1:
            pause = min(int((45 + 140 * self.draws.exponential()) * SECOND), 25 * MINUTE)
        until = self.staff.stretch_end[agent]
        end, chance = time + effort + pause, self.draws.uniform()
        if end > until + OVERTIME:
            # the shift or the stretch before a break is over: the rest is done later, by the same agent if
            # possible
            end, pause, outcome = max(until, time + SHORTEST_PART // 2), 0, NOTHING
            self.rest[ticket] = max(effort - (end - time), 20 * SECOND)
            book.plan_next(end + 4 * MINUTE, COME_BACK, ticket)
        elif is_text and 0.06 <= chance < 0.09:
            outcome = NOTHING
            book.plan_next(end + HOUR + int(2 * HOUR * self.draws.uniform()), COME_BACK, ticket)
        else:
            may_transfer = (
                not book.was_transferred[ticket] and self.staff.agents[agent].team_at(time) != BACK_OFFICE
            )
            outcome = (
                TRANSFER if chance < 0.06 and may_transfer else PEND if is_text and chance < 0.34 else RESOLVE
            )
            book.finish(end, ticket, outcome)
        has_reply = outcome == PEND or (outcome == RESOLVE and self.draws.uniform() < 0.93)
        self.touch(agent, ticket, time, end, pause, DEFERRED, outcome, has_reply)


def run_desk(world: World, roster: Roster, inquiries: Inquiries) -> DeskLog:
    """Run the desk from the start to the end of the period.

    Returns:
        what happened; touches that were under way at the end of the period run past it.
    """
    desk = Desk(world, roster, inquiries)
    while desk.book.events:
        time, _, kind, subject, detail = heapq.heappop(desk.book.events)
        if time >= world.end:
            break
        desk.handle(time, kind, subject, detail)
    return desk.book.log
