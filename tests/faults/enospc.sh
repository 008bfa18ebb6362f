#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A disk that is full at some point of the run: a small tmpfs, filled up to less and less room.
cd "$(dirname "$0")/../.." || exit 1
if [ "${1:-}" != inside ]; then # a mount of one's own, which nobody else sees
  unshare -m true 2>/dev/null || { echo "a disk that is full needs root (unshare -m)" && exit 77; }
  exec unshare -m bash "$0" inside
fi
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

mkdir "$work/disk"
mount -t tmpfs -o size=64m tmpfs "$work/disk" 2>/dev/null || skip "a tmpfs cannot be mounted here"
trap 'umount "$work/disk"; finish' EXIT
results=$work/disk/results
command=("$tenor" batch -q --comments --threads 2 --models "$models" -o "$results")
two_days 20
run_kb=$(du -sk "$results/current/" | cut -f1)
repetitions=$(quick_or_full 12 100)
for ((i = 0; i < repetitions; i++)); do
  next_day
  rm -f "$work/disk/filler"
  free_kb=$((run_kb * 2 * i / repetitions)) # from no room at all to more than enough
  total_kb=$(df -k --output=avail "$work/disk" | tail -n 1)
  head -c $(((total_kb - free_kb) * 1024)) /dev/zero >"$work/disk/filler" 2>/dev/null
  "${command[@]}" "$input" >"$work/log" 2>&1
  status=$?
  judge 1
  nothing_left
  [ "$status" -eq 0 ] || grep -q 'No space left on device' "$work/log" || broken "says: $(cat "$work/log")"
done
if [ "$n_old" -eq 0 ] || [ "$n_new" -eq 0 ]; then fail "the disk was never full, or always"; fi
row
