"""dbt's documentation as one page: whole, closed to the network, and written without a warehouse too."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cs_productivity import cli
from cs_productivity.dbt_runs import BuildFailed
from cs_productivity.documentation.page import closed
from cs_productivity.settings import SettingsError
from documentation.conftest import Documented


class Tags(HTMLParser):
    """The tags of a page in their order, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_has_every_model_and_reader(documented: Documented) -> None:
    html = documented.page.read_text(encoding="utf-8")
    assert documented.page == documented.settings.project_root / "data" / "docs" / "index.html"
    manifest = documented.artifact("manifest")
    names = [node["unique_id"] for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    assert len(names) > 100
    assert [name for name in (*names, *manifest["exposures"]) if f'"{name}"' not in html] == []
    # the project's own front page, and the types of the warehouse
    assert "How long customer-support work really takes" in html
    assert '"type": "DOUBLE"' in html
    assert documented.said == []


def test_a_browser_loads_nothing_for_it_and_sends_nothing(documented: Documented) -> None:
    tags = Tags(documented.page.read_text(encoding="utf-8")).found
    # the policy holds for what stands after it
    head = [
        attributes for tag, attributes in tags[: [tag for tag, _ in tags].index("script")] if tag == "meta"
    ]
    assert head[0]["http-equiv"] == "Content-Security-Policy"
    policy = dict(part.strip().split(" ", 1) for part in head[0]["content"].split(";"))
    assert policy["default-src"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert not re.search(r"https?:|\*|'self'", head[0]["content"])
    loading = [
        attributes for tag, attributes in tags if tag in ("script", "img", "iframe", "source", "object")
    ]
    assert not [attributes for attributes in loading if attributes.get("src")]
    links = [attributes for tag, attributes in tags if tag == "link"]
    assert all(attributes["rel"] == "canonical" for attributes in links)


def test_no_tracker_and_no_place_of_this_machine_is_in_it(documented: Documented) -> None:
    html = documented.page.read_text(encoding="utf-8")
    assert "cloudfront" not in html and "fuzzed.getdbt" not in html and "sinter-collect" not in html
    assert str(documented.settings.project_root) not in html
    source = (documented.settings.project_root / "target" / "static_index.html").read_text(encoding="utf-8")
    assert "cloudfront" in source and str(documented.settings.project_root) in source


def test_without_a_warehouse_there_is_a_page_and_still_no_warehouse(
    document: Callable[[Path], Documented], tmp_path: Path
) -> None:
    nowhere = tmp_path / "warehouse.duckdb"
    documented = document(nowhere)
    assert documented.said == ["There is no warehouse: columns have the types that models declare."]
    assert "Seconds of an agent's attention, best estimate" in documented.page.read_text(encoding="utf-8")
    assert not nowhere.exists()


def test_a_page_of_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="dbt's page has another form than before"):
        closed("<html><body></body></html>", tmp_path)


def test_the_commands_say_where_they_wrote_and_why_they_did_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> Path:
        raise BuildFailed(["dbt stopped: a model is wrong"])

    monkeypatch.setattr(cli, "DOCUMENTATION", {"docs": lambda *_: Path("page"), "lineage": fail})
    assert cli.main(["docs"]) == 0
    assert capsys.readouterr().out == "Written: page\n"
    assert cli.main(["lineage"]) == 1
    # nothing of marts: none were to be made
    assert capsys.readouterr().err == "dbt stopped: a model is wrong\n"
