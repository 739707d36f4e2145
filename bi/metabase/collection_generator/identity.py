"""Ids that stay the same as long as a question or dashboard keeps the name of its file.

Metabase knows by them what an import replaces, and keeps the address of a dashboard, so they hang on nothing else:
not on titles, texts, places or the engine.
"""

from __future__ import annotations

import base64
import hashlib
import uuid

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "cs_productivity/metabase")
ENTITY_ID_LENGTH = 21


def entity_id(*names: str) -> str:
    """Return a NanoID, in its alphabet and of its length, made from names."""
    digest = hashlib.sha256("/".join(names).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:ENTITY_ID_LENGTH]


def unique_id(*names: str) -> str:
    """Return a UUID made from names."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))
