"""Renders the SQL of a question for one engine.

Sources are Jinja with << >>, <% %> and <# #>; {{tag}} and [[ ]] are Metabase's and stay as they are.
"""

from __future__ import annotations

import re
from pathlib import Path

import jinja2

from collection_generator.settings import Settings, SourceError
from collection_generator.source import Question

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TAG = re.compile(r"\{\{\s*(\w+)\s*\}\}")
TABLE = re.compile(r"\bmarts\.(\w+)")


class SqlRenderer:
    """Renders questions of a folder with one set of settings."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._settings = settings
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder / "questions"),
            variable_start_string="<<",
            variable_end_string=">>",
            block_start_string="<%",
            block_end_string="%>",
            comment_start_string="<#",
            comment_end_string="#>",
            undefined=jinja2.StrictUndefined,
            autoescape=False,
        )
        self._templates.globals.update(local=settings.local, weekdays=list(enumerate(WEEKDAYS, start=1)))
        macros = self._templates.get_template("macros.sql").module
        self._templates.globals.update(
            {name: macro for name, macro in vars(macros).items() if isinstance(macro, jinja2.runtime.Macro)}
        )

    def render(self, question: Question) -> str:
        """Return the SQL of a question, with Metabase's tags in it.

        Raises:
            SourceError: the SQL cannot be rendered, or its tags are not the filters of the question.
        """
        try:
            rendered = self._templates.get_template(f"{question.topic}/{question.sql}.sql").render()
        except jinja2.TemplateError as error:
            raise SourceError(f"{question.slug}: its SQL cannot be rendered ({error}).") from error
        sql = TABLE.sub(lambda found: self._settings.table(found[1]), rendered).strip()
        if (tags := set(TAG.findall(sql))) != set(question.filters):
            differ = ", ".join(sorted(tags.symmetric_difference(question.filters)))
            raise SourceError(
                f"{question.slug}: {differ} is in its SQL or in its filters alone, write it in both."
            )
        return sql
