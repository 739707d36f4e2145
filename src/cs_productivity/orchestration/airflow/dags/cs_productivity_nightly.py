"""The nightly job as a DAG of Apache Airflow, such as Cloud Composer runs: a task per step of `… run --only`.

Airflow itself imports nothing of this project, and dbt nothing of Airflow: each task enters the project's own
environment. docs/schedule.md tells the settings, which are variables of Airflow's environment.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
    from airflow.sdk import Param
except ImportError:
    # Airflow 2
    from airflow.models.param import Param
    from airflow.operators.bash import BashOperator

# each task: minutes that it may take, how often Airflow starts it again, and minutes in between
TASKS = (
    ("collect", 120, 2, 5),
    ("freshness", 15, 1, 5),
    # a test that failed fails again, and a build may still be at work where Airflow has lost sight of it
    ("build", 240, 0, 0),
    ("publish", 30, 1, 5),
)
# a worker that has not been here before makes the environment first
ENVIRONMENT = timedelta(minutes=20)
DEADLINE = "CS_DEADLINE_HOURS"

ENTER = """
set -euo pipefail
# Airflow's own packages would be used in place of the locked ones
unset PYTHONPATH PYTHONHOME
if [ -f "$CS_PROJECT_PATH" ]; then
    # an archive of the project: each worker unpacks it once
    folder="${TMPDIR:-/tmp}/cs-productivity-$(cksum < "$CS_PROJECT_PATH" | tr ' ' -)"
    if [ ! -d "$folder" ]; then
        unfinished=$(mktemp -d "$folder.XXXXXX")
        tar -xzf "$CS_PROJECT_PATH" -C "$unfinished"
        mv -T "$unfinished" "$folder"
    fi
else
    folder=$CS_PROJECT_PATH
fi
cd "$folder"
make environment
"""
STEP = """
exec .venv/bin/python -m cs_productivity run --only "$CS_STEP" --run "$CS_RUN" --once \\
    --limit "$CS_STEP=$CS_MINUTES" --vars "${CS_VARS:-}" ${CS_FROM:+--from "$CS_FROM" --to "$CS_TO"}
"""
# before ENTER: where the environment cannot be made, nothing of the project can tell. What is executed at the end takes
# the shell's place, and no trap is left.
LAST_WORD = """
trap 'env -u CS_SOURCE_PASSWORD bash -c "${CS_NOTIFY_COMMAND:-true}" <<< "CS Productivity Analytics: the run $CS_RUN \
stopped, since the environment of the project cannot be made on a worker of Airflow. \
What to do: look at the log of its task notify."' EXIT
"""
TELL = """
exec .venv/bin/python -m cs_productivity run --only notify --run "$CS_RUN"
"""

# days to fill in: those that someone gave, else the date that a back-fill of Airflow runs for
GIVEN = "params.get('from')"
BACKFILLED = "(ds if dag_run.run_type == 'backfill' else '')"
DAYS = {
    "CS_FROM": f"{{{{ {GIVEN} or {BACKFILLED} }}}}",
    "CS_TO": f"{{{{ params.get('to') or {GIVEN} or {BACKFILLED} }}}}",
}
DAY = {"type": ["null", "string"], "format": "date"}


def deadline() -> dict[str, Any]:
    """What a DAG takes to tell the operator that a run has not ended in time: from Airflow 3.1 on."""
    try:
        from airflow.sdk import AsyncCallback, DeadlineAlert, DeadlineReference
    except ImportError:
        try:
            # Airflow 3.1
            from airflow.sdk.definitions.deadline import AsyncCallback, DeadlineAlert, DeadlineReference
        except ImportError:
            return {}
    text = os.environ.get(DEADLINE, "6")
    if not text.isdecimal() or not 1 <= int(text) <= 168:
        raise ValueError(f"{DEADLINE} is {text or 'empty'}: give whole hours from 1 to 168, or unset it.")
    callback = AsyncCallback("cs_productivity_deadline.tell", {"hours": int(text)})
    interval = timedelta(hours=int(text))
    return {"deadline": DeadlineAlert(DeadlineReference.DAGRUN_QUEUED_AT, interval, callback)}


with DAG(
    "cs_productivity_nightly",
    description="Collect the tool's logs, build and test the marts, publish them, and tell how it went",
    schedule=os.environ.get("CS_SCHEDULE", "0 2 * * *"),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    # a build reads all that has landed since the last one: a night that was missed needs no run of its own
    catchup=False,
    max_active_runs=1,
    params={"from": Param(None, **DAY), "to": Param(None, **DAY)},
    doc_md=__doc__,
    tags=["cs_productivity"],
    **deadline(),
):
    before = None
    for step, minutes, retries, pause in TASKS:
        environment = {"CS_STEP": step, "CS_RUN": "{{ run_id }}", "CS_MINUTES": str(minutes)}
        task = BashOperator(
            task_id=step,
            bash_command=ENTER + STEP,
            env=environment | (DAYS if step == "collect" else {}),
            append_env=True,
            retries=retries,
            retry_delay=timedelta(minutes=pause),
            # the step ends itself before that, and leaves word
            execution_timeout=timedelta(minutes=minutes) + ENVIRONMENT,
        )
        if before:
            before >> task
        before = task
    # comes whatever went before, and ends as the run ended: a run's last task decides how Airflow shows it
    before >> BashOperator(
        task_id="notify",
        bash_command=LAST_WORD + ENTER + TELL,
        env={"CS_RUN": "{{ run_id }}"},
        append_env=True,
        retries=0,
        execution_timeout=timedelta(minutes=5) + ENVIRONMENT,
        trigger_rule="all_done",
    )
