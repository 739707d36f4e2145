"""Runs in an environment of Airflow's own: what Airflow makes of the DAG, as JSON in the file that is named last."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from airflow.models.dagbag import DagBag
from airflow.utils.module_loading import import_string

DAG_ID = "cs_productivity_nightly"


def load(folder: str) -> Any:
    """Return all that Airflow finds in a folder."""
    return DagBag(dag_folder=folder, include_examples=False)


def describe(folder: str) -> dict[str, Any]:
    """The DAG as Airflow has read it, and the days that `collect` is given in each kind of run."""
    bag = load(folder)
    if bag.import_errors:
        return {"import_errors": list(bag.import_errors.values())}
    dag = bag.dags[DAG_ID]
    runs = {
        "scheduled": {"params": {"from": None, "to": None}, "kind": "scheduled"},
        "filled in": {"params": {"from": "2026-03-01", "to": "2026-03-31"}, "kind": "manual"},
        "one day": {"params": {"from": "2026-03-01", "to": None}, "kind": "manual"},
        "back-fill": {"params": {"from": None, "to": None}, "kind": "backfill"},
    }
    return {
        "import_errors": [],
        "dags": list(bag.dags),
        "max_active_runs": dag.max_active_runs,
        "catchup": dag.catchup,
        "schedule": dag.timetable.summary,
        "tasks": [
            {
                "id": task.task_id,
                "after": sorted(task.upstream_task_ids),
                "retries": task.retries,
                "retry_minutes": task.retry_delay.total_seconds() / 60,
                "limit_minutes": task.execution_timeout.total_seconds() / 60,
                "rule": getattr(task.trigger_rule, "value", task.trigger_rule),
                "command": task.bash_command,
                "environment": task.env,
            }
            for task in dag.topological_sort()
        ],
        "days": {name: days_of(dag, run["params"], run["kind"]) for name, run in runs.items()},
    }


def days_of(dag: Any, params: dict[str, Any], kind: str) -> list[str]:
    """The days that `collect` would be given on 9 March by a run of a kind."""
    task = dag.get_task("collect")
    context = {
        "params": params,
        "ds": "2026-03-09",
        "run_id": "a run",
        "dag_run": SimpleNamespace(run_type=kind),
    }
    rendered = task.render_template(task.env, context)
    return [rendered["CS_FROM"], rendered["CS_TO"]]


def run(folder: str) -> dict[str, Any]:
    """Run the DAG once in this process, and tell how each task ended."""
    dag = load(folder).dags[DAG_ID]
    # a run of dag.test() is never queued, and Airflow 3.1 cannot count from when it was
    dag.deadline = None
    done = dag.test()
    return {
        "state": str(done.state),
        "tasks": {one.task_id: str(one.state) for one in done.get_task_instances()},
    }


def deadline(folder: str) -> dict[str, Any]:
    """Queue a run as a scheduler does, and have Airflow do what it does where its deadline is missed."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.models.dagbag import sync_bag_to_db
    from airflow.models.deadline import Deadline
    from airflow.models.trigger import Trigger
    from airflow.sdk import timezone
    from airflow.serialization.serialized_objects import SerializedDAG
    from airflow.settings import Session
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType, DagRunType

    now, session, bag = timezone.utcnow(), Session(), load(folder)
    DagBundlesManager().sync_bundles_to_db(session=session)
    session.commit()
    sync_bag_to_db(bag, "dags-folder", None, session=session)
    session.commit()
    dag = SerializedDAG.deserialize_dag(SerializedDAG.serialize_dag(bag.dags[DAG_ID]))
    run = dag.create_dagrun(
        run_id=f"scheduled__{now:%Y%m%dT%H%M%S.%f}",
        logical_date=now,
        data_interval=(now, now),
        run_after=now,
        run_type=DagRunType.SCHEDULED,
        triggered_by=DagRunTriggeredByType.TEST,
        state=DagRunState.QUEUED,
        session=session,
    )
    session.flush()
    missed = session.query(Deadline).filter(Deadline.dagrun_id == run.id).one()
    missed.handle_miss(session)
    (path,) = session.query(Trigger.classpath).filter(Trigger.id == missed.trigger.id).one()
    trigger = import_string(path)(**missed.trigger.kwargs)

    async def events() -> list[str]:
        return [event.payload["state"].value async for event in trigger.run()]

    return {
        "run": run.run_id,
        "hours": (missed.deadline_time - run.queued_at).total_seconds() / 3600,
        "states": asyncio.run(events()),
    }


if __name__ == "__main__":
    what, dags, answer = sys.argv[1:]
    Path(answer).write_text(json.dumps({"describe": describe, "run": run, "deadline": deadline}[what](dags)))
