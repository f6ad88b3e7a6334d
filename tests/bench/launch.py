"""Runs a command and says what it took, as JSON: seconds, those of the processor, KiB at most, exit code.

A process of its own and a small one, since the size of a process counts from that of the one that began it.
"""

import json
import os
import sys
import time

if __name__ == "__main__":
    begun = time.perf_counter()
    child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - begun
    spent = [seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status)]
    print(json.dumps(spent))
