"""Runs inside .venv-analyzer: types GoogleSQL statements one after the other, and runs single queries.

One JSON object per line in, one per line out. First line out: {"ready": true}.
In: {"sql": …, "creates": "`project`.`dataset`.`table`" or null}. Out: {"columns": [[name, type], …]} or
{"error": sentence, "line": n, "column": n}. A statement that creates is a table for those after it.
In: {"sql": a query of text columns, "evaluate": true}. Out: {"rows": [[text, …], …]}, an error as above, or
{"failure": sentence} where the query is sound and the reference evaluator cannot run it.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys
from pathlib import Path

import wasmtime
from planner import refusals
from zetasql import types
from zetasql.api import Analyzer, PreparedQuery, TableBuilder
from zetasql.core import local_service, wasm_client
from zetasql.core.exceptions import ServerError

# What the analyzer knows beyond BigQuery: a query that needs one of these would fail there. Each has a slip.
NOT_IN_BIGQUERY = {
    "ARRAY_EQUALITY",
    "ARRAY_ORDERING",
    "ARRAY_ZIP",
    "INLINE_LAMBDA_ARGUMENT",
    "LATERAL_JOIN",
    "MULTILEVEL_AGGREGATION",
    "MULTIWAY_UNNEST",
    "NULLIFZERO_ZEROIFNULL",
    "PI_FUNCTIONS",
    "TIMESTAMP_NANOS",
    "TIMESTAMP_PICOS",
    "TIMESTAMP_PRECISION",
    "UUID_TYPE",
}
# What BigQuery knows beyond the analyzer: ARGUMENT of the row with the greatest or least KEY.
ONLY_IN_BIGQUERY = ("max_by", "min_by")
Columns = list[tuple[str, types.Type]]


def use_compile_cache(folder: Path) -> None:
    """Keep the compiled WebAssembly in a folder: compiling takes about a minute, loading under a second."""
    folder.mkdir(exist_ok=True)
    settings = folder / "settings.toml"
    settings.write_text(f"[cache]\ndirectory = {json.dumps(str(folder / 'modules'))}\n")

    class CachingConfig(wasmtime.Config):
        def __init__(self) -> None:
            super().__init__()
            self.cache = str(settings)

    class BulkClient(wasm_client.WasmClient):
        """Moves bytes in one piece where the package moves them one by one."""

        def read_bytes(self, ptr: int, size: int) -> bytes:
            return ctypes.string_at(self._address(ptr), size)

        def write_bytes(self, ptr: int, data: bytes) -> None:
            ctypes.memmove(self._address(ptr), data, len(data))

        def _address(self, ptr: int) -> int:
            return ctypes.addressof(self.memory.data_ptr().contents) + ptr

    wasm_client.Config = CachingConfig
    local_service.WasmClient = BulkClient


def bigquery_language() -> types.LanguageOptions:
    """Return the analyzer's options that come nearest to BigQuery's dialect."""
    language = types.LanguageOptions.maximum_features()
    # the product's own type names: FLOAT64 is one, DOUBLE is none
    language.product_mode = types.ProductMode.PRODUCT_EXTERNAL
    # without this QUALIFY would want a WHERE beside it
    language.reserved_keywords = ["QUALIFY"]
    known = {feature.name.removeprefix("FEATURE_") for feature in types.LanguageFeature}
    if unknown := NOT_IN_BIGQUERY - known:
        raise ValueError(f"The analyzer has no feature {sorted(unknown)}: correct NOT_IN_BIGQUERY.")
    language.enabled_language_features = [
        feature
        for feature in language.enabled_language_features
        if types.LanguageFeature(feature).name.removeprefix("FEATURE_") not in NOT_IN_BIGQUERY
    ]
    return language


def by_functions() -> list[types.Function]:
    """Return MAX_BY and MIN_BY, typed as in BigQuery."""
    kinds = types.SignatureArgumentKind
    required = types.FunctionArgumentTypeOptions(cardinality=types.FunctionEnums.ArgumentCardinality.REQUIRED)
    argument, key = (
        types.FunctionArgumentType(kind=kind, options=required)
        for kind in (kinds.ARG_TYPE_ANY_1, kinds.ARG_TYPE_ANY_2)
    )
    signature = types.FunctionSignature(argument=[argument, key], return_type=argument)
    aggregate = types.FunctionEnums.Mode.AGGREGATE
    return [
        types.Function(name_path=[name], group="BigQuery", mode=aggregate, signature=[signature])
        for name in ONLY_IN_BIGQUERY
    ]


def type_text(type_: types.Type) -> str:
    """Return a type as it is written in GoogleSQL."""
    if type_.is_array():
        return f"ARRAY<{type_text(type_.as_array().element_type)}>"
    if type_.is_struct():
        fields = (
            f"{field.field_name or ''} {type_text(field.field_type)}".strip()
            for field in type_.as_struct().field
        )
        return f"STRUCT<{', '.join(fields)}>"
    return {"DOUBLE": "FLOAT64"}.get(type_.type_name(), type_.type_name())


class Refusal(Exception):
    """A statement that BigQuery would not take; `position` is (line, column), counted from 1."""

    def __init__(self, sentence: str, position: tuple[int, int]) -> None:
        super().__init__(sentence)
        self.position = position


class Typer:
    """Types statements against the tables that earlier statements created."""

    def __init__(self) -> None:
        language = bigquery_language()
        self.options = types.AnalyzerOptions(
            language_options=language,
            # else the evaluator reads and cuts timestamps in California's
            default_timezone="UTC",
            error_message_mode=types.ErrorMessageMode.ERROR_MESSAGE_ONE_LINE,
            parse_location_record_type=types.ParseLocationRecordType.PARSE_LOCATION_RECORD_FULL_NODE_SCOPE,
        )
        self.builtin_functions = types.ZetaSQLBuiltinFunctionOptions(language_options=language)
        self.by_functions = by_functions()
        self.tables: dict[tuple[str, ...], Columns] = {}

    def type_statement(self, sql: str, creates: str | None) -> list[tuple[str, str]]:
        """Return the name and type of each output column; none of a statement that is no query.

        Raises:
            Refusal: BigQuery would not take the statement.
        """
        try:
            statement = Analyzer.analyze_statement_static(sql, self.options, self.catalog(sql))
        except ServerError as error:
            raise located(error.raw_error) from error
        for sentence, node in refusals(statement):
            start = node.parse_location_range.start if node.parse_location_range else 0
            raise Refusal(sentence, line_and_column(sql, start))
        # a statement that is no query has none
        output = getattr(statement, "output_column_list", [])
        columns = [(column.name, column.column.type) for column in output]
        if creates:
            check_table_columns([name for name, _ in columns])
            self.tables[path_of(creates)] = columns
        return [(name, type_text(type_)) for name, type_ in columns]

    def evaluate(self, sql: str) -> list[list[str]]:
        """Run a query of text columns over no table and return its rows.

        Raises:
            Refusal: BigQuery would not take the query.
            ServerError: the reference evaluator cannot run it, or it fails on the way.
        """
        builder = PreparedQuery.builder().set_sql(sql).set_analyzer_options(self.options)
        try:
            query = builder.set_catalog(self.catalog(sql)).prepare()
        except ServerError:
            # a refusal if the analyzer refuses it too; else the evaluator does not know it
            self.type_statement(sql, None)
            raise
        with query:
            content = query.execute().content.table_data
        # no rows come without a table
        return [[cell.string_value for cell in row.cell] for row in content.row] if content else []

    def catalog(self, sql: str) -> types.SimpleCatalog:
        """Return a catalog of just the tables that a statement names."""
        projects: dict[str, dict[str, list[types.SimpleTable]]] = {}
        service = local_service.ZetaSqlLocalService.get_instance()
        named = service.extract_table_names_from_statement(
            sql_statement=sql, options=self.options.language_options
        )
        for path in {tuple(name.table_name_segment) for name in named.table_name}:
            # a table that is not there is the analyzer's to refuse; a name without dots is a CTE
            if path in self.tables:
                table = TableBuilder(path[-1])
                for column, type_ in self.tables[path]:
                    table.add_column(column, type_)
                projects.setdefault(path[0], {}).setdefault(path[1], []).append(table.build())
        catalogs = []
        for project, datasets in projects.items():
            inner = [types.SimpleCatalog(name=name, table=tables) for name, tables in datasets.items()]
            catalogs.append(types.SimpleCatalog(name=project, catalog=inner))
        return types.SimpleCatalog(
            name="bigquery",
            catalog=catalogs,
            builtin_function_options=self.builtin_functions,
            custom_function=self.by_functions,
        )


def path_of(relation: str) -> tuple[str, ...]:
    """Return the parts of `project`.`dataset`.`table`."""
    return tuple(part.strip("`") for part in relation.split("."))


def located(message: str) -> Refusal:
    """Split the analyzer's "Code: n, Message: sentence [at line:column]"; the sentence may have lines."""
    found = re.fullmatch(r"Code: \d+, Message: (.*?)(?: \[at (\d+):(\d+)\])?", " ".join(message.split()))
    # what other signatures there are is long, and of little help
    sentence = found[1].split(" Signature: ")[0]
    return Refusal(sentence, (int(found[2] or 1), int(found[3] or 1)))


def line_and_column(sql: str, byte: int) -> tuple[int, int]:
    """Return the line and column of a byte of a statement."""
    before = sql.encode()[:byte].decode(errors="ignore")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def check_table_columns(names: list[str]) -> None:
    """Refuse what a query may return and a table may not hold.

    Raises:
        Refusal: a column without a name, or two of one name.
    """
    lowered = [name.lower() for name in names]
    for index, name in enumerate(lowered, start=1):
        if name.startswith("$"):
            raise Refusal(f"Column {index} has no name: a table or view needs one", (1, 1))
        if lowered.count(name) > 1:
            raise Refusal(f"Column {name} comes {lowered.count(name)} times: a table takes it once", (1, 1))


def main() -> None:
    """Answer statements until standard input ends."""
    use_compile_cache(Path(sys.prefix) / "compile-cache")
    typer = Typer()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request.get("evaluate"):
                answer: dict[str, object] = {"rows": typer.evaluate(request["sql"])}
            else:
                answer = {"columns": typer.type_statement(request["sql"], request["creates"])}
        except Refusal as refusal:
            answer = {"error": str(refusal), "line": refusal.position[0], "column": refusal.position[1]}
        except ServerError as error:
            answer = {"failure": " ".join(error.message.split())}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
