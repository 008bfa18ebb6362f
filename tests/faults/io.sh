#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every call that touches a file fails with EIO in turn (a quick run: some of them). Calls on what is
# only read and never needed may fail without harm; results that are published are the right ones.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

needs_shim
command=("$tenor" batch -q --comments --threads 1 --models "$models" -o "$results")
two_days 1
count_calls
[ "$n_io" -gt 50 ] || fail "only $n_io calls were seen"
last=40 # the calls that publish: each of them in turn
step=$(quick_or_full $((n_io / 20)) $((n_io / 2000 + 1)))
for n in $(seq 1 "$step" $((n_io - last - 1))) $(seq $((n_io - last)) "$n_io"); do
  next_day
  attempt "io:$n" "$input"
  judge 1
  said_why
done
run_after_all "$work/monday.ndjson"
echo "$n_io calls, every $step. of them failed, and each of the last $last"
row
