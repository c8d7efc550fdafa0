"""Run programs and tell what they took."""

import contextlib
import os
import shutil
import signal
import statistics
import time
from dataclasses import dataclass

SHORT = 0.05  # seconds; what takes less is repeated within a run
REPEATS = 20


class Failed(Exception):
    """A command failed, or its answer is not the right one."""


@dataclass
class Usage:
    """What a command took, in seconds."""

    wall: float
    cpu: float


@dataclass
class Command:
    """Programs joined by pipes.  The last one's output goes to a file, and so
    does what all of them say on standard error."""

    pipeline: list
    statuses: tuple = (0,)
    output: str = os.devnull

    @property
    def name(self):
        return " | ".join(os.path.basename(argv[0]) for argv in self.pipeline)


class Runner:
    """Runs commands, one at a time, and ends them when it is interrupted."""

    def __init__(self, folder):
        self.output = os.path.join(folder, "output")
        self.errors = os.path.join(folder, "errors")
        self.environment = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC",
                                NO_COLOR="1", PYTHONDONTWRITEBYTECODE="1")
        self.environment.pop("PROMPTLOG_INDEX", None)

    def run(self, *commands):
        """Run them one after the other; what all of them took."""
        total = Usage(0.0, 0.0)
        open(self.errors, "wb").close()
        for command in commands:
            took = self._run_one(command)
            total = Usage(total.wall + took.wall, total.cpu + took.cpu)
        return total

    def answer(self, *argv, statuses=(0,)):
        """Run a program that nobody times; its output."""
        self.run(Command([list(argv)], statuses, self.output))
        return self.printed()

    def printed(self):
        return read(self.output)

    def said(self):
        return read(self.errors)

    def _run_one(self, command):
        children, ends = [], []
        cpu = 0.0
        begin = time.perf_counter()
        try:
            self._start(command, children)
            for pid in children:
                _, status, usage = os.wait4(pid, 0)
                ends.append(os.waitstatus_to_exitcode(status))
                cpu += usage.ru_utime + usage.ru_stime
            wall = time.perf_counter() - begin
        finally:
            if len(ends) < len(children):
                end_group(children[0], children[len(ends):])
        self._judge(command, ends)
        return Usage(wall, cpu)

    def _start(self, command, children):
        """Start the programs in a process group of their own, so that all can
        be ended, with what they start themselves."""
        source = os.open(os.devnull, os.O_RDONLY)
        last = len(command.pipeline) - 1
        for i, argv in enumerate(command.pipeline):
            path = shutil.which(argv[0])
            if path is None:
                os.close(source)
                raise Failed(f"there is no '{argv[0]}'")
            following, sink = os.pipe() if i < last else (None, os.open(
                command.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            actions = [
                (os.POSIX_SPAWN_DUP2, source, 0),
                (os.POSIX_SPAWN_DUP2, sink, 1),
                (os.POSIX_SPAWN_OPEN, 2, self.errors,
                 os.O_WRONLY | os.O_APPEND, 0),
            ]
            children.append(os.posix_spawn(
                path, argv, self.environment, file_actions=actions,
                setpgroup=children[0] if children else 0))
            os.close(source)
            os.close(sink)
            source = following

    def _judge(self, command, ends):
        allowed = [(0,)] * (len(ends) - 1) + [command.statuses]
        for argv, status, fine in zip(command.pipeline, ends, allowed):
            if status not in fine:
                name = os.path.basename(argv[0])
                why = self.said().strip().splitlines()
                raise Failed(f"'{name}' ended with {status}"
                             + (f": {why[-1]}" if why else ""))


def end_group(group, children):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    for pid in children:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def read(path):
    with open(path, encoding="utf-8", errors="replace") as f:
        return f.read()


@dataclass
class Pairs:
    """What the program took and what its peer took, in turn."""

    program: list
    peer: list

    def ratio(self):
        """The median of the ratios of what was measured side by side."""
        return (statistics.median(
            mine / theirs for mine, theirs in zip(self.program, self.peer))
            if self.peer else None)


def alternate(program, peer, runs, warm):
    """Call both in turn, so often; peer may be None.  Each returns what it
    took.  Before that, if it is to be warm, each is called once in vain."""
    sides = [side for side in (program, peer) if side]
    repeats = 1
    if warm:
        first = [side() for side in sides]
        if max(first) < SHORT:
            repeats = REPEATS
    taken = [[], []]
    for _ in range(runs):
        for side, values in zip(sides, taken):
            values.append(statistics.median(
                side() for _ in range(repeats)))
    return Pairs(*taken)
