#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A second batch on the same results is refused while the first one runs, and only then: a lock whose
# holder was killed is no lock.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

two_days 10
mkfifo "$work/slow"
for ((i = 1; i <= $(quick_or_full 3 25); i++)); do
  next_day
  "${command[@]}" - <"$work/slow" >"$work/first" 2>&1 &
  child=$!
  exec 9>"$work/slow"
  head -n 5 "$input" >&9
  until compgen -G "$results/runs/.partial-*" >/dev/null || [ ! -e "/proc/$child" ]; do sleep 0.01; done

  "${command[@]}" "$input" >"$work/log" 2>&1
  status=$?
  [ "$status" -eq 1 ] || broken "the second batch ended with $status"
  grep -q "^tenor: another run holds" "$work/log" || broken "the second batch says: $(cat "$work/log")"

  if ((i % 2)); then # the first one ends as if there had been no second
    tail -n +6 "$input" >&9
    exec 9>&-
    wait "$child"
    status=$?
  else # the first one dies with the lock in its hands, and the next one takes over
    kill -9 "$child"
    wait "$child" 2>/dev/null
    exec 9>&-
    [ "$(results_id)" = "$before" ] || broken "a killed batch has published"
    "${command[@]}" "$input" >"$work/log" 2>&1
    status=$?
  fi
  child=
  judge 0
  nothing_left
done
row
