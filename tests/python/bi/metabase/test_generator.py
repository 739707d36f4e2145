"""The generator of the Metabase collection: what is committed is what it writes, under ids that stay."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT, copy_project

from bi.metabase.collection import ENGINES, FOLDER, read_collection

COLLECTIONS = {engine: read_collection(engine) for engine in ENGINES}


def generate(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the generator of a project's folder."""
    command = [sys.executable, str(folder / "bi" / "metabase" / "generate.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The sources of the collection, for a test to change."""
    return copy_project(tmp_path, ("dbt_project.yml", "bi/metabase"))


def test_the_committed_collection_is_what_the_sources_say(copied: Path) -> None:
    told = generate("--check")
    assert told.returncode == 0, told.stdout + told.stderr
    sources = copied / "bi" / "metabase"
    title = sources / "questions" / "volume.yml"
    title.write_text(title.read_text().replace("name: Service by channel", "name: Another title"))
    (sources / "duckdb" / "collections" / "main" / "left_over.yaml").write_text("name: nobody's")
    told = generate("--check", folder=copied)
    assert told.returncode == 1
    assert told.stdout.count("is not what the sources say") == 3
    assert "generate.py" in told.stderr


def entity_ids(folder: Path) -> dict[str, dict[Path, list[str]]]:
    """The ids of each engine's documents and of what they hold."""
    return {
        engine: {
            path: [document["entity_id"], *(card["entity_id"] for card in document.get("dashcards", []))]
            for path, document in read_collection(engine, folder).documents.items()
        }
        for engine in ENGINES
    }


def test_ids_are_unique_and_the_same_on_both_engines() -> None:
    ids = entity_ids(FOLDER)
    assert ids["duckdb"] == ids["bigquery"]
    every = [entity_id for document in ids["duckdb"].values() for entity_id in document]
    assert len(every) == len(set(every))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{21}", entity_id) for entity_id in every)
    tags = [tag["id"] for card in COLLECTIONS["duckdb"].cards.values() for tag in card.tags.values()]
    assert len(tags) == len(set(tags))


def test_ids_hang_on_neither_titles_nor_texts_nor_places_nor_the_connection(copied: Path) -> None:
    sources = copied / "bi" / "metabase"
    before = entity_ids(sources)
    for path in (*sources.glob("questions/*.yml"), *sources.glob("dashboards/*.yml")):
        text = path.read_text()
        text = re.sub(
            r"^(\s*(?:name|description|title|heading|- heading)): (?=\w)", r"\1: Another ", text, flags=re.M
        )
        path.write_text(text.replace("height: 3", "height: 4"))
    for engine in ENGINES:
        named = ("--database", "Another name", "--schema", "elsewhere", "--timezone", "Europe/Berlin")
        told = generate("--engine", engine, *named, "--out", str(sources / engine), folder=copied)
        assert told.returncode == 0, told.stderr
    assert entity_ids(sources) == before
    changed = read_collection("duckdb", sources)
    assert changed.documents != COLLECTIONS["duckdb"].documents
    card = changed.cards["required_and_scheduled"]
    assert "elsewhere.fct_required_headcount" in card.sql and "'Europe/Berlin'" in card.sql
    assert card.field("channel") == ["Another name", "elsewhere", "fct_required_headcount", "channel"]


def test_every_document_hangs_in_the_collection_and_names_itself() -> None:
    for collection in COLLECTIONS.values():
        ids = {document.get("slug"): document["entity_id"] for document in collection.documents.values()}
        # the folder that an export would put it in
        parents = {"main": None, "cs_productivity": ids["cs_productivity"], "questions": ids["questions"]}
        for path, document in collection.documents.items():
            parent = document["parent_id"] if "slug" in document else document["collection_id"]
            assert parent == parents[path.parent.name], path
            assert document["serdes/meta"][-1]["id"] == document["entity_id"]
            assert document["serdes/meta"][-1]["label"] == path.stem


@pytest.mark.parametrize(
    "file, old, new, sentence",
    [
        ("questions/volume.yml", "display: area", "shape: area", "unexpected keyword argument 'shape'"),
        ("dashboards/volume.yml", "question: service_by_channel", "question: nobody", "no question nobody"),
        ("dashboards/volume.yml", "[dates, channel", "[team, channel", "no card has the filter team"),
        ("dashboards/volume.yml", "width: 24}", "width: 25}", "are 25 wide"),
        ("questions/volume.yml", "series: channel", "series: team", "no column of its own team"),
        (
            "questions/volume/headline_service.sql",
            "{{channel}}",
            "{{chanel}}",
            "chanel, channel is in its SQL",
        ),
        ("questions/volume/headline_service.sql", "<< weeks() >>", "<< week() >>", "'week' is undefined"),
    ],
)
def test_a_wrong_source_gets_a_sentence(copied: Path, file: str, old: str, new: str, sentence: str) -> None:
    path = copied / "bi" / "metabase" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    told = generate(folder=copied)
    assert told.returncode == 1
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr
