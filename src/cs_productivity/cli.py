"""The command line: `python -m cs_productivity build` and `… publish`; `docs` and `lineage` for documentation; `state`,
`build-changed` and `compare` for a change of the project; `new-salt` for other keys; `pack`, `ddl`, `protect` and
`preflight` for BigQuery; `collect` for the logs themselves, `erase` for rows that must go; `freshness` and `run` for
every night.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from cs_productivity.bigquery import (
    POLICY_TAG,
    connect,
    load_policy_tag,
    look,
    look_at_access,
    pack,
    protect,
    refused,
    statements,
)
from cs_productivity.build import build
from cs_productivity.changes import build_changed, compare, keep_state, load_state, render
from cs_productivity.collection import command as collection
from cs_productivity.contracts import load_contracts
from cs_productivity.dbt_runs import BuildFailed
from cs_productivity.documentation import draw_lineage, write_page
from cs_productivity.erasure import command as erasure
from cs_productivity.freshness import TooOld, look_at_freshness
from cs_productivity.orchestration import command as orchestration
from cs_productivity.publish import Published, publish
from cs_productivity.report import render_text
from cs_productivity.salt import replace_salt
from cs_productivity.settings import Settings, SettingsError, find_project_root, load_settings

# how a run ended, for scripts
FAILED, REFUSED, INTERRUPTED = 1, 2, 130
MENDING = "Nothing was published: readers keep the marts they have. Mend what was found, and run `make build` again."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Returns:
        0: done. 1: models or tests failed, or raw tables are too old. 2: a setting, an argument or the landing zone
        is wrong. 130: stopped by Ctrl-C. `run` tells more kinds of trouble apart. Whatever went wrong, readers keep
        the generation they had.
    """
    options = _parser().parse_args(arguments)
    try:
        if options.command == COLLECT:
            return collection.run(options)
        if options.command == ERASE:
            erasure.run(options, _say)
            return 0
        if options.command == RUN:
            return orchestration.run(options)
        if options.command in FOR_BIGQUERY:
            return FOR_BIGQUERY[options.command](options)
        settings = load_settings()
        if options.command in WITH_SETTINGS:
            return WITH_SETTINGS[options.command](settings)
        if options.command == FRESHNESS:
            look_at_freshness(settings, _say)
            return 0
        if options.command in DOCUMENTATION:
            return _document(options.command, settings)
        if options.command == "build":
            published = build(settings, options.vars, _say)
        else:
            published = publish(settings)
            _say(f"Published {published.path}, generation {published.generation_id}.")
    except SettingsError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except (BuildFailed, TooOld) as failure:
        print(*failure.sentences, sep="\n", file=sys.stderr)
        if options.command == "build":
            print(MENDING, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("Stopped before the end: readers have a whole generation either way.", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        if error.filename is None:
            raise
        print(f"{error.filename} cannot be used: {error.strerror}.", file=sys.stderr)
        return REFUSED
    _show(published)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cs_productivity",
        description="Handling time, inquiry volume and required headcount out of the logs of a contact tool.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    build_command = commands.add_parser(
        "build", help="build and test the models, publish the marts, show a summary"
    )
    build_command.add_argument(
        "--vars", default="", metavar="YAML", help="dbt variables, such as '{reporting_timezone: UTC}'"
    )
    commands.add_parser("publish", help="publish the marts of the last build, if it ended well")
    commands.add_parser("docs", help="write dbt's documentation as one page that asks nothing of the network")
    commands.add_parser("lineage", help="draw docs/lineage.svg from the models")
    commands.add_parser("state", help="keep a copy of the last build, which changes are held against")
    commands.add_parser("build-changed", help="build what is not as in that state, beside it")
    commands.add_parser("compare", help="say as Markdown what that does to the marts")
    commands.add_parser(
        "new-salt", help="replace the salt by a new one: every agent and customer gets another key"
    )
    commands.add_parser("pack", help="pack what Python models import, for BigQuery")
    ddl = commands.add_parser("ddl", help="print the statements that make the raw tables on BigQuery")
    ddl.add_argument(
        "--raw-days", type=int, metavar="N", help="raw rows go after so many days; default: never"
    )
    commands.add_parser("protect", help="put CS_BIGQUERY_POLICY_TAG on raw columns that name a person")
    commands.add_parser("preflight", help="say what is missing for a build on BigQuery")
    collection.add_options(commands)
    erasure.add_options(commands)
    commands.add_parser("freshness", help="say how old the newest row of each raw table is")
    orchestration.add_options(commands)
    return parser


def _pack(_: argparse.Namespace) -> int:
    _say(f"Packed {pack(find_project_root())}.")
    return 0


def _print_ddl(options: argparse.Namespace) -> int:
    project = os.environ.get("CS_BIGQUERY_PROJECT")
    if not project:
        raise SettingsError("CS_BIGQUERY_PROJECT is not set: give it the id of your BigQuery project.")
    location = os.environ.get("CS_BIGQUERY_LOCATION", "US")
    for statement in statements(load_contracts(), project, location, options.raw_days):
        _say(f"{statement};\n")
    return 0


def _protect(_: argparse.Namespace) -> int:
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

    tag = load_policy_tag(os.environ)
    missing = list(look_at_access(os.environ))
    if tag is None:
        missing.append(f"{POLICY_TAG} is not set: give it the policy tag's resource name.")
    if missing:
        raise SettingsError("\n".join(missing))
    try:
        for sentence in protect(connect(os.environ), load_contracts(), tag):
            _say(sentence)
    except (GoogleAuthError, GoogleAPIError, OSError) as error:
        raise SettingsError(refused(error)) from None
    return 0


def _preflight(_: argparse.Namespace) -> int:
    missing = look(find_project_root(), load_contracts(), os.environ)
    for sentence in missing:
        print(sentence, file=sys.stderr)
    if missing:
        return REFUSED
    _say("Everything is in place: run `dbt build --target bigquery`.")
    return 0


def _keep_state(settings: Settings) -> int:
    _say(f"Kept {keep_state(settings).folder}.")
    return 0


def _build_changed(settings: Settings) -> int:
    build_changed(settings, load_state(settings), _say)
    return 0


def _compare(settings: Settings) -> int:
    _say(render(compare(settings, load_state(settings))))
    return 0


def _replace_salt(settings: Settings) -> int:
    replace_salt(settings)
    _say(
        f"A new salt is in {settings.salt_path}; the old one is gone. The next `build` makes all history anew, with "
        "other keys for agents and customers; generations published before keep the old ones until they are gone."
    )
    return 0


def _document(command: str, settings: Settings) -> int:
    _say(f"Written: {DOCUMENTATION[command](settings, _say)}")
    return 0


DOCUMENTATION = {"docs": write_page, "lineage": draw_lineage}
FRESHNESS, RUN = "freshness", "run"
WITH_SETTINGS = {
    "state": _keep_state,
    "build-changed": _build_changed,
    "compare": _compare,
    "new-salt": _replace_salt,
}
COLLECT, ERASE = "collect", "erase"
FOR_BIGQUERY = {"pack": _pack, "ddl": _print_ddl, "protect": _protect, "preflight": _preflight}


def _say(line: str) -> None:
    print(line, flush=True)


def _show(published: Published) -> None:
    _say(f"\n{render_text(published.summary)}\n")
    _say(f"The report is {published.path / 'report' / 'index.html'}")
