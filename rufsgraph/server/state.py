"""The state of the server, for those who run it: /health and /metrics."""

from flask import Blueprint, Response, json, request

from rufsgraph.server.context import front, live, settings, watch

blueprint = Blueprint("state", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Whether the server is ready, from which release it answers, and how busy this process of it is."""
    serving = live().serving()
    ready = serving.engine.alive()
    running, waiting = front().gate.load()
    document = {
        "ready": ready,
        "release": serving.release.name,
        "edition": serving.asker.edition.key,
        "workers": {
            "server": settings().workers,
            "query": settings().query_workers,
            "running": running,
            "running_at_most": front().gate.places.running,
            "waiting": waiting,
            "waiting_at_most": settings().query_waiting,
        },
    }
    response = Response(json.dumps(document), 200 if ready else 503, mimetype="application/json")
    return _fresh(response)


@blueprint.get("/metrics")
def metrics() -> Response:
    """The counts of all server processes, for Prometheus."""
    front().note_state()
    body, content_type = watch().exposition(request.headers.get("Accept"))
    return _fresh(Response(body, content_type=content_type))


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
