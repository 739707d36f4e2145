"""Tells the operator that a nightly run has not ended in time; Airflow's triggerer awaits it (from Airflow 3.1 on)."""

from __future__ import annotations

import asyncio
import os
from typing import Any

LIMIT_SECONDS = 60


async def tell(hours: int, context: dict[str, Any]) -> None:
    """Hand a sentence to the operator's own command, if there is one.

    Args:
        hours: that the run was given.
        context: what Airflow says of the run.

    Raises:
        RuntimeError: the command did not end well; Airflow logs it.
        TimeoutError: the command did not end.
    """
    command = os.environ.get("CS_NOTIFY_COMMAND", "").strip()
    if not command:
        return
    run = context["dag_run"]["dag_run_id"]
    text = (
        f"CS Productivity Analytics: the run {run} has not ended within {hours} hours.\n\n"
        "What to do: look in Airflow at the step that it is at. Each step has a limit of its own, and the run ends "
        "with a text of what it did.\n"
    )
    # it needs no password of the store
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CS_SOURCE_")}
    process = await asyncio.create_subprocess_shell(command, stdin=asyncio.subprocess.PIPE, env=environment)
    try:
        await asyncio.wait_for(process.communicate(text.encode()), LIMIT_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise RuntimeError(f"CS_NOTIFY_COMMAND ended with exit code {process.returncode}.")
