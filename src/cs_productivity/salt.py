"""The salt of the keys that stand for agents: read, or made once at random. It never goes into a message."""

from __future__ import annotations

import os
import secrets
import stat
import warnings
from pathlib import Path

from cs_productivity.settings import Settings, SettingsError

# The sample generator leaves this file in a landing zone of made-up logs.
SAMPLE_MARKER = "_sample.json"
# Public on purpose: it hides nothing, and gives made-up agents the same keys on every machine.
SAMPLE_SALT = "made-up-agents-have-nothing-to-hide"

MINIMUM_LENGTH = 16


def load_salt(settings: Settings) -> str:
    """Return the salt: the file's at CS_SALT_PATH, else the fixed one for sample logs, else a new random one.

    A new salt is written to CS_SALT_PATH with mode 0600, in one step: of several processes that find none at
    the same time, one makes it and all return it. A file that others than its owner can read is tightened to
    0600, with a warning.

    Raises:
        SettingsError: the file cannot be read or written, is not text, or is shorter than 16 characters.
    """
    path = settings.salt_path
    if not os.path.lexists(path):
        if (settings.raw_path / SAMPLE_MARKER).is_file():
            return SAMPLE_SALT
        _make_salt(path)
    return _read_salt(path)


def replace_salt(settings: Settings) -> None:
    """Put a new random salt in place of the file's at CS_SALT_PATH, in one step; the old one is nowhere afterwards.

    Raises:
        SettingsError: there is no file, or it cannot be replaced, or the logs are the sample's, whose salt is fixed.
    """
    path = settings.salt_path
    if not path.is_file():
        why = (
            "the sample's salt is fixed"
            if (settings.raw_path / SAMPLE_MARKER).is_file()
            else "the first build makes one"
        )
        raise SettingsError(f"There is no salt at {path} to replace: {why}.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        try:
            _write_salt(draft)
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(
            f"The salt at {path} cannot be replaced ({error.strerror}): make its folder writable."
        ) from None


def _read_salt(path: Path) -> str:
    try:
        content = path.read_bytes()
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise SettingsError(
            f"The salt {path} cannot be read ({error.strerror}): make it a file that you can read, "
            "or point CS_SALT_PATH elsewhere."
        ) from None
    try:
        salt = content.decode("utf-8").strip()
    except UnicodeDecodeError:
        salt = "\0"
    # the error that held the bytes is gone here: nothing that is raised carries the salt
    if not salt.isprintable():
        raise SettingsError(f"The salt {path} is not one line of text: put the salt's own file there.")
    if len(salt) < MINIMUM_LENGTH:
        raise SettingsError(
            f"The salt {path} is shorter than {MINIMUM_LENGTH} characters: put a longer one there, or remove "
            "the file to get one at random (every agent_key changes)."
        )
    if mode & 0o077:
        _tighten(path, mode)
    return salt


def _tighten(path: Path, mode: int) -> None:
    try:
        path.chmod(0o600)
    except OSError as error:
        # a mounted secret may belong to someone else: it still is the right salt
        warnings.warn(
            f"The salt {path} has mode {mode:04o} and cannot be tightened ({error.strerror}): "
            "let its owner set mode 0600.",
            stacklevel=2,
        )
    else:
        warnings.warn(f"The salt {path} had mode {mode:04o}: it is 0600 now.", stacklevel=2)


def _write_salt(path: Path) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _make_salt(path: Path) -> None:
    """Write a random salt to a file that is not there yet; whoever comes second leaves the first one's."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write_salt(draft)
            # a link is made whole or not at all, and never replaces a file
            os.link(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except FileExistsError:
        if not path.is_file():
            raise SettingsError(
                f"The salt cannot be written to {path}: point CS_SALT_PATH at a file."
            ) from None
    except OSError as error:
        raise SettingsError(
            f"The salt cannot be written to {path} ({error.strerror}): make its folder writable, "
            "or point CS_SALT_PATH elsewhere."
        ) from None
