"""What can be said about LookML without running it: columns on both sides, descriptions, parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bi.looker.model import Field, Model, View
from bi.marts import Column

# columns of the marts that no dimension needs, with the reason
WITHOUT_A_DIMENSION: dict[tuple[str, str], str] = {}
# what the project uses of LookML; a misspelled parameter would be taken for one by the parser
COMMON = {"name", "label", "description", "hidden", "type", "sql"}
PARAMETERS = {
    "dimension": COMMON | {"primary_key", "tiers", "style", "value_format_name"},
    "dimension_group": COMMON | {"timeframes", "datatype", "convert_tz"},
    "measure": COMMON | {"filters__all", "value_format_name", "percentile", "sql_distinct_key"},
    "view": {"label", "sql_table_name", "derived_table"},
    "explore": {
        "name",
        "label",
        "description",
        "view_name",
        "extends__all",
        "fields",
        "joins",
        "always_filter",
        "sql_always_having",
        "sql_always_where",
        "required_access_grants",
    },
    "join": {"name", "from", "view_label", "type", "relationship", "sql_on"},
    "model": {"connection", "label", "week_start_day", "persist_for", "includes", "access_grants"},
}
TYPES = {
    "dimension": {"string", "number", "yesno", "tier"},
    "dimension_group": {"time"},
    "measure": {"count", "count_distinct", "sum", "sum_distinct", "max", "percentile", "number"},
}


def columns_of(text: str) -> set[str]:
    """Columns of a view's own table that a piece of SQL names."""
    return set(re.findall(r"\$\{TABLE\}\.(\w+)", text))


def declared_fields(view: View) -> Iterator[Field]:
    """Each declaration of a view once, dimension groups too."""
    for kind, items in view.declared.items():
        for name, item in items.items():
            yield Field(view.name, name, kind, item)


def column_problems(views: Mapping[str, View], marts: Mapping[str, Mapping[str, Column]]) -> list[str]:
    """Return what columns lack a dimension, and what fields name columns that are not there."""
    problems = []
    for mart, columns in marts.items():
        if mart not in views:
            problems.append(f"{mart} has no view")
            continue
        fields = list(declared_fields(views[mart]))
        alone = {field.parameters.get("sql", ""): field for field in fields if field.kind != "measure"}
        for column in columns:
            if f"${{TABLE}}.{column}" not in alone and (mart, column) not in WITHOUT_A_DIMENSION:
                problems.append(f"{mart}.{column} has no dimension")
        for field in fields:
            texts = [field.parameters.get(key, "") for key in ("sql", "sql_distinct_key")]
            problems += [
                f"{mart}.{field.name} names the column {column}, which the mart lacks"
                for column in sorted(set().union(*map(columns_of, texts)) - set(columns))
            ]
    return problems


def parameter_problems(model: Model) -> list[str]:
    """Return the parameters and types that are not among those that the project uses."""
    found = [("model", model.name, set(model.parameters))]
    for explore in model.explores.values():
        found.append(("explore", explore.name, set(explore.parameters)))
        found += [("join", f"{explore.name}.{name}", set(join)) for name, join in explore.joins.items()]
    problems = []
    for view in model.views.values():
        found.append(("view", view.name, set(view.parameters)))
        for field in declared_fields(view):
            found.append((field.kind, f"{view.name}.{field.name}", set(field.parameters)))
            if field.type not in TYPES[field.kind]:
                problems.append(f"{view.name}.{field.name}: the type {field.type} is not known")
    return problems + [
        f"{kind} {name}: the parameter {parameter} is not known"
        for kind, name, parameters in found
        for parameter in sorted(parameters - PARAMETERS[kind])
    ]
