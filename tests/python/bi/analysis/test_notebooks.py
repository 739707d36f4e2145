"""The notebooks of analyses/ run on built marts and on empty ones, and notice a mart that is another."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from bi.analysis.notebooks import BY_NAME, NOTEBOOKS, Run, cells_of, columns_of, execute, run_code
from bi.marts import Column, load_marts
from cs_productivity.settings import SettingsError

# that there is nothing, in the words of each notebook
NOTHING = {
    "start_from_a_hypothesis": "Nothing can be decided yet: no step is known.",
    "verify_a_release": "There is no release yet: 0 are known.",
    "plan_next_month": "Nothing can be planned yet: there is no forecast of that month.",
}
# some of the columns that each of them reads
READ = {
    "start_from_a_hypothesis": {
        ("agg_step_costs", "agents_at_stake"),
        ("agg_swivel", "trip_count"),
        ("fct_tickets", "agent_key"),
    },
    "verify_a_release": {("dim_releases", "hypothesis"), ("fct_improvement_effects", "pretrend_p")},
    "plan_next_month": {
        ("agg_headcount_monthly", "fte_low"),
        ("fct_volume_forecasts", "upper"),
        ("dim_channels", "staffed_by"),
    },
}


def test_there_is_a_notebook_from_each_question_to_its_decision() -> None:
    assert BY_NAME.keys() == NOTHING.keys()


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs_and_small(notebook: Path) -> None:
    content = json.loads(notebook.read_text(encoding="utf-8"))
    assert content["metadata"].keys() == {"kernelspec", "language_info"}
    assert content["metadata"]["language_info"] == {"name": "python"}
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None, cell["id"]
            # one that asks for many columns, one a line, is still read at a glance
            assert len(cell["source"]) <= 60, cell["id"]
            assert len([line for line in cell["source"] if not re.fullmatch(r"\s+\w+,?\n", line)]) <= 32, (
                cell["id"]
            )
    assert notebook.stat().st_size < 40_000


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_text_cells_hold_no_figures_of_their_own(notebook: Path) -> None:
    for text in cells_of(notebook, "markdown"):
        # how wide an interval is meant to be is a rule and not a finding
        assert not re.search(r"\d", re.sub(r"\b(95|80) %", "", text)), text


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_in_a_kernel_and_draws_on_this_machine(
    notebook: Path, published: Path, tmp_path: Path
) -> None:
    outputs = execute(notebook, published, tmp_path)
    pictures = [
        output["data"]["image/svg+xml"] for output in outputs if "image/svg+xml" in output.get("data", {})
    ]
    assert len(pictures) >= 2
    for picture in pictures:
        assert not re.search(r"(href|src)\s*=|url\((?!#)", picture)
    # no warning, and nothing that a page would have to load
    assert {output["output_type"] for output in outputs} <= {"execute_result", "display_data"}
    assert not re.search(r"<script|cdn\.|https?://(?!www\.w3\.org)", json.dumps(outputs))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_on_empty_marts_and_says_what_is_missing(notebook: Path, empty: Path) -> None:
    shown = run_code(notebook, empty).shown
    said = [output["text/markdown"] for output in shown if "text/markdown" in output]
    assert sum("image/svg+xml" in output for output in shown) >= 2
    assert NOTHING[notebook.stem] in said
    assert not [sentence for sentence in said if re.search(r"\bnan\b|\bNone\b|\bNaT\b", sentence)]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_renamed_column_of_a_mart_is_noticed(notebook: Path, ran: dict[str, Run]) -> None:
    marts = load_marts()
    used = columns_of(ran[notebook.stem].queries, marts)
    assert used >= READ[notebook.stem]
    mart, column = sorted(READ[notebook.stem])[0]
    renamed = dict(marts[mart])
    renamed["another_name"] = renamed.pop(column)
    with pytest.raises(duckdb.BinderException, match=column):
        columns_of(ran[notebook.stem].queries, {**marts, mart: renamed})


def test_no_query_is_hidden_where_a_run_may_not_come(ran: dict[str, Run]) -> None:
    for notebook in NOTEBOOKS:
        written = set(re.findall(r"\bmarts\.((?:fct|agg|dim)_\w+)", "\n".join(cells_of(notebook, "code"))))
        asked = set(re.findall(r"\bmarts\.((?:fct|agg|dim)_\w+)", "\n".join(ran[notebook.stem].queries)))
        assert written and written <= asked, notebook.name


def test_marts_that_are_not_there_are_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="run `make build`"):
        run_code(BY_NAME["plan_next_month"], tmp_path)


def test_a_column_that_is_gone_from_the_contract_is_refused() -> None:
    marts = {"fct_tickets": {"ticket_id": Column("string", "")}}
    with pytest.raises(duckdb.BinderException):
        columns_of(["select channel from marts.fct_tickets"], marts)
    assert columns_of(["select ticket_id from marts.fct_tickets"], marts) == {("fct_tickets", "ticket_id")}
