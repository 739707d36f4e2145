"""The SQL of the questions, as an admin reads it in Metabase, is of the project's style.

`make lint` cannot see it: the sources are not SQL before they are rendered, and what is rendered stands in YAML.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from project import ROOT

from bi.metabase.collection import TAG, Card, read_collection


def lint(folder: Path, cards: list[Card]) -> dict[str, list[str]]:
    """Return the rules that each question breaks; a filter counts as a condition."""
    for card in cards:
        sql = TAG.sub("true", card.sql).replace("[[", "").replace("]]", "")
        (folder / f"{card.slug}.sql").write_text(re.sub(r"^ +$", "", sql, flags=re.MULTILINE) + "\n")
    sqlfluff = str(Path(sys.executable).with_name("sqlfluff"))
    options = [
        "--config",
        str(ROOT / ".sqlfluff"),
        "--templater",
        "raw",
        "--format",
        "json",
        "--processes",
        "1",
    ]
    told = subprocess.run(
        [sqlfluff, "lint", *options, str(folder)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    files = json.loads(told.stdout)
    assert len(files) == len(cards), told.stderr
    return {
        Path(file["filepath"]).stem: [found["name"] for found in file["violations"]]
        for file in files
        if file["violations"]
    }


def test_questions_are_written_in_the_projects_style(tmp_path: Path) -> None:
    # the same SQL may be drawn in several ways
    distinct = {card.sql: card for card in read_collection("duckdb").cards.values()}
    assert lint(tmp_path, list(distinct.values())) == {}


def test_a_question_of_another_style_is_refused(tmp_path: Path) -> None:
    stages = [{"native": "SELECT a.team from main.agg_aht_daily a where {{team}}"}]
    bad = Card("bad", "duckdb", {"dataset_query": {"stages": stages}})
    assert {"capitalisation.keywords", "aliasing.length"} <= set(lint(tmp_path, [bad])["bad"])
