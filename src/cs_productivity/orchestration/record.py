"""What a run has done so far, in a file: schedulers start steps one by one, and the last of them tells of all."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from cs_productivity.orchestration.outcomes import DONE, ORDER, UNFORESEEN
from cs_productivity.settings import Settings, read_path

RUN_PATH = "CS_RUN_PATH"


@dataclass(frozen=True)
class Account:
    """What became of one step: `code` is None while it is at work, `facts` and `sentences` hold no row's values.

    `tries` counts how often it was started, `seconds` is the time of all of them.
    """

    step: str
    code: int | None = None
    is_skipped: bool = False
    seconds: float = 0.0
    tries: int = 1
    facts: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """One run: its name, when it began (UTC), the days that it fills in, and an account per step that was started."""

    name: str
    started_at: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    days: str = ""
    accounts: tuple[Account, ...] = ()

    def begin(self, step: str) -> Record:
        """Note that a step is at work; what was told of it and of later ones, before it was started again, is gone."""
        before = ORDER[: ORDER.index(step)]
        return replace(self, accounts=(*(one for one in self.accounts if one.step in before), Account(step)))

    def with_account(self, account: Account) -> Record:
        """Add an account, in place of an earlier one of its step."""
        others = tuple(one for one in self.accounts if one.step != account.step)
        return replace(self, accounts=(*others, account))

    def account_of(self, step: str) -> Account | None:
        """What became of a step, None where it was not started."""
        return next((account for account in self.accounts if account.step == step), None)

    @property
    def failed(self) -> Account | None:
        """The first step that did not end well, or was started and left no word."""
        return next((account for account in self.accounts if account.code != DONE), None)

    @property
    def code(self) -> int:
        """How the run ended, as a process tells it; a run of which there is no word did not end well."""
        if self.failed:
            return UNFORESEEN if self.failed.code is None else self.failed.code
        return DONE if self.accounts else UNFORESEEN


def record_path(settings: Settings) -> Path:
    """Return the file in CS_RUN_PATH, `data/run.json` by default.

    Raises:
        SettingsError: the variable is set to an empty text.
    """
    return read_path(RUN_PATH, "data/run.json", settings.project_root)


def load_record(path: Path, name: str | None) -> Record:
    """Read the record of a run; a new one where the file is of another run, or none.

    Args:
        path: the file.
        name: of the run; None takes whichever is there.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        accounts = tuple(
            Account(**{**one, "facts": tuple(one["facts"]), "sentences": tuple(one["sentences"])})
            for one in content.pop("accounts")
        )
        record = Record(**content, accounts=accounts)
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        # none yet, or one that was cut short
        return Record(name or "")
    return record if name in (None, record.name) else Record(name)


def save_record(record: Record, path: Path) -> None:
    """Write a record in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
