"""`python -m cs_productivity collect`: its options, and what it does with them."""

from __future__ import annotations

import argparse
import sys
import traceback
from typing import TYPE_CHECKING

from cs_productivity.contracts import load_contracts
from cs_productivity.settings import SettingsError, load_settings

if TYPE_CHECKING:
    from cs_productivity.collection.destination import Destination
    from cs_productivity.collection.source import Source

FAILED, INTERRUPTED = 1, 130
STORES = ("postgresql", "mysql")
DESTINATIONS = ("landing", "bigquery")


def add_options(commands: argparse._SubParsersAction) -> None:
    """Add the command to those of the program."""
    parser = commands.add_parser(
        "collect", help="bring the tool's own logs from its store into the raw tables"
    )
    parser.add_argument(
        "--destination",
        choices=DESTINATIONS,
        default=DESTINATIONS[0],
        help="the landing zone of CS_RAW_PATH (default), or the raw tables on BigQuery",
    )
    parser.add_argument("--from", dest="first", metavar="DATE", help="back-fill from this UTC day on")
    parser.add_argument("--to", dest="last", metavar="DATE", help="… to this one")
    parser.add_argument(
        "--reconcile",
        type=int,
        metavar="DAYS",
        help="look for rows of the last days that are gone from the store",
    )
    parser.add_argument("--force", action="store_true", help="tell any share of the rows as deleted")
    parser.add_argument(
        "--ddl", choices=STORES, help="print the statements that make the store's tables, and end"
    )


def run(options: argparse.Namespace) -> int:
    """Collect, and return the exit code: 0, or 1 where something unforeseen happened, 130 after Ctrl-C.

    Raises:
        SettingsError: a setting, an option, the store or the place is wrong; what has landed stays.
    """
    _check(options)
    try:
        return _run(options)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"`collect` needs packages that are not installed ({error.name}): pip install 'cs-productivity[ingest]'."
        ) from None


def _run(options: argparse.Namespace) -> int:
    from cs_productivity.collection.source import load_source
    from cs_productivity.collection.store_ddl import statements

    if options.ddl:
        for statement in statements(load_contracts(), options.ddl):
            _say(f"{statement}\n")
        return 0
    source = load_source()
    try:
        _collect(options, source, _destination(options))
    except SettingsError as error:
        # an older cause may spell out the address
        raise SettingsError(source.without_secrets(str(error))) from None
    except KeyboardInterrupt:
        print("Stopped before the end: what has landed stays, the next time goes on.", file=sys.stderr)
        return INTERRUPTED
    except ModuleNotFoundError:
        raise
    except Exception:
        print(source.without_secrets(traceback.format_exc()), file=sys.stderr)
        return FAILED
    return 0


def _check(options: argparse.Namespace) -> None:
    """Refuse options that say two things at once."""
    is_backfill = options.first is not None or options.last is not None
    if is_backfill and options.reconcile is not None:
        raise SettingsError("--from and --to fill in days, --reconcile compares them: give one of the two.")
    if options.force and options.reconcile is None:
        raise SettingsError("--force goes with --reconcile DAYS: it tells any share of the rows as deleted.")
    if options.ddl and (is_backfill or options.reconcile is not None):
        raise SettingsError("--ddl prints statements and collects nothing: give it alone.")


def _destination(options: argparse.Namespace) -> Destination:
    if options.destination == "bigquery":
        from cs_productivity.collection.dataset import open_dataset

        return open_dataset(load_contracts())
    from cs_productivity.collection.zone import LandingZone

    return LandingZone(load_settings().raw_path)


def _collect(options: argparse.Namespace, source: Source, destination: Destination) -> None:
    from cs_productivity.collection.backfill import collect_days, days_between
    from cs_productivity.collection.collect import collect_new, open_job
    from cs_productivity.collection.errors import explain
    from cs_productivity.collection.progress import Progress
    from cs_productivity.collection.reconcile import reconcile
    from cs_productivity.collection.source import connect

    is_backfill = options.first is not None or options.last is not None
    days = days_between(options.first, options.last) if is_backfill else []
    contracts = load_contracts()
    try:
        with destination.opened():
            state, overlap = destination.read()
            job = open_job(connect(source), source, destination, contracts, state, _say)
            if is_backfill:
                collect_days(job, state, overlap, days, Progress(sys.stdout), _say)
            elif options.reconcile is not None:
                reconcile(job, state, overlap, options.reconcile, options.force, contracts, _say)
            else:
                collect_new(job, state, overlap, _say)
    except (SettingsError, ModuleNotFoundError):
        raise
    except Exception as error:
        sentence = explain(error, source, destination.name)
        if sentence is None:
            raise
        raise SettingsError(sentence) from None


def _say(line: str) -> None:
    print(line, flush=True)
