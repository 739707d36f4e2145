"""Pages for readers name only what there is: files, marts, columns and commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bi.marts import load_marts
from bi.published import publish_build
from project import ROOT, Project

from cs_productivity.cli import DOCUMENTATION, FOR_BIGQUERY

DOCS = ROOT / "docs"
AUDIENCES = ("managers", "analysts", "tool_engineers", "adopters")
PAGES = [DOCS / "README.md", DOCS / "glossary.md", *(DOCS / f"for_{audience}.md" for audience in AUDIENCES)]


def by_name(page: Path) -> str:
    return page.stem


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    linked = {Path(link).name for link in re.findall(r"\]\(([\w./]+\.md)\)", index)}
    measured = {"bench.md", "soak.md"}
    # larger benchmarks, of which the pages need not be there
    larger = {"bench_medium.md", "bench_large.md"}
    assert linked | measured | {"README.md"} == {page.name for page in DOCS.glob("*.md")} - larger


@pytest.mark.parametrize("page", PAGES, ids=by_name)
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
    contracts = {path.stem for path in (ROOT / "contracts").glob("*.yml")}
    values = {
        "combined",
        "unknown",
        "ok",
        "view",
        "focus",
        "blur",
        "marts",
        "restricted",
        "status",
        "releases",
    }
    channels = (ROOT / "seeds" / "parameters" / "channels.csv").read_text(encoding="utf-8")
    metrics = {"reopen_rate", "recontact_rate", "transfer_rate"}
    for name in re.findall(r"`([a-z][a-z0-9]*(?:_[a-z0-9]+)*)`", text):
        assert name in columns | marts.keys() | analyses | contracts | values | metrics, name
    for name in re.findall(r"`(\w+)\.(\w+)`", text):
        assert name[0] not in marts or name[1] in marts[name[0]], name
    assert "(other)" not in text or "(other)" in channels


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_commands_and_settings_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z-]+)", text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"make {target}"
    commands = {"build", "publish", *DOCUMENTATION, *FOR_BIGQUERY}
    for command in re.findall(r"`python -m cs_productivity (\w+)", text):
        assert command in commands, command
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    for setting in re.findall(r"\bCS_[A-Z_]+", text):
        assert setting in sources, setting


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
