"""The way into BigQuery, signed in as profiles.yml does; and what of its settings makes no sense."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cs_productivity.settings import SettingsError

METHODS = ("oauth", "oauth-secrets", "service-account")
SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]
# a query that would read more is refused; what profiles.yml takes where nothing is set
MAX_BYTES = 1 << 40


def look_at_access(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence per setting of the project, the prefix or the sign-in that is missing or absurd."""
    if not environment.get("CS_BIGQUERY_PROJECT"):
        yield "CS_BIGQUERY_PROJECT is not set: give it the id of your BigQuery project."
    method = environment.get("CS_BIGQUERY_METHOD", "oauth")
    if method not in METHODS:
        yield f"CS_BIGQUERY_METHOD is {method}: it must be {', '.join(METHODS[:-1])} or {METHODS[-1]}."
    if method == "service-account":
        keyfile = environment.get("CS_BIGQUERY_KEYFILE", "")
        if not Path(keyfile).is_file():
            yield f"CS_BIGQUERY_KEYFILE is {keyfile or 'not set'}, which is no file: give it a service account's key."
    prefix = environment.get("CS_BIGQUERY_PREFIX", "")
    if not re.fullmatch(r"\w{0,80}", prefix, re.ASCII):
        yield f"CS_BIGQUERY_PREFIX is {prefix}: it must be letters, digits and underscores, such as anna_."


def refused(error: Exception) -> str:
    """Return the sentence for whoever is not let in, with the reason that Google's client gives."""
    reason = str(error).splitlines()[0]
    return f"BigQuery does not let you in ({reason}): sign in with `gcloud auth application-default login`."


def max_bytes(environment: Mapping[str, str]) -> int:
    """Return how many bytes one query may read.

    Raises:
        SettingsError: CS_BIGQUERY_MAX_BYTES is no whole number above 0.
    """
    text = environment.get("CS_BIGQUERY_MAX_BYTES", str(MAX_BYTES))
    if not re.fullmatch(r"[0-9]{1,18}", text.strip()) or not int(text):
        raise SettingsError(
            f"CS_BIGQUERY_MAX_BYTES is {text or 'empty'}: give a whole number of bytes above 0, or unset it."
        )
    return int(text)


def connect(environment: Mapping[str, str]) -> Any:
    """Return a client of the project in CS_BIGQUERY_PROJECT.

    Raises:
        SettingsError: the key's file holds no key.
        google.auth.exceptions.GoogleAuthError: nobody is signed in.
        OSError: the key's file cannot be read.
    """
    # takes a second to import, and readers of DuckDB need none of it
    from google.auth.credentials import AnonymousCredentials
    from google.cloud import bigquery

    project = environment["CS_BIGQUERY_PROJECT"]
    place = {"location": environment.get("CS_BIGQUERY_LOCATION", "US")}
    if environment.get("CS_BIGQUERY_ENDPOINT"):
        options = {"api_endpoint": environment["CS_BIGQUERY_ENDPOINT"]}
        return bigquery.Client(project, AnonymousCredentials(), client_options=options, **place)
    return bigquery.Client(project, _sign_in(environment), **place)


def _sign_in(environment: Mapping[str, str]) -> Any:
    """Return the credentials that the settings name, acting for CS_BIGQUERY_IMPERSONATE where that is set."""
    import google.auth
    from google.auth import impersonated_credentials

    if environment.get("CS_BIGQUERY_METHOD") == "service-account":
        credentials = _read_key(environment["CS_BIGQUERY_KEYFILE"])
    else:
        credentials, _ = google.auth.default(scopes=SCOPES)
    acted_for = environment.get("CS_BIGQUERY_IMPERSONATE")
    if acted_for:
        return impersonated_credentials.Credentials(credentials, acted_for, SCOPES)
    return credentials


def _read_key(keyfile: str) -> Any:
    from google.oauth2.service_account import Credentials

    try:
        return Credentials.from_service_account_file(keyfile, scopes=SCOPES)
    except ValueError:
        raise SettingsError(
            f"CS_BIGQUERY_KEYFILE is {keyfile}, which is no service account's key: give it the JSON file of one."
        ) from None
