"""The cage of a query process: no more memory than it may have, and no way out of the machine."""

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from pathlib import Path

_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG (prctl(2)): a query process never outlives the nursery, however that ended."""

_NO_NEW_PRIVILEGES = 38
"""PR_SET_NO_NEW_PRIVS: what a process without privileges must promise before it may filter its calls."""

_FILTER_CALLS, _MODE_FILTER = 22, 2
"""PR_SET_SECCOMP with SECCOMP_MODE_FILTER (seccomp(2))."""

_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 59, 322, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 425)),
}
"""By machine: its AUDIT_ARCH, and what it calls socket, connect, execve, execveat and io_uring_setup."""

_X32 = 0x40000000
"""Where on x86_64 a second set of numbers for the same calls begins."""

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
"""The four instructions of the filter (linux/bpf_common.h): load a word, two jumps, return."""

_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
"""SECCOMP_RET_ALLOW, and SECCOMP_RET_ERRNO with "permission denied"."""

_PAGE = os.sysconf("SC_PAGE_SIZE")


class _Program(ctypes.Structure):
    """A filter as the kernel takes it: struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def die_with_parent() -> None:
    """Lets this process be killed when the one that forked it is gone."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def close_ways_out() -> bool:
    """Lets the kernel refuse this process, and its threads to come, sockets and other programs for ever.

    False where it can't: on a machine whose calls aren't known here, or a kernel without seccomp.
    """
    if platform.machine() not in _CALLS:
        return False
    filter_ = _filter(*_CALLS[platform.machine()])
    program = _Program(len(filter_), b"".join(filter_))
    libc = ctypes.CDLL(None)
    failed = libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    failed = failed or libc.prctl(_FILTER_CALLS, _MODE_FILTER, ctypes.byref(program), 0, 0)
    return not failed


def _filter(machine: int, refused: tuple[int, ...]) -> list[bytes]:
    """The instructions that refuse some calls, and all calls by another machine's numbers."""
    tests = [(_AT_LEAST, _X32), *((_EQUAL, call) for call in refused)]
    return [
        _instruction(_LOAD, 4),  # struct seccomp_data: the machine
        _instruction(_EQUAL, machine, then=1),
        _instruction(_RETURN, _REFUSE),
        _instruction(_LOAD, 0),  # the same: the call
        *(_instruction(test, value, then=len(tests) - at) for at, (test, value) in enumerate(tests)),
        _instruction(_RETURN, _ALLOW),
        _instruction(_RETURN, _REFUSE),
    ]


def _instruction(code: int, value: int, then: int = 0) -> bytes:
    """One instruction: struct sock_filter; `then` is how many a jump leaves out where its test holds."""
    return struct.pack("=HBBI", code, then, 0, value)


def limit_files(more: int) -> None:
    """Lets this process open so many files beside those that it has."""
    lowest_free = os.dup(0)
    os.close(lowest_free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free + more, lowest_free + more))


def write_nothing() -> None:
    """Lets this process write to no file: not to its log either, if that is one."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_memory(limit: int) -> None:
    """Lets this process have so many bytes of memory, not counting addresses set aside and unused by now."""
    addresses, used = Path("/proc/self/statm").read_bytes().split()[:2]
    limit += (int(addresses) - int(used)) * _PAGE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
