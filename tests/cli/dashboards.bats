#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What dashboards read is what their documentation says.

load helpers

setup_file() { tenor batch -q -o "$BATS_FILE_TMPDIR/results" "$ROOT"/datasets/demo/{comments.ndjson,page.txt}; }

setup() {
  cd "$BATS_FILE_TMPDIR"
  current=$BATS_FILE_TMPDIR/results/current
}

# blocks: the JSON examples of docs/dashboards.md, one a line
blocks() {
  awk '/^```json$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$ROOT/docs/dashboards.md" | jq -c .
}

@test "Grafana queries name fields that are there, of the type they say" {
  blocks | jq -c 'select(.type == "json")' >queries
  [ "$(wc -l <queries)" -eq 3 ]
  while read -r query; do
    file=$(jq -r '.url | split("/") | last' <<<"$query")
    root=$(jq -r .root_selector <<<"$query")
    jq --argjson query "$query" --arg root "$root" '
      def fits($kind): . == null or if $kind == "number" then type == "number"
        elif $kind == "timestamp" then type == "string" and fromdate > 0 else type == "string" end;
      ($root | capture("^(?<path>[a-z.]*)(\\[(?<key>[a-z]+)='\''(?<value>[a-z]+)'\''\\])?$")) as $r |
      (getpath(($r.path // "") / "." | map(select(. != ""))) | map(select($r.key == null or .[$r.key] == $r.value))) as $rows | ($rows | length > 0) and
      all($rows[]; . as $row | all($query.columns[]; . as $column | ($row | has($column.selector)) and
        ($row[$column.selector] | fits($column.type))))' "$current/$file" >answer
    [ "$(cat answer)" = true ] || fail "$query"
  done <queries
}

@test "the Vega-Lite example names fields that are there" {
  fields=$(blocks | jq -r 'select(.layer) | .. | objects | .field // empty' | sort -u)
  [ "$(wc -w <<<"$fields")" -gt 5 ]
  for field in $fields; do
    jq -e --arg field "$field" 'all(.[]; has($field)) and any(.[]; .[$field] != null)' "$current/articles.json" >/dev/null ||
      fail "$field"
  done
}

@test "metrics.prom is what Prometheus expects" {
  command -v promtool >/dev/null || skip "promtool is not installed"
  promtool check metrics <"$current/metrics.prom" >lint 2>&1 || fail "$(cat lint)"
  [ ! -s lint ] || fail "$(cat lint)"
  # and the alerts of the documentation are about metrics that exist
  metrics=$(grep -oE 'tenor_batch_[a-z_]+' "$ROOT/docs/dashboards.md" | sort -u)
  [ "$(wc -w <<<"$metrics")" -ge 3 ]
  for metric in $metrics; do
    grep -q "^$metric[ {]" "$current/metrics.prom" || fail "$metric"
  done
}
