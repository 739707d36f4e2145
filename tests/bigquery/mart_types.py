"""Tells the analyzer what columns the marts have, as their contracts declare them."""

from __future__ import annotations

from analyzer import Analyzer
from bi.marts import load_marts
from nodes import select_of_types


def declare_marts(analyzer: Analyzer, dataset: str) -> None:
    """Declare every mart in a dataset, which is named as queries name it: `` `project`.`marts` ``."""
    for mart, columns in load_marts().items():
        declared = [(name, column.type.upper()) for name, column in columns.items()]
        answer = analyzer.type_statement(select_of_types(declared), f"{dataset}.`{mart}`")
        assert answer.columns == declared, answer.refusal
