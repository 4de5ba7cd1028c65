"""A user and a password for one server, given as the server asks for them (RFC 7617 and RFC 7616)."""

import base64
from collections.abc import Sequence
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)


class Credentials:
    """Answers a server's challenge, by Digest where it is offered and else by Basic."""

    def __init__(self, url: str, user: str, password: str) -> None:
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, user, password)
        self._digest = AbstractDigestAuthHandler(passwords)
        self._basic = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")

    def answer(self, challenges: Sequence[str], request: Request) -> str | None:
        """The Authorization header for a request; None where neither scheme is offered."""
        offered = {scheme.lower(): rest for scheme, _, rest in (one.partition(" ") for one in challenges)}
        if "digest" in offered:
            challenge = parse_keqv_list([part for part in parse_http_list(offered["digest"]) if part])
            return f"Digest {self._digest.get_authorization(request, challenge)}"
        return f"Basic {self._basic}" if "basic" in offered else None
