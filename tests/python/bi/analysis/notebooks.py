"""Runs the notebooks of analyses/ for tests: as they are in a kernel, or cell by cell in this process."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import nbclient
import nbformat
from in_process import environment
from IPython.core.formatters import DisplayFormatter
from project import ROOT

from bi.marts import Column
from bi.published import create_empty
from cs_productivity.analysis import marts as analysis

NOTEBOOKS = sorted((ROOT / "analyses").glob("*.ipynb"))
BY_NAME = {notebook.stem: notebook for notebook in NOTEBOOKS}
# of a cell, and of the kernel's start
LIMIT_SECONDS = 120


@dataclass(frozen=True)
class Run:
    """What the code of a notebook left: its variables, the queries that it asked, and what its cells show, by type."""

    variables: dict[str, Any]
    queries: list[str]
    shown: list[dict[str, Any]]


def cells_of(notebook: Path, kind: str) -> list[str]:
    """Return the texts of a notebook's cells of one kind, code or markdown."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


def run_code(notebook: Path, published: Path | Mapping[str, str], **parameters: object) -> Run:
    """Run a notebook's code on published marts in this process, and draw what its cells end in.

    Args:
        notebook: the file.
        published: the folder that readers open, or the settings of another engine.
        parameters: values in place of those of the first code cell.
    """
    place = _on_duckdb(published) if isinstance(published, Path) else published
    variables: dict[str, Any] = {"__name__": notebook.stem}
    shown = []
    with environment(**place), recorded() as queries:
        for number, code in enumerate(cells_of(notebook, "code")):
            name = f"{notebook.name}, code cell {number + 1}"
            body = ast.parse(code, name).body
            last = body.pop() if isinstance(body[-1], ast.Expr) else None
            exec(compile(ast.Module(body, []), name, "exec"), variables)
            if last is not None:
                value = eval(compile(ast.Expression(last.value), name, "eval"), variables)
                shown.append(DisplayFormatter().format(value)[0])
            if number == 0:
                assert parameters.keys() <= variables.keys(), "parameters stand in the first code cell"
                variables.update(parameters)
    return Run(variables, queries, shown)


def execute(notebook: Path, published: Path, folder: Path) -> list[dict[str, Any]]:
    """Execute a notebook in a kernel, as JupyterLab does, and return the outputs of its code cells.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell fails.
    """
    cells = nbformat.read(notebook, nbformat.NO_CONVERT)
    with environment(**_on_duckdb(published), IPYTHONDIR=str(folder / "ipython")):
        place = {"metadata": {"path": str(notebook.parent)}}
        limits = {"timeout": LIMIT_SECONDS, "startup_timeout": LIMIT_SECONDS}
        nbclient.NotebookClient(cells, resources=place, **limits).execute()
    return [output for cell in cells.cells if cell.cell_type == "code" for output in cell.outputs]


def _on_duckdb(published: Path) -> dict[str, str]:
    return {"CS_PUBLISH_PATH": str(published), "CS_TARGET": "duckdb"}


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Write down every query that is asked of marts."""
    queries: list[str] = []
    check = analysis.checked_query

    def write_down(sql: str) -> str:
        queries.append(sql)
        return check(sql)

    with mock.patch.object(analysis, "checked_query", write_down):
        yield queries


def marts_of(queries: list[str]) -> set[str]:
    """Return the marts that queries name."""
    with duckdb.connect() as connection:
        tables = {name for sql in queries for name in connection.get_table_names(sql)}
    return {name.removeprefix("marts.") for name in tables}


def columns_of(queries: list[str], marts: Mapping[str, Mapping[str, Column]]) -> set[tuple[str, str]]:
    """Return mart and column of whatever queries use: those that they cannot do without.

    Raises:
        duckdb.Error: a query cannot be asked of the marts at all.
    """
    used = set()
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        create_empty(connection, {name: marts[name] for name in marts_of(queries)}, "marts.")
        for sql in queries:
            connection.execute(sql)
        for mart in sorted(marts_of(queries)):
            asking = [sql for sql in queries if mart in marts_of([sql])]
            for column in marts[mart]:
                connection.execute(f"alter table marts.{mart} rename {column} to another_name")
                if not all(_is_taken(connection, sql) for sql in asking):
                    used.add((mart, column))
                connection.execute(f"alter table marts.{mart} rename another_name to {column}")
    return used


def _is_taken(connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    try:
        connection.execute(f"explain {sql}")
    except duckdb.BinderException:
        return False
    return True
