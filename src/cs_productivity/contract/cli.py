"""The command line for whoever writes logs: `python -m cs_productivity.contract check FILE…` and `… schemas`."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from cs_productivity.contract.check import Outcome, check
from cs_productivity.contract.files import STAGES, given_files
from cs_productivity.contract.schemas import write_schemas
from cs_productivity.contracts import load_contracts
from cs_productivity.english import count
from cs_productivity.settings import SettingsError, find_project_root

# how a check ended, for scripts
FINE, BREACHES, NOT_CHECKED, INTERRUPTED = 0, 1, 2, 130
LINES = 100
WORDS = Path("seeds/vocabulary/vocabulary_words.csv")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Returns:
        0: every row is as the contract asks, or the schemas are written. 1: there are breaches. 2: a file could not be
        checked, or the contract or an argument is wrong. 130: stopped by Ctrl-C.
    """
    options = _parser().parse_args(arguments)
    try:
        if options.command == "check":
            return _check(options)
        for path in write_schemas(find_project_root() / "contracts"):
            print(f"Written: {path}")
        return FINE
    except SettingsError as error:
        print(error, file=sys.stderr)
        return NOT_CHECKED
    except KeyboardInterrupt:
        print("Stopped before the end.", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cs_productivity.contract",
        description="Holds files of raw tables against contracts/, and writes JSON Schemas of the logs.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    check_command = commands.add_parser(
        "check", help="name each row of these files that the contract refuses", description=_check.__doc__
    )
    check_command.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="Parquet, JSON Lines or CSV (both also .gz), or a folder",
    )
    check_command.add_argument("--table", help="the raw table; default: told by a file's folder or name")
    check_command.add_argument(
        "--stage",
        choices=STAGES,
        help="rows as the application has written them, or as they have landed; default: Parquet has landed, "
        "JSON Lines and CSV are as written",
    )
    check_command.add_argument(
        "--lines",
        type=int,
        default=LINES,
        metavar="N",
        help=f"name no more than N breaches; default: {LINES}",
    )
    commands.add_parser("schemas", help="write contracts/json_schema from the contracts of the logs")
    return parser


def _check(options: argparse.Namespace) -> int:
    """Exit code 0: all rows are as the contract asks; 1: some are not; 2: something could not be checked."""
    if options.lines < 0:
        raise SettingsError(f"--lines {options.lines} is below 0: give a number of lines.")
    files, refused = given_files(options.files, load_contracts(), options.table, options.stage)
    known = _known_words()
    with check(files) as outcome:
        for line in _lines(outcome, len(files), options.lines, known):
            print(line)
        refused += outcome.unreadable
        breaches = outcome.breach_count
    for sentence in refused:
        print(sentence, file=sys.stderr)
    if refused:
        return NOT_CHECKED
    return BREACHES if breaches else FINE


def _lines(outcome: Outcome, file_count: int, limit: int, known: dict[str, set[str]]) -> Iterator[str]:
    for path, row, field, reason in outcome.breaches(limit):
        yield f"{path}, {f'row {row}' if row else 'all rows'}, {field}: {reason}"
    total = outcome.breach_count
    if total > limit:
        yield f"… and {total - limit:,} more"
    for number, field, reason in outcome.reasons():
        yield f"{number:>9,}  {field} {reason}"
    unmapped = outcome.unmapped(known)
    if unmapped:
        listed = ", ".join(f"{field} {word} ({count(rows, 'row')})" for field, word, rows in unmapped[:20])
        more = f" and {len(unmapped) - 20} more" if len(unmapped) > 20 else ""
        yield f"Words without a row in {WORDS}, which is no breach (they are kept and counted): {listed}{more}."
    checked = file_count - len(outcome.unreadable)
    if total:
        found = f"{total:,} {'breach' if total == 1 else 'breaches'} in {count(outcome.bad_row_count, 'row')}"
    else:
        found = "as the contract asks"
    if checked:
        yield f"{count(checked, 'file')}, {count(outcome.row_count, 'row')}: {found}."


def _known_words() -> dict[str, set[str]]:
    """Return the words of each vocabulary that somebody has mapped."""
    path = find_project_root() / WORDS
    known: dict[str, set[str]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                known.setdefault(row["vocabulary"], set()).add(row["word"])
    except (OSError, KeyError) as error:
        raise SettingsError(f"{path} cannot be read ({error}): restore it from the repository.") from None
    return known
