"""Work done beside this process comes back whole, with what went wrong in it."""

import os
import threading

import pytest

from rufsgraph.checks.aside import WorkLost, aside
from rufsgraph.errors import DataWrong, Finding

MANY = 3_000_000
"""More bytes than a pipe holds."""

two_processors = pytest.mark.skipif(
    len(os.sched_getaffinity(0)) < 2, reason="work is done in this process where there is one processor"
)


def test_outcome_comes_back() -> None:
    waiting = aside(lambda: "å" * MANY)
    assert waiting() == "å" * MANY


def test_work_of_ours_goes_on_meanwhile() -> None:
    ours = []
    waiting = aside(lambda: os.getpid())
    ours.append(os.getpid())
    theirs = waiting()
    assert (theirs == ours[0]) is (len(os.sched_getaffinity(0)) < 2)


def test_what_is_raised_there_is_raised_here() -> None:
    findings = [Finding("a-code", "sv", "en", where="there")]

    def fail() -> int:
        raise DataWrong(findings)

    with pytest.raises(DataWrong) as raised:
        aside(fail)()
    assert raised.value.findings == tuple(findings)


@two_processors
def test_process_that_ends_is_told() -> None:
    with pytest.raises(WorkLost, match="ended with 3"):
        aside(lambda: os._exit(3))()


@two_processors
def test_threads_of_ours_do_not_hinder_it() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert aside(lambda: 7)() == 7
    finally:
        done.set()
        thread.join()


def test_one_processor_is_enough() -> None:
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_of_them)})
    try:
        assert aside(os.getpid)() == os.getpid()
    finally:
        os.sched_setaffinity(0, all_of_them)
