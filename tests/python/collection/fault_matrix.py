"""`make fault-matrix`: brings about every fault of test_faults.py, on PostgreSQL and on MariaDB, and prints what held.

Whatever else CI leaves to the night is run with them. Where nothing failed and nothing was skipped, the table goes into
docs/collection.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project import ROOT

PAGE = ROOT / "docs" / "collection.md"
BEGIN, END = "<!-- faults: written by make fault-matrix -->", "<!-- end of faults -->"
COLUMNS = {"postgresql": "PostgreSQL", "mariadb": "MariaDB"}
HELD, FAILED = "held", "FAILED"


class Matrix:
    """A plugin of pytest that notes how each test of a fault ended."""

    def __init__(self) -> None:
        self.results: dict[str, dict[str, str]] = {}
        self._faults: dict[str, tuple[str, str]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note which test is about which fault, on which database."""
        for item in items:
            fault = item.get_closest_marker("fault")
            if fault is not None and isinstance(item, pytest.Function):
                self._faults[item.nodeid] = fault.args[0], item.callspec.params["kind"]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the worst that a test's set-up, itself and its end have said."""
        if report.nodeid not in self._faults:
            return
        fault, kind = self._faults[report.nodeid]
        so_far = self.results.setdefault(fault, {}).get(kind)
        if report.failed:
            said = FAILED
        elif report.skipped:
            said = f"skipped ({report.longrepr[2].removeprefix('Skipped: ')})"
        else:
            said = HELD
        if so_far in (None, HELD):
            self.results[fault][kind] = said

    def table(self) -> str:
        """The matrix as Markdown."""
        lines = [f"| what happened | {' | '.join(COLUMNS.values())} |", "| --- | --- | --- |"]
        for fault, kinds in self.results.items():
            lines.append(f"| {fault} | {' | '.join(kinds.get(kind, 'not run') for kind in COLUMNS)} |")
        return "\n".join(lines)


def write(page: Path, table: str) -> None:
    """Put the table between its marks in a page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def main() -> int:
    """Run the tests, print the matrix, and return pytest's exit code."""
    matrix = Matrix()
    tests = str(Path(__file__).parent)
    code = pytest.main(
        [tests, "-m", "fault or nightly", "--quiet", "-p", "no:cacheprovider"], plugins=[matrix]
    )
    table = matrix.table()
    print(f"\n{table}")
    results = {result for kinds in matrix.results.values() for result in kinds.values()}
    if code == 0 and results == {HELD}:
        write(PAGE, table)
        print(f"\nWritten into {PAGE.relative_to(ROOT)}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
