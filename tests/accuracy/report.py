"""Says what was measured: on the terminal, and in docs/accuracy.md with the picture beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from project import ROOT

from accuracy.picture import draw
from accuracy.promises import Run, Verdict
from accuracy.tables import NAMES, all_tables, part, share

DOCUMENT = ROOT / "docs" / "accuracy.md"
PICTURE = ROOT / "docs" / "accuracy.svg"
HEAD = """# How right the handling time is

`make accuracy` simulates a support desk and its logs, of which the truth is known second by second, in four scenarios:
`clean` (nothing is lost or distorted), `typical`, `harsh` and `backend_only` (no frontend logs at all). It builds the
project on the logs and compares every completed ticket that an agent worked on with its truth. The simulator is this
project's own: real agents may differ from it in ways that it does not know.

![Bias of the average handling time and share of tickets inside their bounds](accuracy.svg)
"""


def say_run(run: Run) -> str:
    """One line about a run, said when it is over."""
    product = run["product"]
    return (
        f"{run['scenario']:<13} seed {run['seed']:<3} {product['tickets']:>6,} tickets, AHT {share(product['bias'])}, "
        f"median error {part(product['median_error'])}, inside {part(product['inside'])}, "
        f"width {part(product['mean_width'])}"
    )


def _left_out(runs: Sequence[Run]) -> list[str]:
    """Sentences about what was not looked at."""
    found = {run["scenario"]: run["clock"] for run in runs if isinstance(run["clock"], str)}
    lines = [f"{scenario}: {sentence}" for scenario, sentence in found.items()]
    without = sorted({run["scenario"] for run in runs if run["effects"] is None})
    if without:
        lines.append(f"{', '.join(without)}: all tickets or none were under the tool release.")
    return lines


def to_text(found: Mapping[str, Any], verdicts: Sequence[Verdict]) -> str:
    """Everything for the terminal; the promises come last."""
    lines: list[str] = []
    for table in all_tables(found, verdicts)[::-1]:
        lines += ["", *table.text()]
    return "\n".join([*lines, *_left_out(found["runs"])])


def to_markdown(found: Mapping[str, Any], verdicts: Sequence[Verdict]) -> str:
    """The document."""
    about = found["about"]
    versions = ", ".join(f"{package} {number}" for package, number in about["versions"].items())
    seeds = len(about["seeds"])
    lines = [
        HEAD,
        "## Last result",
        "",
        "| | |",
        "| --- | --- |",
        f"| date | {about['date']} |",
        f"| versions | {versions}, Python {about['python']} |",
        f"| machine | {about['cores']} cores, {about['minutes']:,.0f} minutes |",
        f"| logs | {about['agents']} agents, {about['days']} days, {seeds} seeds per scenario |",
    ]
    for table in all_tables(found, verdicts):
        lines += ["", table.title, "", *table.markdown()]
    if left_out := _left_out(found["runs"]):
        lines += ["", *left_out]
    return "\n".join(lines) + "\n"


def write(found: Mapping[str, Any], verdicts: Sequence[Verdict]) -> None:
    """Write docs/accuracy.md and docs/accuracy.svg."""
    DOCUMENT.write_text(to_markdown(found, verdicts), encoding="utf-8")
    PICTURE.write_text(draw(found["runs"], NAMES), encoding="utf-8")
