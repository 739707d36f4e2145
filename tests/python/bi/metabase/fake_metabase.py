"""A Metabase that knows one database, and takes descriptions of its tables and columns: what dbt-metabase asks for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "a made-up key"


@dataclass
class FakeMetabase:
    """The tables that a sync has found, with what was told about them since; and the requests that told it."""

    tables: list[dict[str, Any]]
    updates: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        """Answer a request as Metabase does."""
        match [method, *path.strip("/").split("/")]:
            case ["GET", "api", "database"]:
                return {"data": [{"id": 7, "name": "CS Productivity"}]}
            case ["POST", "api", "database", "7", "sync_schema"]:
                return {"status": "ok"}
            case ["GET", "api", "database", "7", "metadata"]:
                return {"id": 7, "engine": "duckdb", "tables": self.tables}
            case ["PUT", "api", ("table" | "field") as kind, number]:
                fields = [column for table in self.tables for column in table["fields"]]
                known = {entry["id"]: entry for entry in (self.tables if kind == "table" else fields)}
                self.updates.append(path)
                known[int(number)].update(body)
                return known[int(number)]
        raise LookupError(f"{method} {path}")

    def table(self, name: str) -> dict[str, Any]:
        """Return what is known of a table."""
        return next(table for table in self.tables if table["name"] == name)

    def column(self, table: str, name: str) -> dict[str, Any]:
        """Return what is known of a column."""
        return next(column for column in self.table(table)["fields"] if column["name"] == name)


def tables_of(columns: Mapping[str, list[str]], schema: str) -> list[dict[str, Any]]:
    """Return what a sync knows of tables: their names and those of their columns."""
    nothing = {"description": None, "display_name": None}
    place = {"schema": schema, "visibility_type": None, "points_of_interest": None, "caveats": None}
    kind = {"visibility_type": "normal", "semantic_type": None, "fk_target_field_id": None, "settings": None}
    return [
        {
            "id": number,
            "name": table,
            **nothing,
            **place,
            "fields": [
                {"id": 1000 * number + index, "name": name, **nothing, **kind}
                for index, name in enumerate(names)
            ],
        }
        for number, (table, names) in enumerate(columns.items(), start=1)
    ]


@contextmanager
def serving(metabase: FakeMetabase) -> Iterator[FakeMetabase]:
    """Serve it on this machine for the length of a `with` block."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or "{}")
            try:
                assert self.headers["X-API-KEY"] == KEY
                status, answer = 200, metabase.answer(self.command, self.path.split("?")[0], body)
            except (AssertionError, LookupError) as error:
                status, answer = 400, {"message": repr(error)}
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = _answer

        def log_message(self, *arguments: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    metabase.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield metabase
    finally:
        server.shutdown()
        server.server_close()
