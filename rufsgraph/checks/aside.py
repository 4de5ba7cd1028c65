"""Work done beside this process, on the second processor where there is one."""

import os
import pickle
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class WorkLost(RuntimeError):
    """The process that did the work ended without saying what came of it."""


def aside(work: Callable[[], T]) -> Callable[[], T]:
    """Begins some work and gives what waits for its outcome; what it raises is raised there.

    The work is done in a fork of this process, which is handed everything without a copy. So its outcome,
    which comes back pickled, is all that it changes. With one processor it is done when it is waited for.
    """
    if _processors() < 2 or not hasattr(os, "fork"):
        return work
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _tell(work, writer)
    os.close(writer)
    return lambda: _outcome(child, reader)


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # Linux alone has it
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _tell(work: Callable[[], object], writer: int) -> None:
    """Does the work, writes its outcome and ends this process, whose other duties are its parent's."""
    try:
        told: tuple[bool, object]
        try:
            told = True, work()
        except Exception as error:  # noqa: BLE001
            told = False, error
        content = pickle.dumps(told)
        with os.fdopen(writer, "wb") as out:
            out.write(content)
    finally:
        os._exit(0)


def _outcome(child: int, reader: int) -> T:  # type: ignore[type-var]
    with os.fdopen(reader, "rb") as told:
        content = told.read()
    _, status = os.waitpid(child, 0)
    if not content:
        raise WorkLost(f"a process of the build ended with {os.waitstatus_to_exitcode(status)}")
    done, outcome = pickle.loads(content)  # noqa: S301 - our own process wrote it
    if not done:
        raise outcome
    found: T = outcome
    return found
