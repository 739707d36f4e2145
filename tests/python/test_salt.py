"""The salt is read, made once, kept to its owner, and never told."""

from __future__ import annotations

import os
import re
import secrets
import stat
import threading
import warnings
from pathlib import Path

import pytest

from cs_productivity.salt import SAMPLE_MARKER, SAMPLE_SALT, load_salt, replace_salt
from cs_productivity.settings import Settings, SettingsError

SALT = "0123456789abcdef"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    return Settings(
        project_root=tmp_path,
        raw_path=tmp_path / "raw",
        raw_path_is_given=False,
        duckdb_path=tmp_path / "warehouse.duckdb",
        publish_path=tmp_path / "published",
        salt_path=tmp_path / "secret" / "salt",
    )


@pytest.fixture(autouse=True)
def _no_warning_goes_unseen():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def _write(settings: Settings, content: bytes, mode: int = 0o600) -> None:
    settings.salt_path.parent.mkdir(exist_ok=True)
    settings.salt_path.write_bytes(content)
    settings.salt_path.chmod(mode)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_file_is_read_without_its_line_end(settings: Settings) -> None:
    _write(settings, f" {SALT}\r\n".encode())
    assert load_salt(settings) == SALT


def test_the_file_comes_before_the_sample_marker(settings: Settings) -> None:
    _write(settings, SALT.encode())
    (settings.raw_path / SAMPLE_MARKER).touch()
    assert load_salt(settings) == SALT


def test_sample_logs_have_the_fixed_salt_and_leave_no_file(settings: Settings) -> None:
    (settings.raw_path / SAMPLE_MARKER).touch()
    assert load_salt(settings) == SAMPLE_SALT
    assert not settings.salt_path.exists()


def test_real_logs_get_a_random_salt_that_stays(settings: Settings) -> None:
    first = load_salt(settings)
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert load_salt(settings) == first
    assert settings.salt_path.read_text().strip() == first
    assert os.listdir(settings.salt_path.parent) == ["salt"]
    settings.salt_path.unlink()
    assert load_salt(settings) != first


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_new_salt_is_its_owners_alone(settings: Settings, umask: int) -> None:
    before = os.umask(umask)
    try:
        load_salt(settings)
    finally:
        os.umask(before)
    assert _mode(settings.salt_path) == 0o600


def test_a_salt_is_replaced_by_another_that_is_its_owners_alone(settings: Settings) -> None:
    first = load_salt(settings)
    before = os.umask(0)
    try:
        replace_salt(settings)
    finally:
        os.umask(before)
    assert len({first, SAMPLE_SALT, load_salt(settings)}) == 3
    assert _mode(settings.salt_path) == 0o600
    assert os.listdir(settings.salt_path.parent) == ["salt"]


def test_where_there_is_no_salt_none_is_replaced(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="to replace: the first build makes one"):
        replace_salt(settings)
    (settings.raw_path / SAMPLE_MARKER).touch()
    with pytest.raises(SettingsError, match="to replace: the sample's salt is fixed"):
        replace_salt(settings)
    assert not settings.salt_path.exists()


def test_a_salt_that_cannot_be_replaced_stays(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_salt(settings)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(SettingsError, match=r"cannot be replaced \(Permission denied\)") as refused:
        replace_salt(settings)
    assert load_salt(settings) == first and first not in str(refused.value)
    assert os.listdir(settings.salt_path.parent) == ["salt"]


def test_many_at_once_end_up_with_one_salt(settings: Settings) -> None:
    count = 16
    start = threading.Barrier(count)
    salts = []

    def load() -> None:
        start.wait()
        salts.append(load_salt(settings))

    threads = [threading.Thread(target=load) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert salts == [settings.salt_path.read_text().strip()] * count


def test_who_comes_second_takes_the_first_ones_salt(settings: Settings, monkeypatch) -> None:
    def token_hex(size: int) -> str:
        # another process is done between the look at the path and the writing
        if size == 32 and not settings.salt_path.exists():
            _write(settings, SALT.encode())
        return "f" * 2 * size

    monkeypatch.setattr(secrets, "token_hex", token_hex)
    assert load_salt(settings) == SALT
    assert os.listdir(settings.salt_path.parent) == ["salt"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_salt_that_others_can_read_is_tightened_and_said(settings: Settings, mode: int) -> None:
    _write(settings, SALT.encode(), mode)
    with pytest.warns(UserWarning, match=f"had mode {mode:04o}: it is 0600 now") as said:
        assert load_salt(settings) == SALT
    assert SALT not in str(said[0].message)
    assert _mode(settings.salt_path) == 0o600
    assert load_salt(settings) == SALT


def test_a_salt_that_cannot_be_tightened_is_said_and_used(settings: Settings, monkeypatch) -> None:
    _write(settings, SALT.encode(), 0o644)

    def chmod(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", chmod)
    with pytest.warns(UserWarning, match="cannot be tightened"):
        assert load_salt(settings) == SALT


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "shorter than 16"),
        (b"shorty-secret\n", "shorter than 16"),
        (b"  fifteen-letters  \n", "shorter than 16"),
        (b"fifteen-letters\xff\xfe-secret", "not one line of text"),
        (b"two lines of secret\nwith a second one", "not one line of text"),
        (b"nul in the secret\x00 is no text", "not one line of text"),
    ],
)
def test_a_bad_salt_is_refused_without_telling_it(settings: Settings, content: bytes, sentence: str) -> None:
    _write(settings, content)
    with pytest.raises(SettingsError, match=sentence) as refusal:
        load_salt(settings)
    told = str(refusal.value)
    assert str(settings.salt_path) in told and "\n" not in told
    assert "secret" not in told.replace(str(settings.salt_path), "") and "fifteen" not in told
    # nor does the error it came from, which a traceback would print
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    assert settings.salt_path.read_bytes() == content


def test_a_folder_is_no_salt(settings: Settings) -> None:
    settings.salt_path.mkdir(parents=True)
    with pytest.raises(SettingsError, match="cannot be read"):
        load_salt(settings)


def test_a_place_that_cannot_be_written_is_said(settings: Settings) -> None:
    settings.salt_path.parent.write_text("a file where the folder belongs")
    with pytest.raises(SettingsError, match="cannot be written"):
        load_salt(settings)
