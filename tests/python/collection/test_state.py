"""How far collecting has come: days of a back-fill, and what cannot be read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from cs_productivity.collection import collect
from cs_productivity.collection.collect import new_run
from cs_productivity.collection.state import State, state_from
from cs_productivity.settings import SettingsError

EARLY, LATE = datetime(2026, 5, 1, 10, tzinfo=UTC), datetime(2026, 5, 2, 10, tzinfo=UTC)


def test_days_in_a_row_are_one_stretch_as_old_as_its_oldest_reading() -> None:
    state = State()
    for day, read_at in ((3, LATE), (1, LATE), (2, EARLY), (7, LATE)):
        state = state.with_day(["tickets"], date(2026, 3, day), read_at)
    assert list(state.stretches("tickets")) == [
        (date(2026, 3, 1), date(2026, 3, 4), EARLY),
        (date(2026, 3, 7), date(2026, 3, 8), LATE),
    ]
    assert list(state.stretches("agents")) == []
    assert state.has_day(["tickets"], date(2026, 3, 2))
    assert not state.has_day(["tickets", "agents"], date(2026, 3, 2))
    assert state_from(state.to_json(), "here") == state


def test_no_two_runs_have_one_name_even_at_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    # who was killed comes again with the same revision, maybe before the clock has moved
    monkeypatch.setattr(collect, "datetime", SimpleNamespace(now=lambda _: LATE))
    names = [new_run(State(revision=revision)) for revision in (1, 1, 1, 2)]
    assert len(set(names)) == 4
    assert max(names[:3]) < names[3]
    # a name of a table on BigQuery
    assert all(re.fullmatch(r"\w+", name) for name in names)


@pytest.mark.parametrize(
    "text", ["", "[]", '{"cursors": 1}', '{"cursors": {"tickets": "noon"}}', '{"more": 1}']
)
def test_a_state_that_cannot_be_read_is_a_sentence(text: str) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read from here: bring back its last copy"):
        state_from(text, "here")
