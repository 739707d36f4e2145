"""Writes the views' dimensions from the contracts of the marts: `python bi/lookml/generate.py`.

A view per mart: a hidden primary key, a dimension per column (a dimension group per date and timestamp), the
descriptions of the contract. What people add (measures, formats, what is shown) stands in refinements, which are
never written here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
MARTS = HERE.parents[1] / "models" / "marts"
OPEN, PER_AGENT = "marts", "per_agent"

KINDS = {"string": "string", "int64": "number", "float64": "number", "bool": "yesno"}
DATE_TIMEFRAMES = "[raw, date, week, month, quarter, year, day_of_week]"
MONTH_TIMEFRAMES = "[raw, date, month, quarter, year]"
# intervals are cut in the reporting time zone, and days of moments stand beside them as dates: another time zone
# would make other days of them
INSTANT_TIMEFRAMES = "[raw, time]"
MOMENT_TIMEFRAMES = "[raw, time, date, week, month]"


def render_views() -> dict[Path, str]:
    """Return the text of each view's file by its path below this folder.

    Raises:
        ValueError: a mart's description does not open with its grain, or a column has a type that is not known.
    """
    views = {}
    for path in sorted(MARTS.rglob("*.yml")):
        for mart in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            folder = PER_AGENT if is_per_agent(mart) else OPEN
            source = path.relative_to(HERE.parents[1])
            views[Path("views", folder, f"{mart['name']}.view.lkml")] = render_view(mart, str(source))
    return views


def grain(mart: Mapping[str, Any]) -> list[str]:
    """Return the columns that tell the rows of a mart apart, as its description opens with them.

    Raises:
        ValueError: the description does not open with columns of the mart.
    """
    column = r"\b(?:" + "|".join(re.escape(column["name"]) for column in mart["columns"]) + r")\b"
    opening = re.match(rf"One row per ({column}(?:(?:, | and ){column})*)", one_line(mart["description"]))
    if not opening:
        raise ValueError(f"{mart['name']}: its description does not open with `One row per <columns>`.")
    return re.split(r", | and ", opening[1])


def is_per_agent(mart: Mapping[str, Any]) -> bool:
    """Whether the rows of a mart are about single agents."""
    declared = mart.get("config", {}).get("meta", {}).get("is_per_agent", False)
    return bool(declared) or "agent_key" in grain(mart)


def render_view(mart: Mapping[str, Any], source: str) -> str:
    """Return the LookML of one mart's view; `source` is the contract's path from the project's root."""
    name, columns = mart["name"], mart["columns"]
    key = ", ".join(f"${{TABLE}}.{column}" for column in grain(mart))
    is_dimension_table = name.startswith("dim_")
    dates = {column["name"] for column in columns if column["data_type"] == "date"}
    blocks = [
        block(
            "dimension: row_key",
            "primary_key: yes",
            "hidden: yes",
            "type: string",
            f'description: "Tells the rows apart: {", ".join(grain(mart))}."',
            f"sql: to_json_string(struct({key})) ;;",
        ),
        *(field(column, dates, is_hidden=not is_dimension_table) for column in columns),
    ]
    label = name.split("_", 1)[1].replace("_", " ").capitalize().replace("Aht", "AHT")
    return (
        f"# Written by bi/lookml/generate.py from {source}: change that, not this.\n"
        f"# {one_line(mart['description'])}\n"
        f"view: {name} {{\n"
        f'  label: "{label}"\n'
        f"  sql_table_name: `@{{MARTS}}.{name}` ;;\n\n" + "\n\n".join(blocks) + "\n}\n"
    )


def field(column: Mapping[str, Any], dates: set[str], *, is_hidden: bool) -> str:
    """Return the dimension of a column.

    Args:
        column: the column as the contract declares it.
        dates: names of the mart's columns of dates.
        is_hidden: hide numbers, which people take as measures.
    """
    name, kind = column["name"], column["data_type"]
    described = 'description: "' + one_line(column["description"]).replace('"', '\\"') + '"'
    sql = f"sql: ${{TABLE}}.{name} ;;"
    if kind == "date":
        months = name.startswith("month_start")
        return block(
            f"dimension_group: {name.removesuffix('_date')}",
            "type: time",
            "datatype: date",
            "convert_tz: no",
            f"timeframes: {MONTH_TIMEFRAMES if months else DATE_TIMEFRAMES}",
            described,
            sql,
        )
    if kind == "timestamp":
        has_date = name.endswith("_start_at") or f"{name.removesuffix('_at')}_date" in dates
        return block(
            f"dimension_group: {name}",
            "type: time",
            "datatype: timestamp",
            f"timeframes: {INSTANT_TIMEFRAMES if has_date else MOMENT_TIMEFRAMES}",
            described,
            sql,
        )
    if kind not in KINDS:
        raise ValueError(f"{name}: the type {kind} has no LookML type; add it to generate.py.")
    hidden = ["hidden: yes"] if is_hidden and KINDS[kind] == "number" else []
    return block(f"dimension: {name}", *hidden, f"type: {KINDS[kind]}", described, sql)


def block(head: str, *lines: str) -> str:
    """Return a field's LookML, indented as part of a view."""
    return "\n".join([f"  {head} {{", *(f"    {line}" for line in lines), "  }"])


def one_line(text: str) -> str:
    """Return a text of YAML as one line."""
    return " ".join(text.split())


def main() -> None:
    """Write the views, and remove those of marts that are gone."""
    views = {HERE / path: text for path, text in render_views().items()}
    for folder in (OPEN, PER_AGENT):
        for path in (HERE / "views" / folder).glob("*.view.lkml"):
            if path not in views:
                path.unlink()
                print(f"removed {path.relative_to(HERE)}", file=sys.stderr)
    for path, text in views.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{len(views)} views written")


if __name__ == "__main__":
    main()
