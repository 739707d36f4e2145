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
    CLOSE_AFTER,
    COME_BACK,
    FREE,
    GIVE_UP,
    MESSAGE,
    REOPEN,
    REPLY,
    START,
    DeskLog,
)
from cs_productivity.simulator.handling import Handling
from cs_productivity.simulator.inflow import Inquiries
from cs_productivity.simulator.roster import Roster
from cs_productivity.simulator.staff import own_queue, team_queue
from cs_productivity.simulator.world import (
    ABANDONED,
    ACTIONS,
    BACK_OFFICE,
    BOT,
    CHAT,
    CLOSED,
    MAIL,
    MINUTE,
    NEW,
    OPEN,
    PHONE,
    RESOLVED,
    SECOND,
    SYSTEM,
    TEAMS,
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
# mean patience of callers and of people who ask for a chat
PATIENCE = {PHONE: 9 * MINUTE, CHAT: 10 * MINUTE}


class Desk(Handling):
    """The state of one run; `run_desk` drives it."""

    def __init__(self, world: World, roster: Roster, inquiries: Inquiries) -> None:
        super().__init__(world, roster, inquiries)
        self.rank = [-priority for priority in inquiries.priority.tolist()]
        self.queues: list[list[tuple[int, int, int]]] = [[] for _ in range(own_queue(len(roster.agents)))]
        self.messages: list[list[tuple[int, int]]] = [[] for _ in roster.agents]
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
                self.staff.start_stretch(time, subject, detail)
            else:
                self.staff.busy[subject] = False
            if not self.staff.busy[subject]:
                self.seek(time, subject)
        elif book.is_void(subject, detail):
            return
        elif kind == ARRIVE:
            self.arrive(time, subject)
        elif kind == MESSAGE:
            self.receive_message(time, subject)
        elif kind == AUTO_CLOSE:
            book.act(time, subject, AUTO_CLOSED, SYSTEM)
            book.set_status(time, subject, CLOSED)
        elif kind == GIVE_UP:
            book.set_status(time, subject, ABANDONED)
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
        if self.staff.is_waiting[agent]:
            self.seek(time + self.reaction(), agent)

    # --- queues

    def reaction(self) -> int:
        """How long a waiting agent takes to notice."""
        return 700 + int((self.parameters.reaction_seconds * SECOND - 700) * self.draws.uniform())

    def enqueue(self, time: int, ticket: int, queue: int) -> None:
        """Put a ticket into a queue; a waiting agent who may take it does."""
        heapq.heappush(self.queues[queue], (self.rank[ticket], time, ticket))
        for agent in self.staff.who_may_take(queue, time):
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
        waiting = self.queues[queue]
        while waiting:
            ticket = heapq.heappop(waiting)[2]
            if self.book.status[ticket] in (NEW, OPEN):
                return ticket
        return -1

    # --- agents

    def seek(self, time: int, agent: int) -> None:
        """Give a free agent the next thing to attend to, or let the agent wait."""
        staff = self.staff
        if staff.is_waiting[agent]:
            staff.stop_waiting(agent)
        if self.messages[agent]:
            self.chat_turn(time, agent, heapq.heappop(self.messages[agent])[1])
        elif time >= staff.stretch_end[agent] or not self.find_work(time, agent):
            staff.wait(time, agent)

    def find_work(self, time: int, agent: int) -> bool:
        """Let an agent at work begin with what is most urgent; False where there is nothing."""
        staff, queues = self.staff, self.queues
        team = staff.team[agent]
        channels = TEAMS[team].channels
        if PHONE in channels and queues[PHONE] and not staff.open_chats[agent]:
            ticket = self.take(PHONE)
            if ticket >= 0:
                self.call(time, agent, ticket)
                return True
        if CHAT in channels and queues[CHAT] and staff.may_open_chat(agent, time):
            ticket = self.take(CHAT)
            if ticket >= 0:
                self.open_chat(time, agent, ticket)
                return True
        if not staff.may_defer(agent, time):
            return False
        deferred = [queue for queue in (own_queue(agent), team_queue(team)) if queues[queue]]
        deferred.sort(key=lambda queue: queues[queue][0])
        if staff.may_leave_live(agent, team, time):
            new = [queue for queue in channels if queue >= MAIL and queues[queue]]
            deferred += sorted(new, key=lambda queue: queues[queue][0])
        for queue in deferred:
            ticket = self.take(queue)
            if ticket >= 0:
                self.deferred_touch(time, agent, ticket)
                return True
        return False


def run_desk(world: World, roster: Roster, inquiries: Inquiries) -> DeskLog:
    """Run the desk from the start to the end of the period.

    Returns:
        what happened; touches that were under way at the end of the period run past it.
    """
    desk = Desk(world, roster, inquiries)
    events, handle, end = desk.book.events, desk.handle, world.end
    while events:
        time, _, kind, subject, detail = heapq.heappop(events)
        if time >= end:
            break
        handle(time, kind, subject, detail)
    return desk.book.log
