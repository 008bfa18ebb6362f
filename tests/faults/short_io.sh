#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Reads and writes that move less than was asked for: the results are the same.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/faults/common.bash
. tests/faults/common.bash

needs_shim
two_days 3
zstd -q "$work/monday.ndjson" "$work/tuesday.ndjson" || fail "no zstd"
for bytes in 1 2 3 7 64 1000 $(quick_or_full "" "5 11 13 17 100 333 511 512 4095 4097"); do
  for packed in "" .zst; do
    next_day
    attempt "short:$bytes" "$input$packed"
    judge 0
  done
done
row
