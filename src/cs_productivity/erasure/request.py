"""Whose rows go, and by what the raw tables and staging know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cs_productivity.collection.tables import DELETED_ROWS
from cs_productivity.contracts import RawTable
from cs_productivity.settings import SettingsError

# who may ask, and the column that names them in raw tables and, hashed, in staging
PEOPLE = {"agent": ("agent_id", "agent_key"), "customer": ("customer_key", "customer_key")}
# what the next run has to build without, in words of both engines; macros/runs/removals.sql makes it too
REMOVED_ROWS_DDL = (
    "create table if not exists {audit}.removed_rows "
    "(source_name string, row_key string, row_date date, built_in_run int64)"
)


def key_column(kind: str) -> str:
    """The column of staging that holds the salted keys of agents, or of customers."""
    return PEOPLE[kind][1]


@dataclass(frozen=True)
class Person:
    """One agent or customer, by the id that the tool knows them by."""

    kind: str
    identifier: str

    def __post_init__(self) -> None:
        """Refuse what names nobody."""
        if not self.identifier.strip():
            raise SettingsError(f"The {self.kind}'s id is empty: give the id that the tool's own rows have.")

    @property
    def key_column(self) -> str:
        """The column of staging that holds the person's salted key."""
        return key_column(self.kind)

    def column_in(self, table: RawTable) -> str | None:
        """The column of a raw table that names the person; None where none does."""
        if table.name == DELETED_ROWS and self.kind == "agent":
            # that an agent's row was taken back is told by the agent's id
            return "row_id"
        name = PEOPLE[self.kind][0]
        return next((column.name for column in table.columns if column.name == name), None)


@dataclass(frozen=True)
class TakenBack:
    """What the raw table deleted_rows tells: rows that the tool's store no longer has."""


@dataclass(frozen=True)
class Removed:
    """What went: rows by raw table, rows and versions that staging has kept, how many files were written anew (null on
    BigQuery), and which files nobody can read.
    """

    rows: Mapping[str, int]
    kept_count: int
    file_count: int | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """Where staging keeps a raw table: the model, its key, and the date of a log row."""

    model: str
    key: str
    date: str | None = None

    @property
    def displaced(self) -> str | None:
        """The model of log rows that gave way to other copies; a run that was killed may have left them there alone."""
        return f"{self.model}_displaced" if self.date else None

    def with_displaced(self, staging: str, where: str = "true") -> str:
        """SQL: log rows that the dataset or schema `staging` keeps, with those that gave way to others."""
        selects = (
            f"select {self.key}, {self.date}, agent_key, loaded_at from {staging}.{model} where {where}"
            for model in (self.model, self.displaced)
        )
        return f"({' union all '.join(selects)})"

    def take_back_displaced(self, source: str, staging: str, audit: str) -> str:
        """SQL: rows that gave way in a run that was killed, and are to be removed, must not come back in the next."""
        return f"""update {staging}.{self.displaced} as displaced set is_taken_back = true where exists (
            select 1 from {audit}.removed_rows as removed
            where removed.source_name = '{source}' and removed.built_in_run is null
                and removed.row_key = displaced.{self.key} and removed.row_date = displaced.{self.date}
        )"""


KEPT = {
    "agents": Kept("stg_workforce__agent_versions", "agent_key"),
    "backend_action_logs": Kept("stg_contact_tool_backend__actions", "log_id", "occurred_date"),
    "frontend_event_logs": Kept("stg_contact_tool_frontend__events", "event_id", "client_date"),
    "releases": Kept("stg_product__release_versions", "release_id"),
    "self_service_sessions": Kept("stg_product__self_service_versions", "session_id"),
    "shifts": Kept("stg_workforce__shift_versions", "shift_key"),
    "tickets": Kept("stg_contact_tool_backend__ticket_versions", "ticket_id"),
}
# rows that were set aside, with the key of whom they name
QUARANTINES = {
    "agent": (
        "stg_contact_tool_backend__actions_quarantine",
        "stg_contact_tool_frontend__events_quarantine",
        "stg_workforce__agent_versions_quarantine",
        "stg_workforce__shift_versions_quarantine",
    ),
    "customer": (
        "stg_contact_tool_backend__ticket_versions_quarantine",
        "stg_product__self_service_sessions_quarantine",
    ),
}
