"""One run of the simulator from a world to its truth and its logs, in memory."""

from __future__ import annotations

from dataclasses import dataclass

from cs_productivity.simulator.attention import Sessions, Visits, cut_visits, draw_sessions
from cs_productivity.simulator.backend_log import BackendRows, build_backend_rows
from cs_productivity.simulator.book import DeskLog
from cs_productivity.simulator.clocks import Clocks, draw_clocks
from cs_productivity.simulator.desk import run_desk
from cs_productivity.simulator.frontend_log import Events, build_events
from cs_productivity.simulator.inflow import Inquiries, draw_inquiries
from cs_productivity.simulator.roster import Roster, draw_roster
from cs_productivity.simulator.tabs import Tabs
from cs_productivity.simulator.touches import Touches, draw_touches
from cs_productivity.simulator.transport import Delivered, deliver
from cs_productivity.simulator.world import World


@dataclass(frozen=True)
class Frontend:
    """What the browsers saw, by true time, and what became of it on its way to the logs."""

    tabs: Tabs
    events: Events
    clocks: Clocks
    sent: Delivered


@dataclass(frozen=True)
class Simulated:
    """All that happened in a world; `frontend` is None where nothing of the browsers is logged."""

    world: World
    roster: Roster
    inquiries: Inquiries
    log: DeskLog
    touches: Touches
    visits: Visits
    sessions: Sessions
    backend: BackendRows
    frontend: Frontend | None


def simulate(world: World) -> Simulated:
    """Let customers ask and agents work, and write down what server and browsers see of it."""
    roster, inquiries = draw_roster(world), draw_inquiries(world)
    log = run_desk(world, roster, inquiries)
    touches = draw_touches(world, log)
    visits = cut_visits(world, touches)
    sessions = draw_sessions(world, roster, touches)
    backend = build_backend_rows(world, inquiries, log, touches, visits, sessions)
    frontend = None
    if world.scenario.has_frontend:
        tabs, events = build_events(world, touches, visits, sessions, backend)
        clocks = draw_clocks(world, sessions, tabs)
        frontend = Frontend(tabs, events, clocks, deliver(world, tabs, events, clocks))
    return Simulated(world, roster, inquiries, log, touches, visits, sessions, backend, frontend)
