"""`python -m cs_productivity erase`: its options, and what it does with them."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable

from cs_productivity.build import build, build_models
from cs_productivity.changes.state import state_folder
from cs_productivity.collection.zone import LandingZone
from cs_productivity.contracts import load_contracts
from cs_productivity.english import count
from cs_productivity.erasure.dataset import remove_from_dataset
from cs_productivity.erasure.landing_zone import finish_erasure, remove_from_zone
from cs_productivity.erasure.request import PEOPLE, Person, Removed, TakenBack
from cs_productivity.publish import keep_newest_alone
from cs_productivity.settings import Settings, SettingsError, load_engine, load_settings

Say = Callable[[str], None]
WHOSE = "Nothing is to be finished: give --agent ID, --customer ID or --taken-back."


def add_options(commands: argparse._SubParsersAction) -> None:
    """Add the command to those of the program."""
    parser = commands.add_parser(
        "erase", help="take a person's rows, or those taken back, out of raw tables, and build without them"
    )
    whose = parser.add_mutually_exclusive_group()
    for kind in PEOPLE:
        whose.add_argument(f"--{kind}", metavar="ID", help=f"the {kind}'s id, as the raw tables have it")
    whose.add_argument("--taken-back", action="store_true", help="rows that deleted_rows tells of")
    parser.add_argument(
        "--vars", default="", metavar="YAML", help="dbt variables that the marts are built with"
    )


def run(options: argparse.Namespace, say: Say) -> None:
    """Erase rows, and build what they touched; without a name of whose, finish what broke off.

    Raises:
        SettingsError: a setting or an option is wrong, or the landing zone or the warehouse cannot be worked on.
        BuildFailed: the rows are gone, and the models could not be built without them.
    """
    request = _request(options)
    settings = load_settings()
    remove = _remove_from_bigquery if load_engine() == "bigquery" else _remove_from_zone
    if not remove(settings, request, say):
        return
    _build_without(settings, options.vars, say)


def _remove_from_bigquery(_: Settings, request: Person | TakenBack | None, say: Say) -> bool:
    if request is None:
        raise SettingsError(WHOSE)
    return _say_removed(remove_from_dataset(load_contracts(), request, os.environ), say)


def _remove_from_zone(settings: Settings, request: Person | TakenBack | None, say: Say) -> bool:
    if not settings.raw_path.is_dir():
        raise SettingsError(f"There is no landing zone at {settings.raw_path}: point CS_RAW_PATH at it.")
    with LandingZone(settings.raw_path).held():
        is_finished = finish_erasure(settings)
        if is_finished:
            say("Finished the erasure that broke off.")
        elif request is None:
            raise SettingsError(WHOSE)
        is_removed = request is not None and _say_removed(
            remove_from_zone(settings, load_contracts(), request), say
        )
    return is_finished or is_removed


def _request(options: argparse.Namespace) -> Person | TakenBack | None:
    for kind in PEOPLE:
        identifier = getattr(options, kind)
        if identifier is not None:
            return Person(kind, identifier)
    return TakenBack() if options.taken_back else None


def _say_removed(removed: Removed, say: Say) -> bool:
    """Say what went, and return whether anything did."""
    if removed.unread:
        listed = ", ".join(removed.unread[:5]) + (" and more" if len(removed.unread) > 5 else "")
        say(
            f"{count(len(removed.unread), 'file')} cannot be read, and may hold such rows: look into {listed}."
        )
    rows = {name: number for name, number in removed.rows.items() if number}
    if not rows and not removed.kept_count:
        say("No row is to go.")
        return False
    listed = ", ".join(f"{number:,} of {name}" for name, number in rows.items())
    where = f" out of {count(removed.file_count, 'file')}" if removed.file_count is not None else ""
    say(f"Taken{where}: {listed}." if rows else "No raw table has such a row any more, staging has.")
    return True


def _build_without(settings: Settings, variables_text: str, say: Say) -> None:
    """Build twice, since the second time forgets what the first had to know; and leave no copy of what was before."""
    if load_engine() == "bigquery":
        for _ in range(2):
            build_models(settings, variables_text, say)
        return
    if not settings.duckdb_path.is_file():
        say("There is no warehouse that could hold them.")
        return
    for _ in range(2):
        build(settings, variables_text, say)
    gone = keep_newest_alone(settings)
    say(f"Removed {count(gone, 'earlier generation')} of the published marts.")
    state = state_folder(settings)
    if state.is_dir():
        shutil.rmtree(state)
        say(f"Removed {state}, which had them too: `make state` makes it again.")
