"""What a check has found: breaches by file and row, and words that nobody has mapped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

TABLES = """
create temp table breaches (
    file_number integer, row_number bigint, place integer, field varchar, reason varchar, word varchar
);
create temp table seen (file_number integer, row_number bigint, id varchar, content ubigint);
create temp table words (field varchar, vocabulary varchar, word varchar, row_count bigint);
"""
# a word of a vocabulary, and not what somebody put in its place
SHOWN_WORD = "^[^ @]{1,40}$"


@dataclass
class Outcome:
    """What was found, for as long as the connection is open.

    A breach is of one field and one row; row 0 stands for all rows of a file. `row_count` is of the rows that were
    looked at, `unreadable` has a sentence about each file that could not be checked.
    """

    connection: duckdb.DuckDBPyConnection
    paths: list[str]
    row_count: int = 0
    unreadable: list[str] = field(default_factory=list)

    @property
    def breach_count(self) -> int:
        """All breaches."""
        return self._number("select count(*) from breaches")

    @property
    def bad_row_count(self) -> int:
        """Rows with a breach of their own."""
        return self._number(
            "select count(distinct (file_number, row_number)) from breaches where row_number > 0"
        )

    def breaches(self, limit: int | None = None) -> list[tuple[str, int, str, str]]:
        """Return path, row (from 1; 0 is all), field and reason of the first breaches, by file and row."""
        rows = self.connection.execute(
            "select file_number, row_number, field, concat_ws(' ', reason, word) from breaches "
            f"order by file_number, row_number, place, field, reason limit {'all' if limit is None else limit}"
        ).fetchall()
        return [(self.paths[number], row, name, reason) for number, row, name, reason in rows]

    def reasons(self) -> list[tuple[int, str, str]]:
        """Return how many breaches there are by field and reason, the most frequent first."""
        return self.connection.execute(
            "select count(*), field, reason from breaches group by all order by 1 desc, 2, 3"
        ).fetchall()

    def unmapped(self, known: Mapping[str, set[str]]) -> list[tuple[str, str, int]]:
        """Return field, word and rows of words that their vocabulary does not have, the most frequent first.

        Args:
            known: the words of each vocabulary.
        """
        rows = self.connection.execute(
            f"select field, vocabulary, word, cast(sum(row_count) as bigint), regexp_matches(word, '{SHOWN_WORD}') "
            "from words group by all order by 4 desc, 1, 3"
        ).fetchall()
        return [
            (name, word if is_shown else "(no word)", count)
            for name, vocabulary, word, count, is_shown in rows
            if word not in known.get(vocabulary, set())
        ]

    def _number(self, query: str) -> int:
        return self.connection.execute(query).fetchall()[0][0]
