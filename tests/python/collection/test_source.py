"""Settings of the store: what is wrong is refused by name, and the password is in no message."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from project import ROOT

from cs_productivity.collection.source import load_source
from cs_productivity.settings import SettingsError

URL = "postgresql://reader@db.example:5432/contact_tool"
SECRET = "s3cret/with@odd:signs"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "CS_SOURCE_URL is not set"),
        ({"CS_SOURCE_URL": " "}, "CS_SOURCE_URL is not set"),
        ({"CS_SOURCE_URL": f"db.example:{SECRET}"}, "CS_SOURCE_URL is no address of a database"),
        (
            {"CS_SOURCE_URL": f"postgresql://reader:{SECRET}@db:port/x"},
            "CS_SOURCE_URL is no address of a database",
        ),
        ({"CS_SOURCE_URL": "postgresql://reader@db.example"}, "CS_SOURCE_URL is no address of a database"),
        (
            {"CS_SOURCE_URL": f"oracle://reader:{quote(SECRET, safe='')}@db/x"},
            "CS_SOURCE_URL begins with another word than postgresql",
        ),
        ({"CS_SOURCE_URL": "postgresql://db.example/x"}, "CS_SOURCE_URL names no user"),
        ({"CS_SOURCE_URL": URL, "CS_SOURCE_PASSWORD": ""}, "CS_SOURCE_PASSWORD is set to an empty text"),
        (
            {"CS_SOURCE_URL": f"postgresql://reader:{'x' * 9}@db/x", "CS_SOURCE_PASSWORD": SECRET},
            "CS_SOURCE_URL and CS_SOURCE_PASSWORD hold different passwords",
        ),
        ({"CS_SOURCE_URL": URL, "CS_SOURCE_SCHEMA": "a; drop"}, "CS_SOURCE_SCHEMA is 'a; drop'"),
        ({"CS_SOURCE_URL": URL, "CS_SOURCE_LAG_SECONDS": "0"}, "CS_SOURCE_LAG_SECONDS is 0"),
        ({"CS_SOURCE_URL": URL, "CS_SOURCE_LAG_SECONDS": "-1"}, "CS_SOURCE_LAG_SECONDS is -1"),
        ({"CS_SOURCE_URL": URL, "CS_SOURCE_LAG_SECONDS": "1h"}, "CS_SOURCE_LAG_SECONDS is 1h"),
        ({"CS_SOURCE_URL": URL, "CS_SOURCE_LAG_SECONDS": "604801"}, "CS_SOURCE_LAG_SECONDS is 604801"),
        (
            {"CS_SOURCE_URL": URL, "CS_SOURCE_LAG": "60"},
            "There is no setting named CS_SOURCE_LAG: there are CS_SOURCE_URL",
        ),
        ({"CS_SOURCE_URL": URL, "CS_SOURCE_XYZ": "60"}, "There is no setting named CS_SOURCE_XYZ"),
    ],
)
def test_a_wrong_setting_is_refused_by_name_and_without_the_password(
    settings: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_source(settings)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert SECRET not in str(refusal.value) and "s3cret" not in str(refusal.value)
    # what it was raised from is told by a traceback, too
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "mysql", "mariadb"])
def test_an_address_says_which_store_and_the_password_comes_apart_from_it(scheme: str) -> None:
    source = load_source({"CS_SOURCE_URL": URL.replace("postgresql", scheme), "CS_SOURCE_PASSWORD": SECRET})
    assert source.kind == ("postgresql" if scheme.startswith("p") else "mysql")
    assert source.url.password == SECRET
    assert (source.lag_seconds, source.schema) == (3600, None)
    assert source.place == "db.example:5432/contact_tool"


def test_a_source_never_spells_its_password() -> None:
    source = load_source({"CS_SOURCE_URL": URL, "CS_SOURCE_PASSWORD": SECRET})
    assert "s3cret" not in f"{source!r} {source} {source.url} {source.name} {source.place}"
    address = source.url.render_as_string(hide_password=False)
    text = source.without_secrets(f"at {address} with {SECRET} failed")
    assert "s3cret" not in text and "***" in text


@pytest.mark.parametrize("package", ["sqlalchemy", "dlt", "psycopg"])
def test_a_package_that_is_not_installed_is_a_sentence(package: str, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from cs_productivity.cli import main; sys.exit(main(['collect']))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "CS_SOURCE_URL": URL, "CS_RAW_PATH": str(tmp_path / "raw")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = f"`collect` needs packages that are not installed ({package}): pip install 'cs-productivity[ingest]'.\n"
    assert (ended.returncode, ended.stderr) == (2, said)
