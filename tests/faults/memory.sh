#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every allocation fails in turn (a quick run: some of them): a clean error or the right results.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

needs_shim
# libarchive ends the program itself where it finds no memory ("Fatal Internal Error"): nothing to
# judge there but what kill_batch.sh judges
export TENOR_FAULT_SPARE=libarchive
# one thread: the allocations come in the same order every time
command=("$tenor" batch -q --comments --excerpts --threads 1 --models "$models" -o "$results")
two_days 2
count_calls
[ "$n_allocations" -gt 100 ] || fail "only $n_allocations allocations were seen"
step=$(quick_or_full $((n_allocations / 40)) $((n_allocations / 4000 + 1)))
for ((n = 1; n <= n_allocations; n += step)); do
  next_day
  attempt "memory:$n" "$input"
  judge 1
  [ "$status" -eq 0 ] || nothing_left # else an older run may still be there, until the next one is done
  said_why
done
run_after_all "$work/monday.ndjson"
echo "$n_allocations allocations, every $step. of them failed"
row
