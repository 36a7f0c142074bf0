"""Credentials of accounts outside, at rest: encrypted with a key derived from the installation's secret."""

import base64
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet
from django.conf import settings

PURPOSE = "credentials"


def seal(credentials: Mapping[str, str]) -> str:
    """Credentials as a text that only this installation can open (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _box().encrypt(json.dumps(dict(credentials), sort_keys=True).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """What was sealed; nothing sealed is an empty mapping. Raises cryptography's InvalidToken for another key's text."""
    if not sealed:
        return {}
    opened: dict[str, str] = json.loads(_box().decrypt(sealed.encode()))
    return opened


def _box() -> Fernet:
    digest = hashlib.sha256(f"{PURPOSE}:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
