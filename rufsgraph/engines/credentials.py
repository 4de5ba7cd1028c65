"""A user and a password for one server, given as the server asks for them (RFC 7617 and RFC 7616)."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from typing import Any
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)

_HASHES: dict[str, Callable[[bytes], Any]] = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


class _Digest(AbstractDigestAuthHandler):
    """The standard library's answer to a Digest challenge, which takes ASCII and old hashes alone."""

    def get_algorithm_impls(self, algorithm: str) -> Any:
        """A hash of text, and one of a secret and text; none where the algorithm isn't known."""
        used = _HASHES.get(algorithm.upper())
        if used is None:
            return None, None

        def hashed(text: str) -> str:
            return str(used(text.encode()).hexdigest())

        return hashed, lambda secret, text: hashed(f"{secret}:{text}")


class Credentials:
    """Answers a server's challenge, by Digest where it is offered and else by Basic."""

    def __init__(self, url: str, user: str, password: str) -> None:
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, user, password)
        self._digest = _Digest(passwords)
        self._basic = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")

    def answer(self, challenges: Sequence[str], request: Request) -> str | None:
        """The Authorization header for a request; None where neither scheme is offered."""
        offered = {scheme.lower(): rest for scheme, _, rest in (one.partition(" ") for one in challenges)}
        if "digest" in offered:
            challenge = parse_keqv_list([part for part in parse_http_list(offered["digest"]) if part])
            answer = self._digest.get_authorization(request, challenge)
            return f"Digest {answer}" if answer else None
        return f"Basic {self._basic}" if "basic" in offered else None
