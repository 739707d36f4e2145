"""Two builds into one warehouse."""

from __future__ import annotations

import pytest

from faults.moments import Log
from faults.workplace import Workplace


@pytest.mark.slow
def test_the_second_of_two_builds_at_once_stops_with_a_sentence(
    workplace: Workplace, after: Workplace
) -> None:
    log = Log(workplace.log)
    first = workplace.start()
    assert log.follow(first, lambda: bool(log.started))
    second = workplace.build()
    assert second.returncode != 0
    sentence = (
        f"The warehouse {workplace.warehouse_of_builds} is open in process {first.pid}: "
        "wait until that has ended"
    )
    assert sentence in second.stdout
    assert "Traceback" not in second.stdout
    said, _ = first.communicate()
    assert first.returncode == 0, said
    assert workplace.marts() == after.marts()
