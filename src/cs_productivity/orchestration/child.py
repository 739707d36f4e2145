"""The process of one step, started by the supervisor: `python -m cs_productivity.orchestration.child`."""

from __future__ import annotations

import json
import re
import signal
import sys
import traceback
from dataclasses import asdict
from pathlib import Path

from cs_productivity.dbt_runs import BuildFailed
from cs_productivity.freshness import TooOld
from cs_productivity.orchestration.outcomes import (
    DONE,
    INTERRUPTED,
    NOT_COLLECTED,
    REFUSED,
    TESTS_FAILED,
    TOO_OLD,
    UNFORESEEN,
)
from cs_productivity.orchestration.record import Account
from cs_productivity.orchestration.steps import STEPS, Given, NotCollected, Skipped
from cs_productivity.settings import SettingsError, load_settings

# what a database or dbt itself says may spell out a row's values
SAID_BY_OTHERS = (
    (re.compile(r"(could not be (?:run|asked)) \(.*\)", re.DOTALL), r"\1"),
    (re.compile(r"dbt stopped: .*", re.DOTALL), "dbt stopped: logs/dbt.log says why."),
)


def carry_out(step: str, given: Given) -> Account:
    """Carry out a step, say what went wrong on standard error, and return an account without any row's values."""
    try:
        facts = STEPS[step](load_settings(), given, _say)
        return Account(step, DONE, facts=tuple(facts))
    except Skipped as reason:
        _say(f"{step} is skipped: {reason}")
        return Account(step, DONE, is_skipped=True, facts=(str(reason),))
    except (BuildFailed, TooOld) as failure:
        code, sentences = TOO_OLD if isinstance(failure, TooOld) else TESTS_FAILED, failure.sentences
    except NotCollected as failure:
        # said already
        return Account(step, NOT_COLLECTED, sentences=(str(failure),))
    except SettingsError as error:
        code, sentences = REFUSED, str(error).splitlines()
    except KeyboardInterrupt:
        code, sentences = INTERRUPTED, [f"{step} was stopped before its end."]
    except OSError as error:
        if error.filename is None:
            return _unforeseen(step, error)
        code, sentences = REFUSED, [f"{error.filename} cannot be used: {error.strerror}."]
    except Exception as error:
        return _unforeseen(step, error)
    print(*sentences, sep="\n", file=sys.stderr, flush=True)
    return Account(step, code, sentences=tuple(without_values(sentence) for sentence in sentences))


def _unforeseen(step: str, error: Exception) -> Account:
    traceback.print_exc()
    kind = type(error).__name__
    return Account(
        step, UNFORESEEN, sentences=(f"{step} stopped for a reason that nobody foresaw ({kind}).",)
    )


def without_values(sentence: str) -> str:
    """Leave out of a sentence what others said, which is for the log alone."""
    for pattern, instead in SAID_BY_OTHERS:
        sentence = pattern.sub(instead, sentence)
    return sentence


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    """Carry out the step named first, with what is given as JSON, and write the account to the file named last."""
    # whoever started the run may have had it ignored, as shells do in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)
    step, given, place = sys.argv[1:]
    account = carry_out(step, Given(**json.loads(given)))
    Path(place).write_text(json.dumps(asdict(account)), encoding="utf-8")
    sys.exit(account.code)


if __name__ == "__main__":
    main()
