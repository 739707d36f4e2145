"""Where the tool's store is and how it is read: the settings CS_SOURCE_…, and a connection that only reads."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from cs_productivity.settings import SettingsError

PREFIX = "CS_SOURCE_"
NAMES = tuple(PREFIX + name for name in ("URL", "PASSWORD", "SCHEMA", "LAG_SECONDS"))
# which driver reads what; all of them stream from a cursor that the server holds
DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mysql+pymysql",
}
EXAMPLE = "postgresql://reader@127.0.0.1:5432/contact_tool"
# longer than a request of a tool, a nightly clean-up or a bulk change should keep a transaction open
LAG_SECONDS = 3_600
MOST_LAG_SECONDS = 7 * 86_400
CONNECT_SECONDS = 10


@dataclass(frozen=True)
class Source:
    """The tool's store. `lag_seconds`: how long before the last reading the next one begins."""

    url: URL = field(repr=False)
    schema: str | None
    lag_seconds: int

    @property
    def kind(self) -> str:
        """`postgresql` or `mysql`; MariaDB is the latter."""
        return self.url.get_backend_name()

    @property
    def name(self) -> str:
        """What tells one store from another and stays when its address changes."""
        return "/".join(part for part in (self.kind, self.url.database, self.schema) if part)

    @property
    def place(self) -> str:
        """Where the store is, for sentences; without user and password."""
        port = f":{self.url.port}" if self.url.port else ""
        return f"{self.url.host}{port}/{self.url.database}"

    def without_secrets(self, text: str) -> str:
        """Take the password out of a text, as it is and as a URL spells it."""
        secret = str(self.url.password or "")
        for spelling in {secret, quote(secret, safe=""), quote(secret)} - {""}:
            text = text.replace(spelling, "***")
        return text


def load_source(environment: Mapping[str, str] | None = None) -> Source:
    """Read the settings CS_SOURCE_….

    Args:
        environment: variables to read instead of the process's own.

    Raises:
        SettingsError: one of them is missing, unknown or absurd; the message never holds a URL or a password.
    """
    variables = os.environ if environment is None else environment
    for name in sorted(variables):
        if name.startswith(PREFIX) and name not in NAMES:
            raise SettingsError(f"There is no setting named {name}: there are {', '.join(NAMES)}.")
    return Source(_url(variables), _schema(variables), _lag(variables))


def _url(variables: Mapping[str, str]) -> URL:
    text = variables.get("CS_SOURCE_URL", "").strip()
    if not text:
        raise SettingsError(
            f"CS_SOURCE_URL is not set: give it the address of the tool's store, such as {EXAMPLE}."
        )
    # a URL may hold a password, so no message repeats it
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or not url.host or not url.database:
        raise SettingsError(f"CS_SOURCE_URL is no address of a database: write it as {EXAMPLE}.")
    if url.drivername not in DRIVERS:
        raise SettingsError(
            f"CS_SOURCE_URL begins with another word than {', '.join(DRIVERS)}: no other store is read."
        )
    if not url.username:
        raise SettingsError(f"CS_SOURCE_URL names no user: write it as {EXAMPLE}.")
    password = variables.get("CS_SOURCE_PASSWORD")
    if password == "":
        raise SettingsError("CS_SOURCE_PASSWORD is set to an empty text: give it the password or unset it.")
    if password and url.password and password != str(url.password):
        raise SettingsError(
            "CS_SOURCE_URL and CS_SOURCE_PASSWORD hold different passwords: leave it out of the URL."
        )
    return url.set(drivername=DRIVERS[url.drivername], password=password or url.password)


def _schema(variables: Mapping[str, str]) -> str | None:
    schema = variables.get("CS_SOURCE_SCHEMA")
    if schema is not None and not re.fullmatch(r"\w{1,63}", schema):
        raise SettingsError(f"CS_SOURCE_SCHEMA is {schema!r}: give the name of one schema, or unset it.")
    return schema


def _lag(variables: Mapping[str, str]) -> int:
    text = variables.get("CS_SOURCE_LAG_SECONDS", str(LAG_SECONDS)).strip()
    if not re.fullmatch(r"[0-9]{1,9}", text) or not 1 <= int(text) <= MOST_LAG_SECONDS:
        raise SettingsError(
            f"CS_SOURCE_LAG_SECONDS is {text or 'empty'}: give whole seconds from 1 to {MOST_LAG_SECONDS}, at least "
            "as many as the longest transaction of the tool takes."
        )
    return int(text)


def connect(source: Source) -> Engine:
    """Return an engine whose connections only read and speak UTC; nothing is opened yet."""
    options: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS}
    if source.kind == "mysql":
        options["charset"] = "utf8mb4"
    # what it logs of a broken connection is a traceback; the error itself is raised, too
    logging.getLogger("sqlalchemy").setLevel(logging.CRITICAL)
    # parameters are rows' values, which belong into no message
    engine = create_engine(source.url, poolclass=NullPool, hide_parameters=True, connect_args=options)
    statements = {
        "postgresql": ("set default_transaction_read_only = on", "set time zone 'UTC'"),
        # a slow disk here must not make the server give up on a reader
        "mysql": (
            "set session transaction read only",
            "set session time_zone = '+00:00'",
            "set session net_write_timeout = 600",
        ),
    }[source.kind]

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.commit()

    return engine
