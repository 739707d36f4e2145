"""A disk that is full."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from faults.workplace import ROOT, Workplace

SMALL_DISK = ["unshare", "--map-root-user", "--mount"]


def _limit(byte_count: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (byte_count, byte_count))


@pytest.mark.slow
def test_a_file_that_cannot_grow_stops_the_build_with_a_sentence(
    workplace: Workplace, after: Workplace
) -> None:
    """No file may grow beyond what the warehouse has now: a disk that is full just there."""
    published = workplace.marts()
    limit = workplace.warehouse.stat().st_size
    built = workplace.build(preexec_fn=lambda: _limit(limit))
    assert built.returncode != 0
    assert "Traceback" not in built.stdout
    assert workplace.marts() == published
    workplace.must_build()
    assert workplace.marts() == after.marts()


@pytest.mark.slow
@pytest.mark.parametrize(
    "spare_kilobytes",
    [
        12_000,
        *(pytest.param(spare, marks=pytest.mark.nightly) for spare in (500, 4_000, 20_000, 30_000, 36_000)),
    ],
)
def test_a_full_disk_leaves_what_the_next_build_can_go_on_from(
    before: Workplace, after: Workplace, scratch: Path, spare_kilobytes: int
) -> None:
    if shutil.which("unshare") is None or subprocess.run([*SMALL_DISK, "true"], check=False).returncode:
        pytest.skip("no mount namespace can be made here, so no small disk either")
    disk = scratch / f"disk-{spare_kilobytes}"
    command = [*SMALL_DISK, sys.executable, "-m", "faults.full_disk"]
    path = os.pathsep.join(str(ROOT / folder) for folder in ("tests", "tests/python"))
    ran = subprocess.run(
        [*command, str(before.folder), str(disk), str(spare_kilobytes)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ran.stdout.splitlines()[-1])
    code, said = found["full"]
    assert "Traceback" not in said
    assert found["readers_kept"] or code == 0
    if code != 0:
        assert "No space left" in said or "cannot be written" in said, said
    assert found["roomy"][0] == 0, found["roomy"][1]
    assert found["marts"] == after.marts()
