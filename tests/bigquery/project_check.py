"""One pass over a dbt project: every node of its manifest becomes typed, refused or left out for a reason."""

from __future__ import annotations

import shutil
from pathlib import Path

from analyzer import Analyzer, Answer, Evaluation
from dbt_runs import DbtResult, read_manifest, run_dbt
from emulator import Emulator
from environments import CheckError
from nodes import (
    NodeError,
    Outcome,
    Statement,
    declared_columns,
    in_dag_order,
    select_of_types,
    source_columns,
    statement_of,
    type_differences,
)
from unit_tests import as_text, difference, written_sql

REFERENCE = "reference evaluator"
BELOW = "it stands on a node that is not typed"
# the emulator's own word for what BigQuery can and it cannot
NOT_IN_EMULATOR = "Not supported by Crucible"


class ProjectCheck:
    """One run over one project; `outcomes` has every node of its manifest by unique_id."""

    def __init__(self, project: Path, analyzer: Analyzer, emulator: Emulator) -> None:
        self.project = project
        self.analyzer = analyzer
        self.emulator = emulator
        self.target_path = project / "target" / "bigquery"
        self.refused_path = self.target_path / "refused"
        self.outcomes: dict[str, Outcome] = {}
        self.increments_typed = 0

    def run(self) -> None:
        """Fill `outcomes`.

        Raises:
            CheckError: a tool failed, or dbt does not compile the project at all.
        """
        # what an earlier run left could be taken for this one's
        for folder in (self.refused_path, self.target_path / "run"):
            shutil.rmtree(folder, ignore_errors=True)
        # dbt's memory of an earlier parse keeps unit tests that are gone
        (self.target_path / "partial_parse.msgpack").unlink(missing_ok=True)
        (compiled,) = self._run_dbt(["compile"])
        self._stop_unless(compiled)
        manifest = read_manifest(self.target_path)
        models = {node.get("relation_name") for node in manifest["nodes"].values()}
        for source in manifest["sources"].values():
            # a source that is a model as the run before left it has that model's columns
            if source["relation_name"] not in models:
                self._type_source(source)
        for node in in_dag_order(manifest["nodes"]):
            self.outcomes[node["unique_id"]] = Outcome(node)
            self._type_first_form(self.outcomes[node["unique_id"]])
        self._type_second_forms(manifest["unit_tests"])
        for nodes in manifest["disabled"].values():
            for node in nodes:
                self.outcomes[node["unique_id"]] = Outcome(node, untyped_because="disabled for BigQuery")
        for function in manifest["functions"].values():
            refusal = f"{place_of(function)}: this check has no rule for functions"
            self.outcomes[function["unique_id"]] = Outcome(function, refusals=[refusal])

    def _run_dbt(self, *commands: list[str], as_increment: bool = False) -> list[DbtResult]:
        endpoint = self.emulator.endpoint
        return run_dbt(self.project, self.target_path, endpoint, list(commands), as_increment=as_increment)

    def _stop_unless(self, compiled: DbtResult) -> None:
        if not compiled.success:
            raise CheckError("dbt does not compile the project for BigQuery: see its message above.")

    def _type_source(self, source: dict) -> None:
        name = f"Source {source['source_name']}.{source['name']}"
        try:
            columns = source_columns(source, self.project / "contracts")
        except NodeError as error:
            raise CheckError(f"{name} has no types: {error}; give it a contract or declare them.") from error
        answer = self.analyzer.type_statement(select_of_types(columns), source["relation_name"])
        if answer.columns is None:
            raise CheckError(f"{name} has a type that GoogleSQL refuses: {answer.refusal}.")
        self.emulator.create_table(source["relation_name"], answer.columns)

    def _type_first_form(self, outcome: Outcome) -> None:
        node = outcome.node
        lost = [parent for parent in node["depends_on"].get("nodes", []) if self._is_lost(parent)]
        if node.get("language") == "python":
            self._declare(outcome)
            outcome.untyped_because = "Python, its columns are taken from its yml"
        elif node["resource_type"] == "operation":
            outcome.untyped_because = "a hook, dbt compiles it only as it runs"
        elif lost:
            outcome.untyped_because = BELOW
        else:
            try:
                outcome.columns = self._type_statement(outcome, statement_of(node, self.project))
            except NodeError as error:
                outcome.refusals.append(f"{place_of(node)}: {error}")
        if node["config"].get("contract", {}).get("enforced"):
            self._compare_with_contract(outcome)
        if outcome.columns and node.get("relation_name"):
            # unit tests and `is_incremental` ask the warehouse for it
            self.emulator.create_table(node["relation_name"], outcome.columns)

    def _is_lost(self, unique_id: str) -> bool:
        return unique_id in self.outcomes and self.outcomes[unique_id].columns is None

    def _type_statement(self, outcome: Outcome, statement: Statement) -> list[tuple[str, str]] | None:
        answer = self.analyzer.type_statement(statement.sql, statement.creates)
        if answer.columns is None:
            self._refuse_statement(outcome, statement, answer)
        return answer.columns

    def _refuse_statement(self, outcome: Outcome, statement: Statement, answer: Answer | Evaluation) -> None:
        parts = [outcome.node["unique_id"], statement.form, "sql"]
        file = self.refused_path / ".".join(part for part in parts if part)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(statement.sql)
        at = f"{file.relative_to(self.project)}:{answer.line}:{answer.column}"
        outcome.refusals.append(f"{place_of(outcome.node)} {at}: {answer.refusal}")

    def _declare(self, outcome: Outcome) -> None:
        """Take a node's columns from its yml, for those after it."""
        try:
            declaration = select_of_types(declared_columns(outcome.node))
        except NodeError as error:
            outcome.refusals.append(f"{place_of(outcome.node)}: {error}")
            return
        statement = Statement(declaration, "declared", outcome.node["relation_name"])
        outcome.columns = self._type_statement(outcome, statement)

    def _compare_with_contract(self, outcome: Outcome) -> None:
        resolved = outcome.columns
        self._declare(outcome)
        if resolved and outcome.columns:
            for difference in type_differences(resolved, outcome.columns):
                outcome.refusals.append(f"{place_of(outcome.node)}: {difference} (contract)")

    def _type_second_forms(self, unit_tests: dict[str, dict]) -> None:
        """Type what dbt compiles only where tables exist: what an increment runs, and unit tests."""
        models = [
            outcome
            for outcome in self.outcomes.values()
            if outcome.node["resource_type"] == "model" and outcome.columns and not outcome.untyped_because
        ]
        for key, unit_test in unit_tests.items():
            self.outcomes[key] = Outcome(unit_test)
        if not models and not unit_tests:
            return
        (compiled,) = self._run_dbt(["compile"], as_increment=True)
        self._stop_unless(compiled)
        # what fails is told by node in the report
        (tested,) = self._run_dbt(["--log-level", "none", "test", "--select", "test_type:unit"])
        for outcome in models:
            # an ephemeral model is a part of those that read it, and not compiled by itself
            sql = compiled.nodes.get(outcome.node["unique_id"], {}).get("compiled_code")
            if not sql or sql == outcome.node["compiled_code"]:
                continue
            self.increments_typed += 1
            if columns := self._type_statement(outcome, Statement(sql, "incremental")):
                # dbt merges by name, so the order is free
                for difference in type_differences(sorted(columns), sorted(outcome.columns)):
                    outcome.refusals.append(f"{place_of(outcome.node)}: {difference} (incremental form)")
        for key in unit_tests:
            self._type_unit_test(self.outcomes[key], tested)
        for outcome in self.outcomes.values():
            if outcome.node["resource_type"] == "operation":
                self._tell_hook(outcome, tested)

    def _type_unit_test(self, outcome: Outcome, tested: DbtResult) -> None:
        node = outcome.node
        result = tested.nodes.get(node["unique_id"], {})
        sql = written_sql(self.target_path, node)
        if sql is None:
            models = [self.outcomes[model] for model in node["depends_on"]["nodes"]]
            if any(model.columns is None or model.untyped_because == BELOW for model in models):
                outcome.untyped_because = BELOW
            elif result.get("message"):
                outcome.untyped_because = one_line(result["message"])
            else:
                # a failed hook stops dbt before the first test
                said = [one["message"] or "" for one in tested.nodes.values() if one["status"] == "error"]
                outcome.refusals.append(f"{place_of(node)}: dbt did not run it: {one_line('; '.join(said))}")
            return
        statement = Statement(as_text(sql))
        evaluation = self.analyzer.evaluate(statement.sql)
        if evaluation.refusal:
            self._refuse_statement(outcome, statement, evaluation)
            return
        # the reference's word counts; where it has none, the emulator's does
        if evaluation.rows is not None:
            if said := difference(evaluation.rows):
                outcome.refusals.append(f"{place_of(node)}: it fails on the reference evaluator: {said}")
            else:
                outcome.passes_on = REFERENCE
        elif result.get("status") == "pass":
            outcome.passes_on = f"emulator ({evaluation.failure})"
        else:
            said = f"{one_line(result.get('message'))}; reference evaluator: {evaluation.failure}"
            outcome.refusals.append(f"{place_of(node)}: it fails on the emulator: {said}")

    def _tell_hook(self, outcome: Outcome, tested: DbtResult) -> None:
        """Hooks run before and after the unit tests, so the emulator has seen what they do there."""
        result = tested.nodes.get(outcome.node["unique_id"])
        if result and result["status"] == "error" and NOT_IN_EMULATOR not in result["message"]:
            said = one_line(result["message"])
            outcome.refusals.append(f"{place_of(outcome.node)}: it fails on the emulator: {said}")
        elif result:
            said = (
                f": {one_line(result['message'])}"
                if result["status"] == "error"
                else " (it ran on the emulator)"
            )
            outcome.untyped_because += said


def one_line(text: str | None) -> str:
    """Return a text without its line breaks."""
    return " ".join((text or "").split())


def place_of(node: dict) -> str:
    """Return a node's name and file."""
    return f"{node['name']} {node['original_file_path']}"
