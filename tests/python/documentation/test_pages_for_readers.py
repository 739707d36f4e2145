"""Pages for readers name only what there is: files, marts, columns and commands."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from bi.marts import load_marts
from bi.published import publish_build
from contract.oracle import oracle
from project import ROOT, Project

from cs_productivity.cli import COLLECT, DOCUMENTATION, ERASE, FOR_BIGQUERY, FRESHNESS, RUN, WITH_SETTINGS
from cs_productivity.contracts import load_contracts

DOCS = ROOT / "docs"
AUDIENCES = ("managers", "analysts", "tool_engineers", "adopters")
PAGES = [
    DOCS / "README.md",
    DOCS / "glossary.md",
    DOCS / "logging.md",
    *(DOCS / f"for_{audience}.md" for audience in AUDIENCES),
]

# how the logs come in, when, and who may see what: long enough to be pages of their own
OPERATION = [DOCS / "collection.md", DOCS / "schedule.md", DOCS / "privacy.md"]


def by_name(page: Path) -> str:
    return page.stem


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    linked = {Path(link).name for link in re.findall(r"\]\(([\w./]+\.md)\)", index)}
    measured = {"bench.md", "soak.md"}
    # larger benchmarks, of which the pages need not be there
    larger = {"bench_medium.md", "bench_large.md"}
    assert linked | measured | {"README.md"} == {page.name for page in DOCS.glob("*.md")} - larger


@pytest.mark.parametrize("page", [*PAGES, *OPERATION], ids=by_name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert not link.startswith("http"), link
        assert (page.parent / link).resolve().exists(), link


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_marts_columns_and_files_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    marts = load_marts()
    columns = {column for mart in marts.values() for column in mart}
    for name in re.findall(r"\b((?:fct|agg|dim)_\w+)", text):
        assert name in marts, name
    analyses = {path.stem for path in (ROOT / "analyses").iterdir()}
    tables = load_contracts()
    contracts = tables.keys() | {column.name for table in tables.values() for column in table.columns}
    with (ROOT / "seeds" / "vocabulary" / "vocabulary_words.csv").open(encoding="utf-8", newline="") as file:
        contracts |= {row["meaning"] for row in csv.DictReader(file)}
    values = {"combined", "unknown", "ok", "marts", "restricted"}
    if page.stem == "logging":
        # keys of properties
        values |= {"text", "body", "message", "name", "text_length", "message_id", "template_id"}
    channels = (ROOT / "seeds" / "parameters" / "channels.csv").read_text(encoding="utf-8")
    metrics = {"reopen_rate", "recontact_rate", "transfer_rate"}
    for name in re.findall(r"`([a-z][a-z0-9]*(?:_[a-z0-9]+)*)`", text):
        assert name in columns | marts.keys() | analyses | contracts | values | metrics, name
    for name in re.findall(r"`(\w+)\.(\w+)`", text):
        assert name[0] not in marts or name[1] in marts[name[0]], name
    assert "(other)" not in text or "(other)" in channels


@pytest.mark.parametrize("page", [*PAGES, *OPERATION], ids=by_name)
def test_commands_and_settings_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z-]+)", text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"make {target}"
    commands = {
        "build",
        "publish",
        COLLECT,
        ERASE,
        FRESHNESS,
        RUN,
        *DOCUMENTATION,
        *FOR_BIGQUERY,
        *WITH_SETTINGS,
    }
    for command in re.findall(r"`python -m cs_productivity ([\w-]+)", text):
        assert command in commands, command
    for command in re.findall(r"python -m cs_productivity\.contract\s+(\w+)", text):
        assert command in ("check", "schemas"), command
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "macros").rglob("*.sql"), ROOT / "dbt_project.yml"]
    sources = "".join(path.read_text(encoding="utf-8") for path in files)
    for setting in re.findall(r"\bCS_[A-Z_]+", text):
        assert setting in sources, setting


def test_the_rows_on_the_page_about_logging_are_as_the_contract_asks() -> None:
    text = (DOCS / "logging.md").read_text(encoding="utf-8")
    rows = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    logs = [table for table in load_contracts().values() if table.is_log]
    assert len(rows) == len(logs)
    for row, log in zip(rows, logs, strict=True):
        assert oracle(log.name).is_valid(row), log.name
        # every field of the log stands in its example
        assert set(row) == {
            column.name for column in log.columns if column.assigned_at in ("event", "sending")
        }


@pytest.mark.parametrize("audience", AUDIENCES)
def test_each_reader_is_told_what_to_open_and_what_not_to_conclude(audience: str) -> None:
    text = (DOCS / f"for_{audience}.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.+?)\n(.+?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    first, *_, last = sections
    assert (first, last) == ("What to open", "What not to conclude")
    assert all(len(body.strip().splitlines()) >= 4 for body in sections.values())
    assert len(text.splitlines()) <= 70


def test_marts_for_a_restricted_group_are_named_where_readers_are_told_of_them() -> None:
    per_agent = {name for name, columns in load_marts().items() if "agent_key" in columns} - {"fct_tickets"}
    for audience in ("analysts", "adopters"):
        text = (DOCS / f"for_{audience}.md").read_text(encoding="utf-8")
        (sentence,) = re.findall(r"[^.|]*restricted\s+group", text)
        assert per_agent == set(re.findall(r"\b(?:fct|agg|dim)_\w+", sentence))


def test_the_python_of_the_analysts_page_runs(
    built_sample: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_PUBLISH_PATH", str(publish_build(built_sample, tmp_path)))
    monkeypatch.delenv("CS_TARGET", raising=False)
    (code,) = re.findall(
        r"```python\n(.*?)```", (DOCS / "for_analysts.md").read_text(encoding="utf-8"), re.DOTALL
    )
    variables: dict = {}
    exec(code, variables)
    assert len(variables["tickets"]) > 100 and variables["tickets"]["created"].notna().all()
