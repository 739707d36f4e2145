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
    if load_engine() == "bigquery":
        if request is None:
            raise SettingsError(_whose())
        removed = remove_from_dataset(load_contracts(), request, os.environ)
        _say_removed(removed, say)
        for _ in range(2):
            build_models(settings, options.vars, say)
        return
    if not settings.raw_path.is_dir():
        raise SettingsError(f"There is no landing zone at {settings.raw_path}: point CS_RAW_PATH at it.")
    with LandingZone(settings.raw_path).held():
        is_finished = finish_erasure(settings)
        if is_finished:
            say("Finished the erasure that broke off.")
        if request is None and not is_finished:
            raise SettingsError(_whose())
        if request is not None:
            _say_removed(remove_from_zone(settings, load_contracts(), request), say)
    _build_without(settings, options.vars, say)


def _request(options: argparse.Namespace) -> Person | TakenBack | None:
    for kind in PEOPLE:
        identifier = getattr(options, kind)
        if identifier is not None:
            return Person(kind, identifier)
    return TakenBack() if options.taken_back else None


def _whose() -> str:
    return "Nothing is to be finished: give --agent ID, --customer ID or --taken-back."


def _say_removed(removed: Removed, say: Say) -> None:
    rows = {name: number for name, number in removed.rows.items() if number}
    if not rows:
        say("No raw table has such a row.")
        return
    where = f" out of {count(removed.file_count, 'file')}" if removed.file_count is not None else ""
    listed = ", ".join(f"{number:,} of {name}" for name, number in rows.items())
    say(f"Taken{where}: {listed}.")


def _build_without(settings: Settings, variables_text: str, say: Say) -> None:
    """Build twice: the second time forgets what the first had to know; and leave no copy of what was before."""
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
