#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Folders and files that are missing, closed or something else than they should be.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

two_days 3
as=() # root may write everywhere, so somebody else runs the batch
if [ "$(id -u)" -eq 0 ]; then
  as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  chown -R 65534:65534 "$work"
  "${as[@]}" test -x "$tenor" -a -r "$models/sentiment/model.json" || as=()
fi

# refused TEXT ARGUMENTS...: the batch fails and says TEXT; what was published stands
refused() {
  local text=$1
  shift
  next_day
  "${as[@]}" "${command[@]}" "$@" >"$work/log" 2>&1
  status=$?
  judge 1
  [ "$status" -ne 0 ] || broken "was not refused: $*"
  grep -q "^tenor: .*$text" "$work/log" || broken "'$text' is not in: $(cat "$work/log")"
}

refused 'No such file' "$work/missing.ndjson"
refused 'Not a directory' -o "$work/monday.ndjson" "$work/monday.ndjson"
refused 'Not a directory' -o "$work/monday.ndjson/below" "$work/monday.ndjson"
refused 'cannot open models folder' --models "$work/missing" "$work/monday.ndjson"
mkdir "$work/empty"
refused 'no model in' --models "$work/empty" "$work/monday.ndjson"
refused 'missing' --author-key-file "$work/missing" "$work/monday.ndjson"
refused 'missing' --articles "$work/missing" "$work/monday.ndjson"
if [ ${#as[@]} -gt 0 ] || [ "$(id -u)" -ne 0 ]; then
  chmod a-r "$work/tuesday.ndjson"
  refused 'Permission denied' "$work/tuesday.ndjson"
  chmod a+r "$work/tuesday.ndjson"
  for closed in "$results" "$results/runs"; do
    chmod a-w "$closed"
    refused 'Permission denied' "$work/tuesday.ndjson"
    chmod u+w "$closed"
  done
  chmod a-w "$results/history.ndjson"
  refused 'Permission denied' "$work/tuesday.ndjson"
  chmod u+w "$results/history.ndjson"
fi
nothing_left

# a folder where `current` should be is not ours to remove
cp -r "$results" "$work/other"
rm "$work/other/current"
mkdir -p "$work/other/current/mine"
[ ${#as[@]} -eq 0 ] || chown -R 65534:65534 "$work/other"
refused 'current' -o "$work/other" "$work/tuesday.ndjson"
[ -d "$work/other/current/mine" ] || broken "somebody's folder is gone"

# a link into nowhere, as when somebody has removed the run, is replaced
next_day
ln -sfn runs/gone "$results/current"
"${as[@]}" "${command[@]}" "$input" >"$work/log" 2>&1
status=$?
judge 0
row
