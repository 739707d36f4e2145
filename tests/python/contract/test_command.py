"""The command line of the contract: what it prints, which it never does, and how it ends."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from project import ROOT, copy_project

from contract.given import ACTION, EVENT, lines_of
from cs_productivity.contract import cli, readers


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "backend_action_logs.jsonl"
    path.write_text(lines_of([ACTION]))
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str], str]:
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out.splitlines(), said.err


def test_a_file_as_the_contract_asks_ends_with_0(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", log) == (0, ["1 file, 1 row: as the contract asks."], "")


def test_breaches_end_with_1_and_are_counted_by_reason(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = [{**ACTION, "log_id": f"b{place}", "action": None, "latency_ms": -place} for place in range(3)]
    log.write_text(lines_of([ACTION, *bad]))
    code, lines, err = run(capsys, "check", log)
    assert (code, err) == (1, "")
    assert lines == [
        *(
            f"{log}, row {row}, {breach}"
            for row, breach in [(2, "action: is missing"), (3, "action: is missing")]
        ),
        f"{log}, row 3, latency_ms: is below 0",
        f"{log}, row 4, action: is missing",
        f"{log}, row 4, latency_ms: is below 0",
        "        3  action is missing",
        "        2  latency_ms is below 0",
        "1 file, 4 rows: 5 breaches in 3 rows.",
    ]
    _, lines, _ = run(capsys, "check", "--lines", 2, log)
    assert lines[2:4] == ["… and 3 more", "        3  action is missing"]
    _, lines, _ = run(capsys, "check", "--lines", 0, log)
    assert lines[0] == "… and 5 more"


def test_a_breach_of_all_rows_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "backend_action_logs.csv"
    path.write_text("log_id,action,body\nb1,x,hello\n")
    code, lines, _ = run(capsys, "check", path)
    assert (code, lines[0]) == (1, f"{path}, all rows, body: is not in the contract")
    assert lines[-1] == "1 file, 1 row: 2 breaches in 0 rows."


def test_words_that_nobody_has_mapped_are_told_and_end_with_0(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.write_text(
        lines_of([{**ACTION, "action": "macro_applied"}, {**ACTION, "log_id": "b2", "action": "Login"}])
    )
    code, lines, _ = run(capsys, "check", log)
    assert code == 0
    assert lines[0] == (
        "Words without a row in seeds/vocabulary/vocabulary_words.csv, which is no breach (they are kept and counted): "
        "action macro_applied (1 row)."
    )


SECRETS = ("mio@desk.example", "+819012345678", "Dear Mio", "dear_mio")


def test_nothing_that_stands_in_a_file_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address, number, text, word = SECRETS
    rows = [{**ACTION, name: value} for name in ACTION for value in SECRETS[:3]]
    rows += [{**ACTION, "properties": {key: 1}} for key in SECRETS[:3]]
    rows += [{**ACTION, "properties": {"a": [value]}} for value in SECRETS[:3]]
    rows += [
        {**ACTION, address: 1, number: 1, text: 1},
        {**ACTION, "action": word * 9},
        {**ACTION, "action": text},
    ]
    path = tmp_path / "backend_action_logs.jsonl"
    path.write_text(lines_of([*rows, json.dumps({**ACTION, "action": address})[:-1], "{" + text]))
    table = tmp_path / "backend_action_logs.csv"
    table.write_text(f'log_id,{address},"{text}"\n{address},{number},{text}\n{text}\n')
    broken = tmp_path / "backend_action_logs.parquet"
    broken.write_text(text * 100)
    code, lines, err = run(capsys, "check", path, table, broken)
    assert code == 2 and len(lines) > 30
    assert [secret for secret in SECRETS if secret in "\n".join(lines) + err] == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("nowhere.jsonl", None, "is no file: name one that is there."),
        (
            "tickets.txt",
            b"x",
            r"cannot be checked: its name must end in \.parquet, .* or \.csv\[\.gz\]\.",
        ),
        ("tickets.parquet.gz", b"x", "cannot be checked: its name must end in"),
        (
            "other.jsonl",
            b"{}",
            "is of no known table: name its folder or the file after one, or give --table.",
        ),
        ("ticketsold.jsonl", b"{}", "is of no known table"),
        ("tickets.parquet", b"this is none", r"cannot be read \(.*\): check or replace the file\."),
        ("tickets.csv", b"", "has no header: name the columns in its first line."),
        (
            "tickets.csv",
            b"status,status\n1,2\n",
            "has status twice in its header: give each column one name.",
        ),
        ("tickets.csv.gz", b"no gzip", r"cannot be read \(.*\): check or replace the file\."),
        (
            "tickets.jsonl.gz",
            gzip.compress(os.urandom(9000))[:5000],
            r"cannot be read \(.*\): check or replace",
        ),
        ("tickets.jsonl", b"{}\n" + b"x" * 5000, r"cannot be read \(a row is longer than \d+ MiB\)"),
    ],
)
def test_what_cannot_be_checked_is_one_sentence_and_ends_with_2(
    log: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes | None,
    sentence: str,
) -> None:
    monkeypatch.setattr(readers, "BLOCK_BYTES", 1 << 11)
    path = log.parent / name
    if content is not None:
        path.write_bytes(content)
    code, lines, err = run(capsys, "check", path, log)
    assert code == 2
    assert re.fullmatch(rf"{re.escape(str(path))} {sentence}.*\n", err), err
    # the others are checked all the same
    assert lines == ["1 file, 1 row: as the contract asks."]


def test_wrong_arguments_are_one_sentence_and_end_with_2(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines, err = run(capsys, "check", "--table", "visits", log)
    assert (code, lines) == (2, [])
    assert err.startswith("There is no raw table visits: use one of agents, backend_action_logs, ")
    assert run(capsys, "check", "--lines", -1, log)[::2] == (
        2,
        "--lines -1 is below 0: give a number of lines.\n",
    )
    empty = log.parent / "empty"
    empty.mkdir()
    assert run(capsys, "check", empty)[0] == 2
    with pytest.raises(SystemExit) as ended:
        cli.main(["check"])
    assert ended.value.code == 2


def test_a_folder_stands_for_its_files_and_its_name_for_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "frontend_event_logs" / "loaded_date=2026-03-02"
    folder.mkdir(parents=True)
    landed = {
        **EVENT,
        "properties": None,
        "received_at": EVENT["sent_at_client"],
        "loaded_at": EVENT["sent_at_client"],
    }
    pq.write_table(pa.Table.from_pylist([landed]), folder / "part-0.parquet")
    (folder / "_notes.csv").write_text("x\n")
    (folder / ".hidden.csv").write_text("x\n")
    (folder / "README").write_text("x\n")
    assert run(capsys, "check", tmp_path)[:2] == (0, ["1 file, 1 row: as the contract asks."])
    # the same as JSON Lines, of a name that tells nothing
    (tmp_path / "x.jsonl").write_text(lines_of([landed]))
    given = ("--table", "frontend_event_logs", "--stage", "landed", tmp_path / "x.jsonl")
    assert run(capsys, "check", *given)[0] == 0
    assert run(capsys, "check", *given[:2], *given[4:])[0] == 1


def test_the_module_can_be_run_from_anywhere(log: Path) -> None:
    command = [sys.executable, "-m", "cs_productivity.contract", "check", log.name]
    ended = subprocess.run(command, cwd=log.parent, capture_output=True, text=True, timeout=120, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "1 file, 1 row: as the contract asks.\n", "")


def test_schemas_names_what_it_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_project(tmp_path, ("dbt_project.yml", "contracts"))
    monkeypatch.chdir(folder)
    code, lines, _ = run(capsys, "schemas")
    assert code == 0
    assert lines[-1] == f"Written: {folder}/contracts/released.json"
    contract = folder / "contracts" / "tickets.yml"
    contract.write_text(contract.read_text().replace("name: priority", "name: urgency"))
    code, lines, err = run(capsys, "schemas")
    assert (code, lines) == (2, [])
    assert err.startswith("The contract tickets 1.0.0 is broken for who writes or reads it (no priority)")
    assert ROOT not in folder.parents
