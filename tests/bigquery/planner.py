"""Runs inside .venv-analyzer: two refusals of BigQuery's planner, which types alone do not show.

BigQuery runs an outer join, and a correlated subquery over a table, only where an equality ties both sides
("LEFT OUTER JOIN cannot be used without a condition that is an equality of fields from both sides of the
join"; "Correlated subqueries that reference other tables are not supported unless they can be
de-correlated").
A condition on one side alone, or a constant one, needs no equality.
"""

from __future__ import annotations

from collections.abc import Iterator

from zetasql import types
from zetasql.api import ResolvedNodeVisitor

OUTER = {
    types.ResolvedJoinScanEnums.JoinType.LEFT: "LEFT",
    types.ResolvedJoinScanEnums.JoinType.RIGHT: "RIGHT",
    types.ResolvedJoinScanEnums.JoinType.FULL: "FULL",
}
EQUALITIES = {"ZetaSQL:$equal", "ZetaSQL:$is_not_distinct_from"}
TABLES = (types.ResolvedTableScan, types.ResolvedWithRefScan)


class _Collector(ResolvedNodeVisitor):
    """Collects the nodes of some classes below a node, itself included."""

    def __init__(self, classes: tuple[type, ...]) -> None:
        super().__init__()
        self.classes = classes
        self.found: list[types.ResolvedNode] = []

    def default_visit(self, node: types.ResolvedNode) -> None:
        if isinstance(node, self.classes):
            self.found.append(node)
        self.descend(node)


def nodes_of(node: types.ResolvedNode, *classes: type) -> list[types.ResolvedNode]:
    """Return all nodes of the given classes below a node, itself included."""
    collector = _Collector(classes)
    collector.visit(node)
    return collector.found


def refusals(statement: types.ResolvedStatement) -> Iterator[tuple[str, types.ResolvedNode]]:
    """Yield a sentence and the node it is about for each join or subquery that BigQuery does not run."""
    for join in nodes_of(statement, types.ResolvedJoinScan):
        if join.join_type in OUTER and not _is_tied(join):
            kind = OUTER[join.join_type]
            yield f"{kind} OUTER JOIN without an equality of fields from both sides", join
    for subquery in nodes_of(statement, types.ResolvedSubqueryExpr):
        if subquery.parameter_list and not _is_decorrelated(subquery):
            yield "Correlated subquery over a table without an equality", subquery


def _is_tied(join: types.ResolvedJoinScan) -> bool:
    left = {column.column_id for column in join.left_scan.column_list}
    right = {column.column_id for column in join.right_scan.column_list}
    conjuncts = list(_conjuncts(join.join_expr)) if join.join_expr else []
    over_both = [one for one in conjuncts if _columns(one) & left and _columns(one) & right]
    return not over_both or any(_has_equality(one, left, right) for one in over_both)


def _is_decorrelated(subquery: types.ResolvedSubqueryExpr) -> bool:
    # x in (…) is an equality itself, and an array of the outer row is no table
    is_in = subquery.subquery_type == types.ResolvedSubqueryExprEnums.SubqueryType.IN
    if is_in or not nodes_of(subquery.subquery, *TABLES):
        return True
    outer = {reference.column.column_id for reference in subquery.parameter_list}
    conditions = [scan.filter_expr for scan in nodes_of(subquery.subquery, types.ResolvedFilterScan)]
    joins = nodes_of(subquery.subquery, types.ResolvedJoinScan)
    conditions += [join.join_expr for join in joins if join.join_expr]
    conjuncts = [one for condition in conditions for one in _conjuncts(condition)]
    return any(_has_equality(one, outer, _columns(one) - outer) for one in conjuncts)


def _conjuncts(expression: types.ResolvedExpr) -> Iterator[types.ResolvedExpr]:
    if _function(expression) == "ZetaSQL:$and":
        for argument in expression.argument_list:
            yield from _conjuncts(argument)
    else:
        yield expression


def _has_equality(expression: types.ResolvedExpr, one_side: set[int], other_side: set[int]) -> bool:
    # `a = b or (a is null and b is null)` is the long form of `is not distinct from`
    if _function(expression) == "ZetaSQL:$or":
        others = [argument for argument in expression.argument_list if not _are_all_null(argument)]
        return len(others) == 1 and _has_equality(others[0], one_side, other_side)
    if _function(expression) not in EQUALITIES:
        return False
    first, second = (_columns(argument) for argument in expression.argument_list)
    if not first or not second:
        return False
    return (first <= one_side and second <= other_side) or (first <= other_side and second <= one_side)


def _are_all_null(expression: types.ResolvedExpr) -> bool:
    return all(_function(conjunct) == "ZetaSQL:$is_null" for conjunct in _conjuncts(expression))


def _function(expression: types.ResolvedExpr) -> str | None:
    return expression.function.name if isinstance(expression, types.ResolvedFunctionCall) else None


def _columns(expression: types.ResolvedExpr) -> set[int]:
    return {reference.column.column_id for reference in nodes_of(expression, types.ResolvedColumnRef)}
