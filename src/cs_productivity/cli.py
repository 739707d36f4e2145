"""The command line: `python -m cs_productivity build` and `… publish`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from cs_productivity.build import BuildFailed, build
from cs_productivity.publish import Published, publish
from cs_productivity.report import render_text
from cs_productivity.settings import SettingsError, load_settings

# how a run ended, for scripts
FAILED, REFUSED, INTERRUPTED = 1, 2, 130
MENDING = "Nothing was published: readers keep the marts they have. Mend what was found, and run `make build` again."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    Returns:
        0: done. 1: models or tests failed. 2: a setting, an argument or the landing zone is wrong.
        130: stopped by Ctrl-C. Whatever went wrong, readers keep the generation they had.
    """
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        if options.command == "build":
            published = build(settings, options.vars, _say)
        else:
            published = publish(settings)
            _say(f"Published {published.path}, generation {published.generation_id}.")
    except SettingsError as error:
        print(error, file=sys.stderr)
        return REFUSED
    except BuildFailed as failure:
        print(*failure.sentences, sep="\n", file=sys.stderr)
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
    return parser


def _say(line: str) -> None:
    print(line, flush=True)


def _show(published: Published) -> None:
    _say(f"\n{render_text(published.summary)}\n")
    _say(f"The report is {published.path / 'report' / 'index.html'}")
