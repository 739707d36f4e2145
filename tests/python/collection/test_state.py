"""How far collecting has come: days of a back-fill, and what cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

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


@pytest.mark.parametrize(
    "text", ["", "[]", '{"cursors": 1}', '{"cursors": {"tickets": "noon"}}', '{"more": 1}']
)
def test_a_state_that_cannot_be_read_is_a_sentence(text: str) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read from here: bring back its last copy"):
        state_from(text, "here")
