"""Who the client of BigQuery signs in as, by the settings that profiles.yml takes."""

from __future__ import annotations

import json
from pathlib import Path

import google.auth
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth.credentials import AnonymousCredentials

from cs_productivity.bigquery.client import connect
from cs_productivity.settings import SettingsError

BUILDER = "builder@desk.iam.gserviceaccount.com"
READER = "reader@desk.iam.gserviceaccount.com"
DESK = {"CS_BIGQUERY_PROJECT": "desk"}


@pytest.fixture
def keyfile(tmp_path: Path) -> str:
    """The key of a service account that does not exist."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = {
        "type": "service_account",
        "client_email": BUILDER,
        "private_key": key.decode(),
        "token_uri": "http://127.0.0.1:9/token",
    }
    file = tmp_path / "key.json"
    file.write_text(json.dumps(account))
    return str(file)


def test_a_key_signs_in_as_its_service_account(keyfile: str) -> None:
    client = connect(DESK | {"CS_BIGQUERY_METHOD": "service-account", "CS_BIGQUERY_KEYFILE": keyfile})
    assert client._credentials.signer_email == BUILDER
    assert client.project == "desk"


@pytest.mark.parametrize("method", ["service-account", "oauth"])
def test_who_is_signed_in_acts_for_the_account_that_is_named(
    method: str, keyfile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", keyfile)
    named = {
        "CS_BIGQUERY_METHOD": method,
        "CS_BIGQUERY_KEYFILE": keyfile,
        "CS_BIGQUERY_IMPERSONATE": READER,
    }
    client = connect(DESK | named)
    assert client._credentials.signer_email == READER
    assert client._credentials._source_credentials.signer_email == BUILDER


@pytest.mark.parametrize("content", ["not a key", "{}"])
def test_a_key_that_is_none_is_said_in_a_sentence(content: str, tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    file.write_text(content)
    with pytest.raises(
        SettingsError, match=r"^CS_BIGQUERY_KEYFILE is .*key\.json, which is no service account's key"
    ):
        connect(DESK | {"CS_BIGQUERY_METHOD": "service-account", "CS_BIGQUERY_KEYFILE": str(file)})


def test_an_emulator_is_asked_without_signing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google.auth, "default", None)
    client = connect(DESK | {"CS_BIGQUERY_ENDPOINT": "http://127.0.0.1:9"})
    assert isinstance(client._credentials, AnonymousCredentials)
