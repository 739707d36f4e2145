"""The sample logs: same seed, same bytes; the truth holds together; what is counted is what is there."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest

from cs_productivity.settings import SettingsError
from cs_productivity.simulator import SampleSummary, sample, write_sample
from cs_productivity.simulator.effort import Draws, EffortModel
from cs_productivity.simulator.frontend_log import CODE
from cs_productivity.simulator.inflow import draw_inquiries
from cs_productivity.simulator.roster import draw_roster, team_sizes
from cs_productivity.simulator.simulation import simulate
from cs_productivity.simulator.world import DAY, make_world

SMALL = {"seed": 11, "agents": 8, "days": 4}
# the raw contract, * is required; the type is told by the first letter after the colon
TYPES = {"s": "VARCHAR", "i": "BIGINT", "t": "TIMESTAMP", "d": "DATE", "b": "BOOLEAN"}
CONTRACT = {
    "backend_action_logs": "log_id*:s occurred_at*:t agent_id:s ticket_id:s action*:s request_id:s "
    "status_code:i latency_ms:i properties:s loaded_at*:t",
    "frontend_event_logs": "event_id*:s tab_session_id*:s sequence_no*:i agent_id*:s ticket_id:s "
    "event_type*:s screen:s occurred_at_client*:t sent_at_client:t received_at*:t request_id:s app_version:s "
    "properties:s loaded_at*:t",
    "tickets": "ticket_id*:s created_at*:t channel*:s contact_reason:s customer_key:s priority:s status*:s "
    "closed_at:t merged_into_ticket_id:s updated_at*:t loaded_at*:t",
    "agents": "agent_id*:s team:s site:s employment_type:s role:s hired_on:d is_system:b updated_at*:t "
    "loaded_at*:t",
    "shifts": "agent_id*:s starts_at*:t ends_at*:t activity*:s loaded_at*:t shift_id:s channel:s "
    "updated_at:t is_cancelled:b",
    "releases": "release_id*:s name:s kind:s hypothesis:s released_at*:t loaded_at*:t",
    "release_rollouts": "release_id*:s team:s enabled_at*:t loaded_at*:t",
    "self_service_sessions": "session_id*:s customer_key:s started_at*:t kind:s topic:s loaded_at*:t",
    "demand_daily": "demand_date*:d orders:i active_users:i loaded_at*:t",
}
# deliveries of the same row agree in these
KEY = {
    "backend_action_logs": "log_id",
    "frontend_event_logs": "event_id",
    "tickets": "ticket_id, updated_at",
    "agents": "agent_id, updated_at",
    "shifts": "agent_id, starts_at, updated_at",
    "releases": "release_id",
    "release_rollouts": "release_id, team",
    "self_service_sessions": "session_id",
    "demand_daily": "demand_date",
}
VOCABULARY = {
    (
        "backend_action_logs",
        "action",
    ): "ticket_created ticket_opened ticket_assigned ticket_transferred reply_sent "
    "customer_replied note_added ticket_updated ticket_pending ticket_resolved ticket_closed ticket_reopened "
    "ticket_merged search login logout",
    ("frontend_event_logs", "event_type"): "view focus blur visible hidden input heartbeat click copy paste "
    "template_insert api_request api_response login logout",
    ("tickets", "status"): "new open pending resolved closed abandoned",
    ("tickets", "channel"): "phone chat mail in_app",
}
SERVER_TIMES = {
    "backend_action_logs": ("occurred_at",),
    "frontend_event_logs": ("received_at",),
    "tickets": ("updated_at", "created_at"),
    "agents": ("updated_at",),
    "releases": ("released_at",),
    "release_rollouts": ("enabled_at",),
    "self_service_sessions": ("started_at",),
}
MAY_BE_LATE = ("backend_action_logs", "frontend_event_logs", "tickets", "self_service_sessions")


def columns_of(table: str) -> dict[str, tuple[str, bool]]:
    """Column → (type, is required) of a raw table."""
    pairs = (pair.split(":") for pair in CONTRACT[table].split())
    return {name.rstrip("*"): (TYPES[kind], name.endswith("*")) for name, kind in pairs}


READ = "union_by_name = true, hive_partitioning = false, filename = true, file_row_number = true"


class Landing:
    """A landing zone in DuckDB: every table as text (`<table>_text`) and, where it can be read, typed."""

    def __init__(self, folder: Path, summary: SampleSummary) -> None:
        self.folder, self.summary = folder, summary
        self.connection = duckdb.connect()
        self.connection.execute("set TimeZone = 'UTC'; set threads = 2; set preserve_insertion_order = true")
        for table in CONTRACT:
            files = f"read_parquet('{folder}/{table}/**/*.parquet', {READ})"
            # a zoned and a plain timestamp mean the same moment: in UTC both print alike but for the +00
            texts = ", ".join(
                f"regexp_replace({c}::varchar, '\\+00$', '') as {c}"
                if kind == "TIMESTAMP"
                else f"{c}::varchar as {c}"
                for c, (kind, _) in columns_of(table).items()
            )
            casts = ", ".join(f"try_cast({c} as {kind}) as {c}" for c, (kind, _) in columns_of(table).items())
            self.connection.execute(
                f"create table {table}_text as select {texts}, filename, file_row_number from {files}"
            )
            self.connection.execute(f"create view {table} as select {casts} from {table}_text")

    def rows(self, sql: str) -> list[tuple]:
        return self.connection.execute(sql).fetchall()

    def one(self, sql: str) -> object:
        return self.rows(sql)[0][0]

    def fault(self, table: str) -> str:
        """A SQL expression over `<table>_text`: the fault of a row, null for usable ones."""
        cases = []
        for column, (kind, is_required) in columns_of(table).items():
            if is_required and column != "loaded_at":
                cases.append(f"when {column} is null then 'null_{column}'")
                cases.append(f"when {column} = '' then 'empty_{column}'")
                cases.append(f"when try_cast({column} as {kind}) is null then 'unreadable_{column}'")
        for column in SERVER_TIMES.get(table, ()):
            time = f"try_cast({column} as timestamp)"
            cases.append(f"when year({time}) = 1970 then '{column}_1970'")
            cases.append(f"when {time} > loaded_at::timestamp + interval 1 hour then '{column}_future'")
        if table == "shifts":
            cases.append("when ends_at::timestamp <= starts_at::timestamp then 'ends_before_starts'")
        return f"case {' '.join(cases)} end"


@pytest.fixture(scope="session")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Landing:
    """The default sample: 20 agents and 28 days."""
    folder = tmp_path_factory.mktemp("sample") / "raw"
    return Landing(folder, write_sample(folder))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "raw"
    write_sample(folder, **SMALL)
    return folder


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


# --- determinism


def test_same_seed_same_bytes_in_another_process(small: Path, tmp_path: Path) -> None:
    # another hash seed and another time zone: neither may reach the files
    code = "import sys; from pathlib import Path; from cs_productivity.simulator import write_sample as w; "
    code += f"w(Path(sys.argv[1]), **{SMALL!r})"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "America/New_York", "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "again")], check=True, env=environment)
    first, again = hashes(small), hashes(tmp_path / "again")
    assert len(first) > 30
    assert first == again


def test_another_seed_gives_other_rows(small: Path, tmp_path: Path) -> None:
    write_sample(tmp_path / "other", **{**SMALL, "seed": 12})
    first, other = hashes(small), hashes(tmp_path / "other")
    # releases, and some corrections of shifts, are the same in every world
    drawn = ("backend", "frontend", "tickets", "self_service", "demand", "_truth")
    shared = [path for path in first if path in other and path.startswith(drawn)]
    assert len(shared) > 20
    assert [path for path in shared if first[path] == other[path]] == []


# --- the truth


def test_no_agent_attends_to_two_things_at_once(landing: Landing) -> None:
    visits = f"'{landing.folder}/_truth/visits.parquet'"
    assert landing.one(f"select count(*) from {visits}") > 20_000
    assert landing.one(f"select count(*) from {visits} where ended_at <= started_at") == 0
    assert (
        landing.one(f"""
        select count(*) from (
            select started_at < lag(ended_at) over (
                partition by agent_id order by started_at, ended_at
            ) as is_overlap
            from {visits}
        ) where is_overlap
    """)
        == 0
    )


def test_true_effort_is_the_sum_of_the_visits_that_count(landing: Landing) -> None:
    truth = f"{landing.folder}/_truth"
    differing = landing.one(f"""
        with summed as (
            select ticket_id, sum(epoch_us(ended_at) - epoch_us(started_at)) / 1e6 as seconds
            from '{truth}/visits.parquet'
            where kind in ('handle', 'after_call', 'swivel', 'peek') group by ticket_id
        )
        select count(*) from '{truth}/tickets.parquet' as ticket left join summed using (ticket_id)
        where abs(effort_seconds - coalesce(seconds, 0)) > 1e-6
    """)
    assert differing == 0
    assert landing.one(f"select count(*) from '{truth}/tickets.parquet' where effort_seconds > 0") > 5_000
    on_a_ticket = landing.rows(
        f"select distinct kind, ticket_id is not null from '{truth}/visits.parquet' order by 1"
    )
    assert dict(on_a_ticket) == {
        "handle": True,
        "after_call": True,
        "swivel": True,
        "peek": True,
        "idle": False,
        "admin": False,
        "away": False,
    }
    assert len(on_a_ticket) == 7


def test_agents_act_on_a_ticket_only_while_they_attend_to_it(landing: Landing) -> None:
    acted = f"""
        select distinct agent_id, ticket_id, occurred_at
        from backend_action_logs join (select log_id from backend_action_logs_text
            where {landing.fault("backend_action_logs")} is null) using (log_id)
        where ticket_id is not null and agent_id like 'agent%' and status_code = 200
    """
    total = landing.one(f"select count(*) from ({acted})")
    attended = landing.one(f"""
        select count(*) from (select distinct action.* from ({acted}) as action
        join '{landing.folder}/_truth/visits.parquet' as visit
            on visit.agent_id = action.agent_id and visit.ticket_id = action.ticket_id
            and action.occurred_at between visit.started_at and visit.ended_at)
    """)
    assert total > 40_000
    assert attended == total


def test_both_sides_see_a_request_in_order() -> None:
    run = simulate(make_world(5, 8, 3, date(2026, 3, 2)))
    backend, events = run.backend, run.frontend.events
    # by true time: asked before, answered after the server wrote its row, in the agent's own tab
    called = {}
    for request, status, time in zip(
        backend.request.tolist(), backend.status_code.tolist(), backend.time.tolist(), strict=True
    ):
        called[request, status] = time
    answers = np.flatnonzero(events.event == CODE["api_response"])
    asked = {}
    for place in np.flatnonzero(events.event == CODE["api_request"]).tolist():
        asked.setdefault(int(events.request[place]), []).append(int(events.time[place]))
    assert len(answers) > 2_000
    for place in answers.tolist():
        request, status = int(events.request[place]), int(events.value[place])
        assert min(asked[request]) <= called[request, status] <= events.time[place]
    assert (np.diff(events.tab) >= 0).all()
    assert (np.diff(events.time)[np.diff(events.tab) == 0] >= 0).all()


def test_the_tool_release_takes_eight_percent_of_the_effort_of_the_teams_that_have_it() -> None:
    world = make_world(3, 20, 28, date(2026, 3, 2))
    roster, inquiries = draw_roster(world), draw_inquiries(world)
    model = EffortModel(world, roster, inquiries, Draws(world.rng("desk")))
    stay = {agent.teams[0][1]: number for number, agent in enumerate(roster.agents) if len(agent.teams) == 1}
    ratio = {team: model.factor(agent, 27 * DAY) / model.factor(agent, 0) for team, agent in stay.items()}
    assert ratio == pytest.approx({0: 0.92, 1: 0.92, 2: 0.92, 3: 1.0})


# --- the landing zone


def test_every_table_has_the_columns_of_the_contract(landing: Landing) -> None:
    assert set(landing.summary.tables) == set(CONTRACT)
    folders = {path.name for path in landing.folder.iterdir() if path.is_dir()}
    assert folders == {*CONTRACT, "_truth"}
    seen_extra, text_for = set(), set()
    for table in CONTRACT:
        expected = columns_of(table)
        seen = set()
        for path in (landing.folder / table).rglob("*"):
            if path.is_dir():
                continue
            assert path.name == "part-0.parquet"
            kinds = dict(
                landing.rows(
                    "select column_name, column_type from "
                    f"(describe from read_parquet('{path}', hive_partitioning = false))"
                )
            )
            # what is missing is optional, what is of another type is text or zoned
            assert all(not expected[column][1] for column in set(expected) - set(kinds)), path
            for column, kind in kinds.items():
                if column not in expected:
                    seen_extra.add((table, column))
                elif kind == "VARCHAR" and expected[column][0] != "VARCHAR":
                    text_for.add((table, column))
                else:
                    assert kind.replace(" WITH TIME ZONE", "") == expected[column][0], (path, column)
            seen |= set(kinds)
        assert set(expected) <= seen
    assert seen_extra == {("backend_action_logs", "collector_batch"), ("tickets", "collector_batch")}
    assert text_for == {
        ("backend_action_logs", "occurred_at"),
        ("backend_action_logs", "status_code"),
        ("frontend_event_logs", "sequence_no"),
    }


def test_files_are_dated_by_loading_and_nothing_is_loaded_after_the_export(landing: Landing) -> None:
    for table in CONTRACT:
        assert (
            landing.one(f"""
            select count(*) from {table}_text
            where regexp_extract(filename, 'loaded_date=([0-9-]+)', 1) <> loaded_at[:10]
        """)
            == 0
        )
        last = landing.one(f"select max(loaded_at) from {table}")
        # the last local day ends at 15:00 UTC
        assert last <= datetime(2026, 3, 29, 21), table
    assert landing.one("select max(loaded_at) from tickets") > datetime(2026, 3, 29, 15)
    kinds = {
        pq.ParquetFile(path).schema_arrow.field("loaded_at").type.tz
        for path in (landing.folder / "backend_action_logs").rglob("*.parquet")
    }
    assert kinds == {None, "UTC"}


@pytest.mark.parametrize("table", list(CONTRACT))
def test_counts_are_what_is_in_the_files(landing: Landing, table: str) -> None:
    counts, fault = landing.summary.tables[table], landing.fault(table)
    text = f"(select *, {fault} as fault from {table}_text)"
    assert counts.rows_written == landing.one(f"select count(*) from {table}_text")
    assert counts.files == landing.one(f"select count(distinct filename) from {table}_text")
    assert counts.malformed == dict(
        landing.rows(f"select fault, count(*) from {text} where fault is not null group by fault")
    )
    assert counts.malformed_rows == sum(counts.malformed.values()) > 0

    usable = f"(select * from {text} where fault is null)"
    distinct = landing.one(f"select count(*) from (select distinct {KEY[table]} from {usable})")
    assert counts.duplicate_rows == landing.one(f"select count(*) from {usable}") - distinct > 0

    unmapped = {}
    for (owner, column), known in VOCABULARY.items():
        if owner == table:
            words = ", ".join(f"'{word}'" for word in known.split())
            found = (
                f"select {column}, count(*) from {usable} where {column} not in ({words}) group by {column}"
            )
            unmapped |= {f"{column}:{word}": number for word, number in landing.rows(found)}
    assert counts.unmapped == unmapped

    late = 0
    if table in MAY_BE_LATE:
        column = SERVER_TIMES[table][0]
        hours = f"epoch(loaded_at::timestamp) - epoch({column}::timestamp) > 7200"
        late = landing.one(f"select count(*) from {usable} where {hours}")
        assert late > 0
    assert counts.late_rows == late
    disorder = 0
    if table in SERVER_TIMES:
        time = f"coalesce(try_cast({SERVER_TIMES[table][0]} as timestamp), timestamp '0001-01-01')"
        disorder = landing.one(f"""
            select count(*) from (
                select {time} < lag({time}) over (partition by filename order by file_row_number) as is_back
                from {table}_text) where is_back
        """)
    assert counts.out_of_order_rows == disorder


def test_optional_values_that_cannot_be_read_are_counted(landing: Landing) -> None:
    for table in ("backend_action_logs", "frontend_event_logs"):
        counts = landing.summary.tables[table]
        usable = f"{table}_text where {landing.fault(table)} is null"
        bad = landing.one(
            f"select count(*) from {usable} and properties is not null and not json_valid(properties)"
        )
        assert counts.unreadable_optional["properties"] == bad > 0
        for column, rows in counts.missing_optional.items():
            files = [
                path
                for path in (landing.folder / table).rglob("*.parquet")
                if column not in pq.ParquetFile(path).schema_arrow.names
            ]
            assert rows == sum(pq.ParquetFile(path).metadata.num_rows for path in files) > 0
            assert len(files) == 1
    backend = landing.summary.tables["backend_action_logs"]
    usable = f"backend_action_logs_text where {landing.fault('backend_action_logs')} is null"
    text = "status_code is not null and try_cast(status_code as bigint) is null"
    assert (
        backend.unreadable_optional["status_code"]
        == landing.one(f"select count(*) from {usable} and {text}")
        == 2
    )
    assert backend.odd_but_kept == {
        "negative_latency_ms": landing.one(f"select count(*) from {usable} and latency_ms::bigint < 0"),
        "failed_requests": landing.one(
            f"select count(*) from {usable} and try_cast(status_code as bigint) = 500"
        ),
    }
    assert min(backend.odd_but_kept.values()) > 0
    assert landing.summary.tables["shifts"].missing_optional.keys() == {"is_cancelled"}


def test_the_marker_says_what_was_written(landing: Landing) -> None:
    marker = json.loads((landing.folder / "_sample.json").read_text())
    assert (marker["seed"], marker["agents"], marker["days"], marker["first_day"]) == (
        7,
        20,
        28,
        "2026-03-02",
    )
    for table, counts in landing.summary.tables.items():
        assert marker["tables"][table] == vars(counts)
    assert set(marker["files"]) == set(hashes(landing.folder)) - {"_sample.json"}
    assert marker["true_effects"]["rel_01"] == {"effort": 0.92}


def test_every_kind_of_dirt_is_there(landing: Landing) -> None:
    kinds = {(table, kind) for table, counts in landing.summary.tables.items() for kind in counts.malformed}
    assert kinds >= {
        ("backend_action_logs", "null_log_id"),
        ("backend_action_logs", "null_occurred_at"),
        ("backend_action_logs", "occurred_at_1970"),
        ("backend_action_logs", "occurred_at_future"),
        ("backend_action_logs", "empty_action"),
        ("backend_action_logs", "unreadable_occurred_at"),
        ("frontend_event_logs", "unreadable_sequence_no"),
        ("frontend_event_logs", "null_received_at"),
        ("tickets", "null_ticket_id"),
        ("tickets", "created_at_1970"),
        ("tickets", "updated_at_future"),
        ("tickets", "empty_status"),
        ("shifts", "ends_before_starts"),
    }
    unmapped = {kind for counts in landing.summary.tables.values() for kind in counts.unmapped}
    assert unmapped == {"action:macro_applied", "event_type:mouse_gesture", "channel:fax", "status:on_hold"}


# --- the world


def test_volume_is_moderate(landing: Landing) -> None:
    assert landing.summary.tables["frontend_event_logs"].rows_written < 1_000_000
    assert sum(path.stat().st_size for path in landing.folder.rglob("*") if path.is_file()) < 25e6


def test_tickets_live_all_kinds_of_lives(landing: Landing) -> None:
    last = "(select distinct on (ticket_id) * from tickets where status <> '' and created_at > '2026-01-01' "
    last += "and updated_at < loaded_at order by ticket_id, updated_at desc)"
    by_status = dict(landing.rows(f"select status, count(*) from {last} group by status"))
    assert set(by_status) >= {"new", "open", "pending", "resolved", "closed", "abandoned"}
    channels = {
        row[0] for row in landing.rows(f"select distinct channel from {last} where status = 'abandoned'")
    }
    assert channels == {"phone", "chat"}
    assert landing.one(f"select count(*) from {last} where merged_into_ticket_id is not null") > 20
    assert (
        landing.one("""
        select count(*) from tickets as merged left join tickets as target
            on target.ticket_id = merged.merged_into_ticket_id and target.customer_key = merged.customer_key
        where merged.merged_into_ticket_id is not null and target.ticket_id is null
    """)
        == 0
    )
    # nobody has worked on what was abandoned
    assert (
        landing.one(f"""
        select count(*) from {last} join '{landing.folder}/_truth/tickets.parquet' using (ticket_id)
        where status = 'abandoned' and effort_seconds > 0
    """)
        == 0
    )
    actions = dict(
        landing.rows("select action, count(distinct log_id) from backend_action_logs group by action")
    )
    for action in (
        "ticket_reopened",
        "ticket_transferred",
        "ticket_merged",
        "customer_replied",
        "ticket_closed",
    ):
        assert actions[action] > 20, action
    assert actions["logout"] < actions["login"]
    repeated = landing.one(
        "select count(*) from "
        "(select customer_key from tickets group by 1 having count(distinct ticket_id) > 1)"
    )
    assert repeated > 500


def test_a_ticket_has_one_version_at_a_time_and_never_before_its_creation(landing: Landing) -> None:
    usable = f"(select * from tickets_text where {landing.fault('tickets')} is null)"
    assert (
        landing.one(f"""
        select count(*) from (select ticket_id from {usable} group by ticket_id, updated_at
        having count(distinct status) > 1)
    """)
        == 0
    )
    assert (
        landing.one(f"select count(*) from {usable} where updated_at::timestamp < created_at::timestamp") == 0
    )


def test_staff_system_and_shifts(landing: Landing) -> None:
    agents = landing.rows(
        "select agent_id, count(distinct team), bool_or(is_system) from agents "
        "where agent_id is not null group by 1"
    )
    assert len(agents) == 21
    assert sum(teams == 2 for _, teams, _ in agents) == 2
    assert [agent for agent, _, is_system in agents if is_system] == ["bot_01"]
    actors = "count(*) filter (agent_id is null), count(*) filter (agent_id = 'bot_01')"
    assert min(landing.rows(f"select {actors} from backend_action_logs")[0]) > 5_000
    usable = f"(select * from shifts_text where {landing.fault('shifts')} is null)"
    activities = {row[0] for row in landing.rows(f"select distinct activity from {usable}")}
    assert activities == {"work", "break", "meeting", "training", "leave"}
    local = "interval 9 hour"
    assert (
        landing.one(f"""
        select count(*) from {usable}
        where (starts_at::timestamp + {local})::date < (ends_at::timestamp + {local})::date
    """)
        > 20
    )
    versions = landing.rows(f"""
        select shift_id, max(ends_at) <> min(ends_at), bool_or(is_cancelled::boolean) from {usable}
        group by shift_id having count(distinct updated_at) = 2
    """)
    assert sum(moved for _, moved, _ in versions) == 1
    cancelled = [shift for shift, _, is_cancelled in versions if is_cancelled]
    assert cancelled
    # nobody works in a cancelled shift
    assert (
        landing.one(f"""
        select count(*) from {usable} as shift join '{landing.folder}/_truth/visits.parquet' as visit
            on visit.agent_id = shift.agent_id and visit.started_at < shift.ends_at::timestamp
            and visit.ended_at > shift.starts_at::timestamp
        where shift.is_cancelled::boolean
    """)
        == 0
    )


def test_frontend_loss_clocks_and_versions(landing: Landing) -> None:
    usable = f"(select * from frontend_event_logs_text where {landing.fault('frontend_event_logs')} is null)"
    arrived = landing.one(f"select count(distinct event_id) from {usable}")
    produced = arrived + landing.summary.frontend_rows_lost
    assert 0.03 < landing.summary.frontend_rows_lost / produced < 0.07
    gaps, repeats = landing.rows(f"""
        select sum(last - events), sum(events - numbers) from (
            select max(sequence_no::bigint) as last, count(distinct event_id) as events,
                count(distinct sequence_no) as numbers
            from {usable} group by tab_session_id
        )
    """)[0]
    # what is missing at the end of a tab leaves no gap
    assert 0.98 * landing.summary.frontend_rows_lost < gaps <= landing.summary.frontend_rows_lost
    assert repeats == 0
    without = landing.rows(f"""
        select app_version, count(*) filter (sent_at_client is null) / count(*)
        from {usable} group by 1 order by 1
    """)
    assert without == [("4.1.0", 1.0), ("4.2.0", 0.0), ("4.3.0", 0.0)]
    offsets = [
        row[0]
        for row in landing.rows(f"""
        select median(epoch(received_at::timestamp) - epoch(occurred_at_client::timestamp))
        from {usable} group by agent_id, tab_session_id
    """)
    ]
    assert sum(offset > 5 * 365 * 86_400 for offset in offsets) > 5
    assert sum(60 < abs(offset) < 3_600 for offset in offsets) > 20
    assert sum(abs(offset) < 20 for offset in offsets) > 100


def test_self_service_is_followed_by_inquiries_of_some(landing: Landing) -> None:
    usable = (
        f"(select * from self_service_sessions_text where {landing.fault('self_service_sessions')} is null)"
    )
    total, anonymous, asked = landing.rows(f"""
        with created as (select distinct ticket_id, customer_key, created_at from tickets)
        select count(distinct session_id), count(distinct session_id) filter (session.customer_key is null),
            count(distinct session_id) filter (created.ticket_id is not null)
        from {usable} as session left join created on created.customer_key = session.customer_key
            and created.created_at >= session.started_at::timestamp
            and created.created_at <= session.started_at::timestamp + interval 1 day
    """)[0]
    assert 0.1 < anonymous / total < 0.3
    assert 0.1 < asked / total < 0.5


@pytest.mark.parametrize("agents", [4, 5, 7, 20, 61, 200])
def test_every_agent_has_a_team_and_every_team_an_agent(agents: int) -> None:
    sizes = team_sizes(agents)
    assert sum(sizes) == agents
    assert min(sizes) >= 1


@pytest.mark.parametrize("first_day", [date(2026, 3, 1), date(2024, 2, 28)])
def test_the_smallest_world_can_be_made(tmp_path: Path, first_day: date) -> None:
    summary = write_sample(tmp_path / "raw", seed=0, agents=4, days=2, first_day=first_day)
    assert min(counts.rows_written for counts in summary.tables.values()) > 0


# --- refusals


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("seed", -1),
        ("seed", 1.5),
        ("agents", 3),
        ("agents", 201),
        ("seed", True),
        ("days", 1),
        ("days", 401),
        ("days", "28"),
        ("first_day", "2026-03-02"),
        ("first_day", date(1999, 12, 31)),
        ("first_day", datetime(2026, 3, 2)),
    ],
)
def test_absurd_arguments_are_refused_by_name(tmp_path: Path, argument: str, value: object) -> None:
    with pytest.raises(SettingsError, match=rf"^{argument} is .*: give a .*\.$"):
        write_sample(tmp_path / "raw", **{argument: value})
    assert list(tmp_path.iterdir()) == []


def test_too_large_a_world_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="agents is 200 and days is 400, together 80000 agent days"):
        write_sample(tmp_path / "raw", agents=200, days=400)


def test_foreign_files_are_never_replaced(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "raw"
    out.mkdir()
    (out / "mine.parquet").write_bytes(b"real logs")
    with pytest.raises(SettingsError, match=r"not of an earlier sample, such as mine\.parquet"):
        write_sample(out, **SMALL)
    # nor when somebody has added to an earlier sample, or when the marker is not ours
    (out / "_sample.json").write_bytes((small / "_sample.json").read_bytes())
    with pytest.raises(SettingsError, match=r"mine\.parquet"):
        write_sample(out, **SMALL)
    (out / "mine.parquet").unlink()
    (out / "_sample.json").write_text("[]")
    with pytest.raises(SettingsError, match=r"_sample\.json"):
        write_sample(out, **SMALL)
    assert [path.name for path in out.iterdir()] == ["_sample.json"]
    with pytest.raises(SettingsError, match="is a file"):
        write_sample(out / "_sample.json", **SMALL)
    with pytest.raises(SettingsError, match="No folder can be made"):
        write_sample(out / "_sample.json" / "raw", **SMALL)


def test_an_earlier_sample_and_an_empty_folder_are_replaced(tmp_path: Path) -> None:
    out = tmp_path / "raw"
    out.mkdir()
    write_sample(out, seed=1, agents=4, days=3)
    write_sample(out, seed=1, agents=4, days=2)
    marker = json.loads((out / "_sample.json").read_text())
    assert marker["days"] == 2
    assert set(hashes(out)) == {*marker["files"], "_sample.json"}
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]


def test_a_run_that_fails_leaves_the_earlier_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "raw"
    write_sample(out, seed=1, agents=4, days=2)
    before = hashes(out)

    def fail(*_: object) -> None:
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(sample, "count_table", fail)
    with pytest.raises(RuntimeError):
        write_sample(out, seed=2, agents=4, days=2)
    assert hashes(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["raw"]
