"""The description of the API, for programs that make clients and forms of it."""

from functools import cache

from flask import Blueprint, Response, json

from rufsgraph import __version__, errors
from rufsgraph.config import Settings
from rufsgraph.errors import RufsError
from rufsgraph.protocol.openapi import document
from rufsgraph.protocol.operations import Api
from rufsgraph.protocol.schemas import Both, Code
from rufsgraph.server.asking import VALUE_LENGTH
from rufsgraph.server.context import language, settings
from rufsgraph.server.failures import MethodNotAllowed, status_of

blueprint = Blueprint("openapi", __name__)


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """Every address of this server with its parameters, answers and errors, in OpenAPI 3.1."""
    response = Response(_written(settings(), language()), mimetype="application/json")
    response.headers["Vary"] = "Accept-Language"
    return response


@cache
def _written(given: Settings, lang: str) -> bytes:
    """The document as it is sent."""
    return json.dumps(document(_api(given), lang), ensure_ascii=False).encode()


def _api(given: Settings) -> Api:
    return Api(
        version=__version__,
        query_seconds=given.query_seconds,
        query_memory=given.query_memory,
        query_bytes=given.query_bytes,
        answer_bytes=given.answer_bytes,
        query_running=given.query_running,
        query_waiting=given.query_waiting,
        value_length=VALUE_LENGTH,
        codes=codes(),
    )


def codes() -> list[Code]:
    """Every code of the error tree, with the status and the title that it is answered with."""
    named = vars(errors).values()
    tree: list[type[RufsError]] = [MethodNotAllowed]
    tree += [one for one in named if isinstance(one, type) and issubclass(one, RufsError)]
    return sorted(Code(one.code, status_of(one), Both(one.title_sv, one.title_en)) for one in tree)
