"""Secret links: made from random bits and the site's key, so that no table holds one.

A registration keeps `link_seed` (160 random bits) and the SHA-256 of the secret. The secret
itself is an HMAC of the seed under SECRET_KEY: letters written later can carry the same
link, while a stolen dump of the database opens no door (design.md, rule 7).
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "registrations.links"
_ADDRESS_SALT = "registrations.links.address"
SEED_BYTES = 20


@dataclass(frozen=True)
class Link:
    """A new secret, and the two values a registration stores instead of it."""

    secret: str
    seed: str
    secret_hash: str


def new_link() -> Link:
    """A link nobody has seen, from 160 bits of the system's randomness."""
    seed = secrets.token_hex(SEED_BYTES)
    secret = _secret(seed, settings.SECRET_KEY)
    return Link(secret=secret, seed=seed, secret_hash=hash_of(secret))


def hash_of(secret: str) -> str:
    """What is stored and looked up for `secret`."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def secret_for(seed: str, secret_hash: str) -> str:
    """The secret of a registration, given what it stores.

    A site whose SECRET_KEY was changed still finds it while the old key is among
    SECRET_KEY_FALLBACKS. Raises `LookupError` when no known key made this link.
    """
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        secret = _secret(seed, key)
        if secrets.compare_digest(hash_of(secret), secret_hash):
            return secret
    raise LookupError("no known SECRET_KEY made this link")


def address_code(seed: str, email: str) -> str:
    """What only a letter to `email` tells: whoever opens it there has got that letter.

    The page that greets after sign-up has the secret, but not this: a mistyped address
    cannot be confirmed from it.
    """
    return _address_code(seed, email, settings.SECRET_KEY)


def is_address_code(code: str, seed: str, email: str) -> bool:
    """Whether `code` came in a letter to `email`, by the site's key or one it had before."""
    known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    given = code.encode("utf-8", "surrogatepass")
    return any(
        secrets.compare_digest(_address_code(seed, email, key).encode("ascii"), given)
        for key in known
    )


def _address_code(seed: str, email: str, key: str) -> str:
    digest = salted_hmac(_ADDRESS_SALT, f"{seed}|{email}", secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:15]).decode("ascii")


def _secret(seed: str, key: str) -> str:
    digest = salted_hmac(_SALT, seed, secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")
