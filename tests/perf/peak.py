"""Run a program; write into a file how many bytes of memory it had at most.

usage: peak.py FILE PROGRAM [ARGUMENT ...]

A child counts the memory of the process that started it until it becomes
another program, so this one is small."""

import os
import sys

file, *argv = sys.argv[1:]
child = os.posix_spawnp(argv[0], argv, os.environ)
_, status, usage = os.wait4(child, 0)
with open(file, "w", encoding="ascii") as f:
    f.write(str(usage.ru_maxrss * 1024))
sys.exit(os.waitstatus_to_exitcode(status))
