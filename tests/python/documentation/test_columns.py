"""Every model, seed and raw table says what its rows are and what each of its columns means."""

from __future__ import annotations

from bi.marts import load_marts

from documentation.conftest import Documented


def test_every_column_of_a_mart_is_described() -> None:
    marts = load_marts()
    assert len(marts) > 20
    untold = [
        f"{mart}.{name}"
        for mart, columns in marts.items()
        for name, column in columns.items()
        if len(column.description.strip()) < 4
    ]
    assert untold == []


def test_every_column_that_a_build_makes_is_described(documented: Documented) -> None:
    manifest, catalog = documented.artifact("manifest"), documented.artifact("catalog")
    untold, told = [], 0
    for unique_id, relation in catalog["nodes"].items():
        node = manifest["nodes"][unique_id]
        assert node["description"].strip(), unique_id
        described = {
            name.lower() for name, column in node["columns"].items() if column["description"].strip()
        }
        untold += [f"{node['name']}.{name}" for name in relation["columns"] if name.lower() not in described]
        told += len(relation["columns"])
    # all of them, so that the number cannot fall
    assert untold == []
    made = [node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")]
    assert len(catalog["nodes"]) == len(made) > 150 and told > 1500


def test_every_column_of_a_raw_table_is_described(documented: Documented) -> None:
    sources = documented.artifact("manifest")["sources"].values()
    assert len(sources) >= 9
    for source in sources:
        assert source["description"].strip(), source["name"]
        assert all(column["description"].strip() for column in source["columns"].values()), source["name"]
