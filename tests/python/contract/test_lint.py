"""The contracts are Open Data Contract Standard to a tool that the project does not come with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT

sys.path.append(str(ROOT / "tests" / "bigquery"))

from environments import ensure_environment

pytestmark = pytest.mark.slow
CONTRACTS = sorted((ROOT / "contracts").glob("*.yml"))


@pytest.fixture(scope="module")
def datacontract() -> Path:
    return ensure_environment("datacontract", Path(__file__).parent).with_name("datacontract")


def lint(datacontract: Path, contract: Path, result: Path) -> dict:
    """What the tool writes about a contract; the standard's schema is in its package."""
    command = [str(datacontract), "lint", "--output-format", "json", "--output", str(result), str(contract)]
    # nothing listens there
    closed = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
    done = subprocess.run(
        command, env={**os.environ, **closed}, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.is_file(), done.stdout + done.stderr
    return {"code": done.returncode, **json.loads(result.read_text())}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.stem)
def test_each_contract_passes(datacontract: Path, contract: Path, tmp_path: Path) -> None:
    said = lint(datacontract, contract, tmp_path / "lint.json")
    assert [(check["name"], check["result"]) for check in said["checks"]] == [
        ("Data contract is valid against ODCS v3.1.0", "passed")
    ]
    assert (said["code"], said["result"]) == (0, "passed")


def test_a_key_that_the_standard_does_not_have_fails(datacontract: Path, tmp_path: Path) -> None:
    text = CONTRACTS[0].read_text(encoding="utf-8")
    contract = tmp_path / "wrong.yml"
    contract.write_text(text.replace("        logicalType: string\n", "        logicalType: text\n", 1))
    said = lint(datacontract, contract, tmp_path / "lint.json")
    assert (said["code"], said["result"]) == (1, "failed")
