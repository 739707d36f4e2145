"""The logs of the sample follow from what every agent attended to, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from cs_productivity.simulator.book import DEFERRED, PEND, RESOLVE, TRANSFER, TURN
from cs_productivity.simulator.frontend_log import CODE
from cs_productivity.simulator.inflow import day_weights
from cs_productivity.simulator.scenarios import Scenario
from cs_productivity.simulator.screens import LOGIN
from cs_productivity.simulator.simulation import Simulated, simulate
from cs_productivity.simulator.truth import truth_tables
from cs_productivity.simulator.world import (
    ACTIONS,
    ADMIN,
    AFTER_CALL,
    EFFORT_KINDS,
    HANDLE,
    IDLE,
    MINUTE,
    PEEK,
    SECOND,
    SPAN,
    SWIVEL,
    make_world,
)

FIRST_DAY = date(2026, 3, 2)
GESTURES = ("input", "click", "copy", "paste", "template_insert")
SEEDS = (1, 2, 3)


@cache
def run(seed: int, scenario: str = "typical") -> Simulated:
    """A desk of 20 people over two weeks."""
    return simulate(make_world(seed, 20, 14, FIRST_DAY, scenario))


def agent_times(simulated: Simulated, *words: str) -> tuple[np.ndarray, np.ndarray]:
    """Agents and times of all events of these kinds as produced, in order of both."""
    events, tabs = simulated.frontend.events, simulated.frontend.tabs
    chosen = np.isin(events.event, [CODE[word] for word in words])
    agent, time = tabs.agent[events.tab[chosen]], events.time[chosen]
    order = np.lexsort((time, agent))
    return agent[order], time[order]


def count_between(
    simulated: Simulated, words: tuple[str, ...], agent: np.ndarray, start: np.ndarray, end: np.ndarray
) -> np.ndarray:
    """How many events of these kinds each stretch of an agent holds, its borders included."""
    of, time = agent_times(simulated, *words)
    key = of * SPAN + time
    first = np.searchsorted(key, agent * SPAN + start, side="left")
    return np.searchsorted(key, agent * SPAN + end, side="right") - first


# --- attention


@pytest.mark.parametrize("seed", SEEDS)
def test_visits_follow_each_other_and_fill_their_touches(seed: int) -> None:
    visits, touches = run(seed).visits, run(seed).touches
    assert len(visits.agent) > 10_000
    assert (visits.end > visits.start).all()
    same = visits.agent[1:] == visits.agent[:-1]
    assert (visits.start[1:] >= visits.end[:-1])[same].all()
    assert (np.diff(visits.agent) >= 0).all()
    length = np.bincount(visits.touch, visits.end - visits.start, len(touches.agent))
    assert (length == touches.end - touches.start).all()
    # what comes between has seconds of handling before, between and after it
    within = touches.within
    end = within.start + within.length
    together = within.touch[1:] == within.touch[:-1]
    assert together.sum() > 100
    assert (within.start[1:] - end[:-1])[together].min() >= 3 * SECOND
    assert (within.start - touches.start[within.touch]).min() >= 3 * SECOND
    assert (touches.acted[within.touch] - end).min() >= 3 * SECOND


@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_of_tickets_and_agents_adds_up(seed: int) -> None:
    simulated = run(seed)
    visits, touches = simulated.visits, simulated.touches
    truth = {name: table.to_pydict() for name, table in truth_tables(simulated).items() if name != "visits"}
    length, counts = visits.end - visits.start, np.isin(visits.kind, EFFORT_KINDS)
    of_touch = touches.ticket[visits.touch]
    for column, chosen, ticket in (
        ("effort_seconds", counts, visits.ticket),
        ("swivel_seconds", visits.kind == SWIVEL, of_touch),
        ("idle_seconds", (visits.kind == IDLE) & (of_touch >= 0), of_touch),
    ):
        expected = np.zeros(len(truth["tickets"]["ticket_id"]))
        np.add.at(expected, ticket[chosen], length[chosen] / 1_000)
        assert np.abs(expected - truth["tickets"][column]).max() < 1e-6
        assert expected.sum() > 1_000
    assert sum(truth["tickets"]["touch_count"]) == (touches.ticket >= 0).sum()
    seconds = sum(sum(truth["agents"][column]) for column in truth["agents"] if column != "agent_id")
    assert seconds == pytest.approx(length.sum() / 1_000)
    # the tool release is for some teams from a day on
    share = np.mean(truth["tickets"]["is_under_tool_release"])
    assert 0.2 < share < 0.6


@pytest.mark.parametrize("seed", SEEDS)
def test_pauses_and_swivels_come_as_often_and_last_as_long_as_the_desk_of_the_seed_has_it(seed: int) -> None:
    simulated = run(seed)
    touches, parameters = simulated.touches, simulated.world.parameters
    within = touches.within
    own = touches.acted - touches.start
    own -= np.bincount(
        within.touch[within.kind == IDLE], within.length[within.kind == IDLE], len(own)
    ).astype(int)
    may = np.flatnonzero((touches.way == DEFERRED) & (own >= MINUTE))

    def share_with(kind: int) -> float:
        return np.isin(may, within.touch[within.kind == kind]).mean()

    # what the end of a shift cuts off has none, and a short touch has room for one of the other things
    error = 4 * np.sqrt(0.2 / len(may))
    for kind, share, room in (
        (IDLE, parameters.pause_share, 0.9),
        (SWIVEL, parameters.swivel_share, 0.85),
        (HANDLE, parameters.silent_share, 0.75),
        (PEEK, parameters.peek_share, 0.7),
    ):
        assert room * share - error < share_with(kind) < share + error, kind
    pause = within.length[within.kind == IDLE] / SECOND
    assert pause.min() >= 45
    assert pause.max() <= 25 * 60
    assert pause.mean() - 45 == pytest.approx(parameters.pause_seconds, rel=0.3)
    away = within.length[within.kind == SWIVEL] / SECOND
    assert away.min() >= 10
    assert away.max() < 10 * 60
    silent = within.length[within.kind == HANDLE] / SECOND
    assert silent.min() >= 30
    assert 100 < silent.max() <= 150
    assert set(touches.way[within.touch[within.kind == HANDLE]]) == {TURN, DEFERRED}


@pytest.mark.parametrize("seed", SEEDS)
def test_some_go_on_with_a_ticket_that_they_have_resolved(seed: int) -> None:
    simulated = run(seed)
    touches, backend = simulated.touches, simulated.backend
    after = np.flatnonzero(touches.acted < touches.end)
    assert 0.01 < len(after) / (touches.way == DEFERRED).sum() < 0.05
    assert set(touches.way[after]) == {DEFERRED}
    assert set(touches.outcome[after]) == {RESOLVE}
    length = (touches.end - touches.acted)[after] / SECOND
    assert 10 <= length.min() < 20
    assert 50 < length.max() <= 60
    times: dict[str, dict[tuple[int, int], list[int]]] = {}
    for word in ("note_added", "ticket_resolved"):
        chosen = backend.action == ACTIONS.index(word)
        of_word = times.setdefault(word, {})
        for agent, ticket, time in zip(
            backend.agent[chosen].tolist(),
            backend.ticket[chosen].tolist(),
            backend.time[chosen].tolist(),
            strict=True,
        ):
            of_word.setdefault((agent, ticket), []).append(time)
    with_note = 0
    for touch in after.tolist():
        key, acted = (int(touches.agent[touch]), int(touches.ticket[touch])), int(touches.acted[touch])
        assert acted in times["ticket_resolved"][key]
        noted = times["note_added"].get(key, [])
        with_note += any(acted < time <= touches.end[touch] for time in noted)
    assert 0.25 < with_note / len(after) < 0.95
    visits = simulated.visits
    last = visits.at(touches.agent[after], touches.end[after] - 1)
    assert (visits.kind[last] == HANDLE).all()
    assert (visits.start[last] <= touches.acted[after]).all()


# --- what the browser sees of it


@pytest.mark.parametrize("seed", SEEDS)
def test_gestures_are_made_only_where_something_in_the_tool_is_attended_to(seed: int) -> None:
    simulated = run(seed)
    visits = simulated.visits
    agent, time = agent_times(simulated, *GESTURES)
    assert len(time) > 100_000
    visit = visits.at(agent, time)
    assert (visits.agent[visit] == agent).all()
    # nothing in pauses, away from the tool, in breaks, and while a customer is waited for
    assert (time <= visits.end[visit]).all()
    at_work = np.isin(visits.kind[visit], (HANDLE, AFTER_CALL, PEEK, ADMIN))
    assert at_work.all()


@pytest.mark.parametrize("seed", SEEDS)
def test_silent_reading_is_handling_without_any_sign(seed: int) -> None:
    simulated = run(seed)
    within, visits = simulated.touches.within, simulated.visits
    silent = np.flatnonzero(within.kind == HANDLE)
    agent = simulated.touches.agent[within.touch[silent]]
    start, end = within.start[silent], within.start[silent] + within.length[silent]
    assert len(silent) > 100
    visit = visits.at(agent, start)
    assert (visits.kind[visit] == HANDLE).all()
    assert (visits.end[visit] >= end).all()
    assert (visits.touch[visit] == within.touch[silent]).all()
    assert count_between(simulated, GESTURES, agent, start + 1, end - 1).sum() == 0
    acts = np.flatnonzero(simulated.backend.agent >= 0)
    key = np.sort(simulated.backend.agent[acts] * SPAN + simulated.backend.time[acts])
    inside = np.searchsorted(key, agent * SPAN + end - 1) - np.searchsorted(key, agent * SPAN + start + 1)
    assert inside.sum() == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_swivel_has_a_copy_before_it_or_a_paste_after_it_and_a_pause_has_neither(seed: int) -> None:
    simulated = run(seed)
    visits, parameters = simulated.visits, simulated.world.parameters
    swivel, pause = np.flatnonzero(visits.kind == SWIVEL), np.flatnonzero(visits.kind == IDLE)
    assert min(len(swivel), len(pause)) > 100

    def signs(place: np.ndarray, reach: int) -> tuple[np.ndarray, np.ndarray]:
        agent, start, end = visits.agent[place], visits.start[place], visits.end[place]
        before = count_between(simulated, ("copy",), agent, start - reach, start)
        return before > 0, count_between(simulated, ("paste",), agent, end, end + reach) > 0

    copied, pasted = signs(swivel, 2 * SECOND)
    assert (copied | pasted).all()
    assert copied.mean() == pytest.approx(parameters.copy_share, abs=0.1)
    assert (~pasted).any()
    assert not np.any(signs(pause, 5 * SECOND))
    # the same ticket before and after it
    for beside in (swivel - 1, swivel + 1):
        assert (visits.ticket[beside] == visits.ticket[swivel]).all()
        assert (visits.touch[beside] == visits.touch[swivel]).all()
    agent, start, end = visits.agent[swivel], visits.start[swivel], visits.end[swivel]
    assert (count_between(simulated, ("blur",), agent, start, start) == 1).all()
    assert (count_between(simulated, ("focus",), agent, end, end) == 1).all()
    hidden = count_between(simulated, ("hidden",), agent, start, start)
    assert (hidden == count_between(simulated, ("visible",), agent, end, end)).all()
    assert hidden.mean() == pytest.approx(parameters.swivel_hidden_share, abs=0.15)


def test_inputs_keep_the_rhythm_of_the_seed() -> None:
    for seed in SEEDS:
        simulated = run(seed)
        visits, parameters = simulated.visits, simulated.world.parameters
        way = simulated.touches.way[visits.touch]
        quiet = np.isin(visits.touch, simulated.touches.within.touch[simulated.touches.within.kind == HANDLE])
        for chosen, mean in (
            ((visits.kind == HANDLE) & (way == DEFERRED) & ~quiet, parameters.deferred_input_seconds),
            ((visits.kind == HANDLE) & (way == TURN) & ~quiet, parameters.chat_input_seconds),
            (visits.kind == ADMIN, parameters.chore_input_seconds),
        ):
            place = np.flatnonzero(chosen)
            start, end = visits.start[place], visits.end[place]
            inputs = count_between(simulated, ("input",), visits.agent[place], start, end)
            # agents differ by a factor of their own, which a few weeks of twenty people do not even out
            assert (end - start).sum() / SECOND / inputs.sum() == pytest.approx(mean, rel=0.25)
        agent, time = agent_times(simulated, "input")
        assert np.diff(time)[np.diff(agent) == 0].min() >= SECOND


# --- tabs


@pytest.mark.parametrize("scenario", ["clean", "typical", "harsh"])
def test_every_tab_session_numbers_its_events_without_a_gap(scenario: str) -> None:
    frontend = run(1, scenario).frontend
    events, tabs = frontend.events, frontend.tabs
    first = np.append(True, events.tab[1:] != events.tab[:-1])
    assert len(np.unique(events.tab)) == first.sum()
    expected = np.arange(len(first)) - np.flatnonzero(first)[np.cumsum(first) - 1] + 1
    assert (frontend.sent.sequence == expected).all()
    assert (np.diff(events.time)[~first[1:]] >= 0).all()
    assert (events.time >= tabs.start[events.tab]).all()
    assert (events.time <= tabs.end[events.tab]).all()


def overlapping(simulated: Simulated) -> list[tuple[int, int]]:
    """Pairs of tab sessions of one agent that live at the same time."""
    tabs = simulated.frontend.tabs
    pairs = []
    for agent in range(simulated.world.agents):
        own = np.flatnonzero(tabs.agent == agent).tolist()
        for one, other in pairwise(own):
            if tabs.start[other] < tabs.end[one]:
                pairs.append((one, other))
    return pairs


@pytest.mark.parametrize("seed", SEEDS)
def test_two_tabs_of_an_agent_take_turns(seed: int) -> None:
    simulated = run(seed)
    tabs, events = simulated.frontend.tabs, simulated.frontend.events
    pairs = overlapping(simulated)
    same_pc = [pair for pair in pairs if tabs.pc[pair[0]] == tabs.pc[pair[1]]]
    assert len(same_pc) > 5
    assert len({int(tabs.agent[one]) for one, _ in same_pc}) == 2
    for pair in same_pc:
        chosen = np.flatnonzero(np.isin(events.tab, pair))
        chosen = chosen[np.argsort(events.time[chosen], kind="stable")]
        # a heartbeat comes from the tab in front, and one tab at most has the keyboard
        in_front, focused = set(), set()
        for place in chosen.tolist():
            tab, word = int(events.tab[place]), int(events.event[place])
            if word == CODE["visible"]:
                in_front.add(tab)
            elif word == CODE["hidden"]:
                in_front.discard(tab)
            elif word == CODE["focus"]:
                focused.add(tab)
            elif word == CODE["blur"]:
                focused.discard(tab)
            elif word == CODE["heartbeat"]:
                assert in_front == {tab}
            elif word in [CODE[gesture] for gesture in GESTURES]:
                assert focused == {tab}
            assert len(focused) <= 1
            assert len(in_front) <= 1
    # going to the other tab takes milliseconds
    turns = np.flatnonzero(tabs.is_return)
    gone = tabs.turn_start[turns]
    agent = tabs.turn_agent[turns]
    assert (count_between(simulated, ("blur",), agent, gone, gone) >= 1).all()
    assert (count_between(simulated, ("focus",), agent, gone + 1, gone + 10) >= 1).all()


def test_two_machines_are_both_visible_while_the_focus_goes_between_them() -> None:
    seen = gone_to = 0
    for seed in SEEDS:
        simulated = run(seed)
        tabs, events = simulated.frontend.tabs, simulated.frontend.events
        for one, other in overlapping(simulated):
            if tabs.pc[one] == tabs.pc[other]:
                continue
            seen += 1
            assert tabs.agent[one] == 2
            assert {int(tabs.pc[one]), int(tabs.pc[other])} == {2, simulated.world.agents}
            start, end = tabs.start[other], tabs.end[other]
            beats = [
                events.time[(events.tab == tab) & (events.event == CODE["heartbeat"])] for tab in (one, other)
            ]
            # the one without the focus goes on with its heartbeats
            every = simulated.world.parameters.heartbeat_seconds * SECOND
            for of_tab in beats:
                assert ((of_tab > start) & (of_tab < end)).sum() > 0.4 * (end - start) / every
            turns = np.isin(tabs.turn_tab, (one, other)) & tabs.is_return
            gone_to += turns.sum()
    assert seen > 2
    assert gone_to > 5 * seen


@cache
def crashing() -> Simulated:
    """A desk whose tabs die often and whose events get lost in no other way."""
    scenario = Scenario("crashing", clocks_are_exact=True, crash_share=0.2)
    return simulate(replace(make_world(2, 20, 14, FIRST_DAY), scenario=scenario))


def test_after_a_crash_another_tab_session_begins() -> None:
    simulated = crashing()
    tabs, events = simulated.frontend.tabs, simulated.frontend.events
    dead = np.flatnonzero(tabs.is_crashed)
    assert len(dead) == pytest.approx(0.2 * len(tabs.start), abs=1)
    for tab in dead.tolist():
        born = tab + 1
        assert tabs.agent[born] == tabs.agent[tab]
        assert tabs.end[tab] + 4 * SECOND <= tabs.start[born] <= tabs.end[tab] + 12 * SECOND
        # in the midst of handling, and with no sign before the ticket is on the screen again
        visit = simulated.visits.at(tabs.agent[[tab, tab]], np.array([tabs.end[tab], tabs.ready[born]]))
        assert visit[0] == visit[1]
        assert simulated.visits.kind[visit[0]] == HANDLE
        own = np.flatnonzero(events.tab == born)
        before = own[events.time[own] < tabs.ready[born]]
        words = events.event[before].tolist()
        assert words[:2] == [CODE["visible"], CODE["focus"]]
        assert set(words[2:]) <= {CODE["heartbeat"]}
        assert set(events.screen[before].tolist()) == {LOGIN}
        view = own[len(before)]
        assert events.event[view] == CODE["view"]
        assert events.ticket[view] == simulated.visits.shown[visit[0]]


def test_a_tab_that_dies_loses_what_it_has_not_sent() -> None:
    frontend = crashing().frontend
    tabs, events, sent = frontend.tabs, frontend.events, frontend.sent
    lost = np.flatnonzero(sent.is_lost)
    assert tabs.is_crashed[events.tab[lost]].all()
    assert 0.2 < len(np.unique(events.tab[lost])) / tabs.is_crashed.sum() < 1
    period = 1.2 * crashing().world.parameters.batch_seconds * SECOND
    assert (events.time[lost] > tabs.end[events.tab[lost]] - period).all()
    tab = events.tab[sent.source]
    died = tabs.is_crashed[tab]
    assert (sent.client_sent[died] <= tabs.end[tab[died]]).all()


def test_both_attempts_of_a_call_are_in_both_logs() -> None:
    simulated = run(1)
    backend, events = simulated.backend, simulated.frontend.events
    request, attempts = np.unique(backend.request[backend.request >= 0], return_counts=True)
    twice = request[attempts == 2]
    assert set(attempts.tolist()) == {1, 2}
    assert len(twice) > 50
    share = len(twice) / len(request)
    assert 0.2 < share / simulated.world.parameters.failed_share < 1.2
    for word in ("api_request", "api_response"):
        chosen = events.event == CODE[word]
        both = np.isin(events.request[chosen], twice)
        assert both.sum() >= 2 * len(twice) * 0.98
    answered = (events.event == CODE["api_response"]) & np.isin(events.request, twice)
    status, count = np.unique(events.value[answered], return_counts=True)
    assert status.tolist() == [200, 500]
    assert count.min() > 0.98 * len(twice)


def test_tickets_end_in_all_ways() -> None:
    outcomes = run(1).touches.outcome
    assert set(outcomes.tolist()) >= {RESOLVE, PEND, TRANSFER}


def test_a_public_holiday_is_like_a_sunday_and_the_day_after_it_is_busy() -> None:
    # 29 April 2026 is a Wednesday; 3 to 6 May are holidays, from a Sunday to a Wednesday
    weights = day_weights(make_world(1, 8, 12, date(2026, 4, 27)))
    ordinary = day_weights(make_world(1, 8, 12, date(2026, 6, 1)))
    assert weights[2] == weights[6] == weights[7] == weights[9] == ordinary[6]
    assert weights[3] == pytest.approx(1.2 * ordinary[3])
    assert weights[10] == pytest.approx(1.2 * ordinary[10])
    assert weights[1] == ordinary[1]
    # the day before the period counts as well
    assert day_weights(make_world(1, 8, 2, date(2026, 4, 30)))[0] == pytest.approx(1.2 * ordinary[3])
