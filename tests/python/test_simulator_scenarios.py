"""What the scenarios of the sample promise: how much is lost, how wrong clocks are, and that no two seeds are alike."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pytest

from cs_productivity.settings import SettingsError
from cs_productivity.simulator import write_sample
from cs_productivity.simulator.effort import TOOL_ROLLOUT, Draws, EffortModel
from cs_productivity.simulator.inflow import draw_inquiries
from cs_productivity.simulator.parameters import RANGES, draw_parameters
from cs_productivity.simulator.releases import RELEASES
from cs_productivity.simulator.roster import draw_roster
from cs_productivity.simulator.scenarios import SCENARIOS
from cs_productivity.simulator.simulation import Simulated, simulate
from cs_productivity.simulator.world import APP_VERSIONS, DAY, HOUR, MINUTE, SECOND, SPAN, make_world

FIRST_DAY = date(2026, 3, 2)
SMALL = {"seed": 11, "agents": 8, "days": 4}
SIMULATOR = Path(draw_parameters.__code__.co_filename).parent


@cache
def run(scenario: str, seed: int = 5) -> Simulated:
    """A desk of 20 people over three weeks."""
    return simulate(make_world(seed, 20, 21, FIRST_DAY, scenario))


@pytest.fixture(scope="module")
def zones(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A small sample of every scenario."""
    folder = tmp_path_factory.mktemp("scenarios")
    for name in SCENARIOS:
        write_sample(folder / name, **SMALL, scenario=name)
    return {name: folder / name for name in SCENARIOS}


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


# --- parameters


def test_no_two_seeds_have_the_same_desk() -> None:
    drawn = [asdict(draw_parameters(seed)) for seed in range(40)]
    for name, within in RANGES.items():
        values = np.array([one[name] for one in drawn])
        assert len(set(values.tolist())) == len(drawn), name
        assert within.low <= values.min(), name
        assert values.max() <= within.high, name
        # they fill the range, not a corner of it
        assert np.ptp(values) > 0.7 * (within.high - within.low), name
    assert draw_parameters(7) == draw_parameters(7)
    # two figures of the same range are drawn apart
    silent = [(one["silent_share"], one["chat_silent_share"]) for one in drawn]
    assert abs(np.corrcoef(np.array(silent).T)[0, 1]) < 0.5


def test_every_parameter_shapes_something() -> None:
    text = "\n".join(path.read_text() for path in SIMULATOR.glob("*.py") if path.name != "parameters.py")
    assert [name for name in RANGES if f"parameters.{name}" not in text] == []


# --- loss


@pytest.mark.parametrize(("scenario", "stated"), [("clean", 0.0), ("typical", 0.05), ("harsh", 0.15)])
def test_as_much_is_lost_as_the_scenario_says(scenario: str, stated: float) -> None:
    assert SCENARIOS[scenario].loss == pytest.approx(stated)
    lost = np.mean([run(scenario, seed).frontend.sent.is_lost.mean() for seed in (5, 6)])
    assert lost == pytest.approx(stated, abs=0.05 * stated)


def test_a_harsh_network_loses_whole_minutes_of_a_tab() -> None:
    def longest_losses(scenario: str) -> np.ndarray:
        """Minutes between two events that arrived from one tab with at least ten lost in a row between them."""
        frontend = run(scenario).frontend
        source = frontend.sent.source
        tab, time = frontend.events.tab[source], frontend.events.time[source]
        gap = (np.diff(source) > 10) & (np.diff(tab) == 0)
        return np.diff(time)[gap] / MINUTE

    harsh, typical = longest_losses("harsh"), longest_losses("typical")
    assert (harsh > 2).sum() > 100
    assert (harsh > 5).sum() > 20
    assert (typical > 2).sum() < 5


def test_the_marker_knows_what_was_lost(zones: dict[str, Path]) -> None:
    for name in ("clean", "typical", "harsh"):
        marker = json.loads((zones[name] / "_sample.json").read_text())
        truth = duckdb.sql(
            "select count(*), count(*) filter (is_lost), count(distinct event_id) "
            f"from '{zones[name]}/_truth/frontend_events.parquet'"
        ).fetchall()[0]
        produced, lost = marker["frontend_rows_produced"], marker["frontend_rows_lost"]
        assert truth == (produced, lost, produced)
        # what is not lost is in the logs, by its id, and nothing else is
        arrived = duckdb.sql(f"""
            select count(*), count(truth.event_id), count(truth.event_id) filter (truth.is_lost)
            from (
                select distinct event_id
                from read_parquet('{zones[name]}/frontend_event_logs/*/*.parquet', union_by_name = true)
                where event_id like 'e%'
            ) left join '{zones[name]}/_truth/frontend_events.parquet' as truth using (event_id)
        """).fetchall()[0]
        assert arrived == (produced - lost, produced - lost, 0)
        assert marker["scenario"] == name
        assert marker["parameters"] == asdict(draw_parameters(SMALL["seed"]))


# --- clocks


def test_clean_clocks_are_right_and_clean_rows_come_once_and_in_time(zones: dict[str, Path]) -> None:
    frontend = run("clean").frontend
    assert (frontend.sent.client_time == frontend.events.time).all()
    assert len(frontend.sent.source) == len(frontend.events.time)
    marker = json.loads((zones["clean"] / "_sample.json").read_text())
    counts = marker["tables"]["frontend_event_logs"]
    assert counts["rows_written"] == marker["frontend_rows_produced"]
    assert (counts["duplicate_rows"], counts["late_rows"], counts["malformed"]) == (0, 0, {})
    # the other tables are as dirty as ever
    assert marker["tables"]["backend_action_logs"]["malformed"]


@pytest.mark.parametrize("scenario", ["typical", "harsh"])
def test_the_browser_shows_the_clock_that_was_drawn(scenario: str) -> None:
    simulated = run(scenario)
    frontend = simulated.frontend
    clocks, sent, tabs = frontend.clocks, frontend.sent, frontend.tabs
    time, pc = frontend.events.time[sent.source], tabs.pc[frontend.events.tab[sent.source]]
    off = sent.client_time - time - np.rint(time * clocks.drift[pc] * 1e-6).astype(np.int64)
    jump_pc, jump_time, size = clocks.jumps
    further = off - clocks.offset[pc]
    sessions = simulated.sessions
    # a clock is off by its jumps since the shift began
    own = np.where(pc == simulated.world.agents, 2, pc)
    began = sessions.start[sessions.at(own, time)] - 2 * SECOND
    order = np.lexsort((jump_time, jump_pc))
    key, total = (jump_pc * SPAN + jump_time)[order], np.concatenate([[0], np.cumsum(size[order])])
    expected = total[np.searchsorted(key, pc * SPAN + time, side="right")]
    expected -= total[np.searchsorted(key, pc * SPAN + began, side="left")]
    assert (further == expected).all()
    assert (further != 0).any() == (scenario == "harsh")
    minutes_off = np.abs(clocks.offset) > 30 * SECOND
    assert 2 <= minutes_off.sum() <= 14
    assert (np.abs(clocks.offset) > 5 * 365 * DAY).sum() == 1
    assert 5 < np.abs(clocks.drift).max() < 200


def test_harsh_clocks_jump_in_mid_shift() -> None:
    frontend = run("harsh").frontend
    pc, time, size = frontend.clocks.jumps
    tabs = frontend.tabs
    assert len(pc) / len(tabs.start) == pytest.approx(1 / 3, abs=0.1)
    assert np.abs(size).min() >= SECOND / 2
    assert np.abs(size).max() <= 30 * MINUTE
    assert (np.abs(size) < 10 * SECOND).sum() > 10
    assert (np.abs(size) > 3 * MINUTE).sum() > 10
    assert min((size > 0).sum(), (size < 0).sum()) > 0.3 * len(size)
    for one, moment in zip(pc.tolist(), time.tolist(), strict=True):
        assert ((tabs.pc == one) & (tabs.start < moment) & (moment < tabs.end)).any()
    # in the logs of a tab the client's time goes back, or leaves the server's behind
    source = frontend.sent.source
    same = np.diff(frontend.events.tab[source]) == 0
    back = np.diff(frontend.sent.client_time)[same] < 0
    assert back.sum() > 20
    typical = run("typical").frontend
    same = np.diff(typical.events.tab[typical.sent.source]) == 0
    assert (np.diff(typical.sent.client_time)[same] >= 0).all()


# --- delivery


def waits(scenario: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per event that arrived: its wait until the server had it, until its stamp of sending, and its version."""
    frontend = run(scenario).frontend
    sent = frontend.sent
    return (
        sent.received - frontend.events.time[sent.source],
        sent.client_sent - sent.client_time,
        np.array([name for name, _ in APP_VERSIONS])[sent.version],
    )


def test_delays_are_short_unless_the_network_is_gone() -> None:
    clean, typical, harsh = (waits(scenario)[0] for scenario in ("clean", "typical", "harsh"))
    assert clean.max() < 30 * SECOND
    assert typical.max() < 91 * MINUTE
    assert typical.max() > 10 * MINUTE
    assert DAY < harsh.max() < 3 * DAY + HOUR
    assert (harsh >= 0).all()
    assert 0.0005 < (typical > MINUTE).mean() < 0.02
    # nothing is under way when the landing zone is looked at
    end = run("harsh").world.end
    assert run("harsh").frontend.sent.received.max() < end + 5 * HOUR


def test_some_versions_stamp_a_batch_anew_and_others_keep_the_first_attempt() -> None:
    wait, stamped, version = waits("harsh")
    late = wait > 10 * MINUTE
    assert {"4.1.0", "4.2.0", "4.3.0"} == set(version[late])
    kept = late & (version == "4.2.0")
    anew = late & (version == "4.3.0")
    # a clock that jumps meanwhile moves a few of the stamps
    assert (np.abs(stamped[kept]) < MINUTE).mean() > 0.9
    assert (stamped[anew] > 5 * MINUTE).mean() > 0.9
    for scenario in ("typical", "harsh"):
        sent = run(scenario).frontend.sent
        assert (sent.has_sent == (sent.version > 0)).all()
        assert 0.1 < sent.has_sent.mean() < 0.95
    wait, stamped, version = waits("typical")
    assert (stamped[wait > 10 * MINUTE] > 9 * MINUTE).all()


def test_harsh_batches_overtake_each_other() -> None:
    def share_overtaken(scenario: str) -> float:
        frontend = run(scenario).frontend
        same = np.diff(frontend.events.tab[frontend.sent.source]) == 0
        return float((np.diff(frontend.sent.received)[same] < 0).mean())

    assert share_overtaken("typical") < 1e-4
    assert share_overtaken("harsh") > 0.003


def test_without_a_browser_there_is_no_frontend_log(zones: dict[str, Path]) -> None:
    zone = zones["backend_only"]
    assert not (zone / "frontend_event_logs").exists()
    assert not (zone / "_truth" / "frontend_events.parquet").exists()
    marker = json.loads((zone / "_sample.json").read_text())
    assert "frontend_event_logs" not in marker["tables"]
    assert marker["frontend_rows_produced"] == marker["frontend_rows_lost"] == 0


def test_the_desk_is_the_same_in_every_scenario(zones: dict[str, Path]) -> None:
    first = hashes(zones["typical"])
    shared = [path for path in first if "frontend_event" not in path and path != "_sample.json"]
    assert len(shared) > 30
    for name in SCENARIOS:
        other = hashes(zones[name])
        assert [path for path in shared if first[path] != other.get(path)] == [], name


def test_the_harshest_sample_is_the_same_every_time(zones: dict[str, Path], tmp_path: Path) -> None:
    write_sample(tmp_path / "again", **SMALL, scenario="harsh")
    assert hashes(tmp_path / "again") == hashes(zones["harsh"])


def test_counting_is_left_out_where_nobody_asks_for_it(zones: dict[str, Path], tmp_path: Path) -> None:
    summary = write_sample(tmp_path / "raw", **SMALL, is_counted=False)
    assert summary.tables == {}
    counted, uncounted = hashes(zones["typical"]), hashes(tmp_path / "raw")
    assert counted.pop("_sample.json") != uncounted.pop("_sample.json")
    assert counted == uncounted


@pytest.mark.parametrize("name", ["rough", "", None, 3, ["clean"]])
def test_an_unknown_scenario_is_refused_with_the_known_ones(tmp_path: Path, name: object) -> None:
    with pytest.raises(
        SettingsError, match=r"^scenario is .*: give one of clean, typical, harsh, backend_only\.$"
    ):
        write_sample(tmp_path / "raw", scenario=name)
    assert list(tmp_path.iterdir()) == []


# --- releases


def test_the_placebo_changes_nothing(zones: dict[str, Path]) -> None:
    marker = json.loads((zones["clean"] / "_sample.json").read_text())
    (placebo,) = [release for release in RELEASES if marker["true_effects"][release.release_id] == {}]
    assert placebo.kind == "tool"
    assert len(placebo.rollout) > 1
    assert None not in placebo.rollout
    world = make_world(3, 20, 100, FIRST_DAY)
    roster = draw_roster(world)
    model = EffortModel(world, roster, draw_inquiries(world), Draws(world.rng("desk")))
    for team, share in placebo.rollout.items():
        agents = [
            number for number, agent in enumerate(roster.agents) if [one for _, one in agent.teams] == [team]
        ]
        assert agents
        since = world.at_share(share)
        for agent in agents:
            assert model.factor(agent, since - 1) == model.factor(agent, since + DAY)
        # the release that works is not rolled out on the same day, or the two could not be told apart
        assert abs(since - world.at_share(TOOL_ROLLOUT[team])) > 5 * DAY
        working = world.at_share(TOOL_ROLLOUT[team])
        assert model.factor(agents[0], working) == pytest.approx(0.92 * model.factor(agents[0], working - 1))
