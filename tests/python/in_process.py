"""What runs of dbt inside this process have in common: where they look, and what failed in them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from dbt.cli.main import dbtRunnerResult


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables, and put back what was there."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def failures_of(outcome: dbtRunnerResult) -> list[Any]:
    """Return the results of the nodes that did not end well."""
    return [
        result for result in outcome.result.results if result.status in ("error", "fail", "runtime error")
    ]


def say_failures(failed: Sequence[Any]) -> str:
    """Return a line per node that failed."""
    return "\n".join(f"{result.node.name}: {result.message}" for result in failed)
