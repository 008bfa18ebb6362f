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
TENOR_FAULT=none TENOR_FAULT_COUNT=$work/count LD_PRELOAD=$shim "${command[@]}" "$work/monday.ndjson" ||
  fail "a run with nothing but counting failed"
read -r n_allocations _ <"$work/count"
[ "$n_allocations" -gt 100 ] || fail "only $n_allocations allocations were seen"
step=$(quick_or_full $((n_allocations / 40)) $((n_allocations / 4000 + 1)))
for ((n = 1; n <= n_allocations; n += step)); do
  next_day
  TENOR_FAULT=memory:$n LD_PRELOAD=$shim timeout 300 "${command[@]}" "$input" >"$work/log" 2>&1
  status=$?
  judge 1
  if [ "$status" -ne 0 ]; then # else an older run may still be there, until the next one is done
    nothing_left
    said_why
  fi
done
batch "$work/monday.ndjson" || fail "the batch after the faults failed"
[ -z "$(leftovers)" ] || fail "left behind: $(leftovers)"
echo "$n_allocations allocations, every $step. of them failed"
row
