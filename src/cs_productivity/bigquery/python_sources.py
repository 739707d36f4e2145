"""Ships what Python models import to BigQuery, whose notebooks know nothing of this package.

dbt sends a model's compiled file alone. So the modules that the models import, and theirs, are packed into a macro,
which `macros/engine/python_on_bigquery.sql` writes into that file.
"""

from __future__ import annotations

import ast
import base64
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from cs_productivity.settings import SettingsError

PACKAGE = "cs_productivity"
MACRO = Path("build") / "bigquery" / "python_sources.sql"
# zip files know no earlier date; the same sources give the same bytes
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEAD = "{#- Made by `python -m cs_productivity pack`: modules of src/ that Python models import, zipped, base64. -#}"


def pack(root: Path) -> Path:
    """Write the macro with the sources of a project's Python models.

    Args:
        root: the project's root.

    Returns:
        The macro's file.

    Raises:
        SettingsError: a model imports a module of the package that is not there.
    """
    macro = root / MACRO
    macro.parent.mkdir(parents=True, exist_ok=True)
    macro.write_text(packed_macro(root), encoding="utf-8")
    return macro


def is_packed(root: Path) -> bool:
    """Tell whether the macro holds the sources as they are."""
    macro = root / MACRO
    return macro.is_file() and macro.read_text(encoding="utf-8") == packed_macro(root)


def packed_macro(root: Path) -> str:
    """Return the macro's text."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for file in imported_files(root):
            entry = zipfile.ZipInfo(file.relative_to(root / "src").as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            files.writestr(entry, file.read_bytes())
    packed = base64.b64encode(archive.getvalue()).decode("ascii")
    return f"{_HEAD}\n{{% macro python_sources() -%}}\n{packed}\n{{%- endmacro %}}\n"


def imported_files(root: Path) -> list[Path]:
    """Return the package's files that the Python models below models/ import, and those that these import.

    Raises:
        SettingsError: one of them is not there.
    """
    waiting = sorted((root / "models").rglob("*.py"))
    found: set[Path] = set()
    while waiting:
        importer = waiting.pop()
        for module in _modules_of(importer):
            for file in _files_of(module, importer, root):
                if file not in found:
                    found.add(file)
                    waiting.append(file)
    return sorted(found)


def _modules_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        yield from (name for name in names if name.split(".")[0] == PACKAGE)


def _files_of(module: str, importer: Path, root: Path) -> Iterator[Path]:
    """Yield a module's file, and the files of the packages around it."""
    parts = module.split(".")
    for end in range(1, len(parts) + 1):
        place = root.joinpath("src", *parts[:end])
        file = next(
            (file for file in (place / "__init__.py", place.with_suffix(".py")) if file.is_file()), None
        )
        if file is None:
            raise SettingsError(f"{importer} imports {module}, and there is no {place}.py: restore it.")
        yield file
