# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command and write "NAME wall cpu peak_kB" to standard error: measure.py NAME COMMAND..."""
import os
import sys
import time

begun = time.perf_counter()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - begun
if status != 0:
    sys.exit(f"'{' '.join(sys.argv[2:])}' failed")
print(sys.argv[1], f"{wall:.6f} {used.ru_utime + used.ru_stime:.6f} {used.ru_maxrss}",
      file=sys.stderr)
