"""The tool's store in a database of its own, on a real server; it is read and written without the project."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

import psycopg
import pymysql

from collection.commands import plain
from cs_productivity.collection.store_ddl import statements
from cs_productivity.contracts import load_contracts
from cs_productivity.demo.servers import (
    DATABASE,
    MARIADB,
    PASSWORD,
    POSTGRES,
    START_SECONDS,
    SUPERUSER,
    Server,
)

NUMBERS = itertools.count(1)
# some days ago, so that windows that end now reach it whenever tests run
NOON = datetime.combine(datetime.now(UTC).date() - timedelta(days=6), time_of_day(12), UTC)
DDL_OF = {POSTGRES: "postgresql", "mariadb": "mysql"}


@dataclass(frozen=True)
class Store:
    """One empty database with the tables of the contract."""

    server: Server
    database: str

    @property
    def kind(self) -> str:
        return self.server.kind

    @property
    def source(self) -> dict[str, str]:
        """The settings that lead to it."""
        url = self.server.safe_url.replace(f"/{DATABASE}", f"/{self.database}")
        return {"CS_SOURCE_URL": url, "CS_SOURCE_PASSWORD": PASSWORD}

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """A connection in a transaction that its user commits."""
        with closing(connection_to(self.server, self.database)) as connection:
            yield connection

    def run(self, *sql: str) -> None:
        """Run statements in one transaction."""
        with self.connected() as connection:
            cursor = connection.cursor()
            for statement in sql:
                cursor.execute(statement)
            connection.commit()

    def rows(self, table: str) -> list[dict[str, Any]]:
        """The table's rows, without when the database wrote them."""
        with self.connected() as connection:
            cursor = connection.cursor()
            cursor.execute(f"select * from {table}")
            names = [column[0] for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return [
            {
                name: plain(json.dumps(value) if isinstance(value, dict) else value)
                for name, value in row.items()
                if name != "stored_at"
            }
            for row in found
        ]

    def let_pass(self, seconds: int) -> None:
        """Let time go by on the server's clock."""
        self.run(f"select {'sleep' if self.kind == MARIADB else 'pg_sleep'}({seconds})")

    def wait(self) -> None:
        """Wait until a server that was started again answers: first it mends what it was killed over."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.run("select 1")
            except (psycopg.OperationalError, pymysql.MySQLError) as error:
                is_gone = self.server.process is None or self.server.process.poll() is not None
                if is_gone or time.monotonic() > until:
                    raise AssertionError(f"{self.kind} does not come back: {error}") from None
                time.sleep(0.2)

    def insert(self, table: str, rows: list[dict[str, Any]], connection: Any = None) -> None:
        """Insert rows; into an open transaction where one is given."""
        names = list(rows[0])
        sql = f"insert into {table} ({', '.join(names)}) values ({', '.join(['%s'] * len(names))})"
        values = [tuple(row[name] for name in names) for row in rows]
        if connection is not None:
            connection.cursor().executemany(sql, values)
            return
        with self.connected() as own:
            own.cursor().executemany(sql, values)
            own.commit()


def connection_to(server: Server, database: str) -> Any:
    """A plain connection of the driver."""
    if server.kind == POSTGRES:
        return psycopg.connect(
            host="127.0.0.1", port=server.port, user=SUPERUSER, password=PASSWORD, dbname=database
        )
    return pymysql.connect(
        host="127.0.0.1", port=server.port, user=SUPERUSER, password=PASSWORD, database=database
    )


def make_store(server: Server) -> Store:
    """Make a database with the tables of the contract."""
    database = f"store_{next(NUMBERS)}"
    with closing(connection_to(server, DATABASE)) as connection:
        if server.kind == POSTGRES:
            connection.autocommit = True
        connection.cursor().execute(f"create database {database}")
    store = Store(server, database)
    store.run(*statements(load_contracts(), DDL_OF[server.kind]))
    return store


def actions(first: int, count: int, at: datetime = NOON, **changes: Any) -> list[dict[str, Any]]:
    """Rows of backend_action_logs, a second apart; each differs from the others."""
    return [
        {
            "log_id": f"log_{number:06d}",
            "occurred_at": at + timedelta(seconds=number),
            "agent_id": f"agent_{number % 7}",
            "ticket_id": f"ticket_{number % 50}" if number % 5 else None,
            "action": "reply_sent",
            "request_id": f"request_{number}",
            "status_code": 200,
            "latency_ms": number % 400,
            "properties": json.dumps({"chars": number, "word": "é|ü\n"}),
            **changes,
        }
        for number in range(first, first + count)
    ]


def tickets(first: int, count: int, at: datetime = NOON, **changes: Any) -> list[dict[str, Any]]:
    """Rows of tickets, each in its first version."""
    return [
        {
            "ticket_id": f"ticket_{number}",
            "created_at": at + timedelta(seconds=number),
            "channel": "mail",
            "status": "open",
            "updated_at": at + timedelta(seconds=number),
            **changes,
        }
        for number in range(first, first + count)
    ]
