#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the night operator is told, happens; the service's units are sound.

load helpers

# documented STATUS MESSAGE: the last command failed so, and docs/operations.md has that message
documented() {
  expect_status "$1"
  expect_message "$2"
  grep -qF "| \`$3" "$ROOT/docs/operations.md" || fail "not in docs/operations.md: $3"
}

@test "the messages of the operator's table" {
  run_tenor batch -o results nowhere.ndjson
  documented 1 "cannot open 'nowhere.ndjson': No such file or directory" "cannot open 'PATH': No such file or directory"
  printf '\0\1\2\3' >binary
  run_tenor batch -o results binary
  documented 1 "binary: format not recognised: " "FILE: format not recognised: "
  gzip -c "$DEMO" | head -c 20000 >cut.gz
  run_tenor batch -o results cut.gz
  documented 1 "cut.gz: truncated gzip input, line " "FILE: truncated gzip input, line N"
  [ "$(n_runs results)" -eq 0 ]
  run_tenor batch -o results --models nowhere "$DEMO"
  documented 1 "cannot open models folder 'nowhere': " "cannot open models folder 'DIR': "
  [ ! -e results/current ]
}

@test "two runs at once: the second one is refused and the first one's lock ends with it" {
  tenor batch -q -o results "$DEMO"
  before=$(readlink results/current)
  exec 8>>results/.lock
  flock 8
  run_tenor batch -o results "$DEMO"
  documented 1 "another run holds 'results'" "another run holds 'DIR'"
  exec 8>&-
  [ "$(readlink results/current)" = "$before" ]
  tenor batch -q -o results "$DEMO"
}

@test "a full disk leaves last night's results" {
  unshare -rm true 2>/dev/null || skip "no namespaces of one's own here"
  mkdir disk
  unshare -rm sh -c '
    mount -t tmpfs -o size=300k none disk && "$0" batch -q -o disk/results "$2" &&
      before=$(readlink disk/results/current) &&
      { "$0" batch --comments -o disk/results "$1" 2>message; echo $? >status; } &&
      [ "$(readlink disk/results/current)" = "$before" ] && [ "$(ls -A disk/results/runs)" = "${before#runs/}" ] &&
      "$0" inspect disk/results
  ' "$TENOR" "$DEMO" "$INPUT/good.ndjson"
  status=$(cat status) err=$(cat message)
  expect_message "disk/results/runs/"
  documented 1 "No space left on device" "…cannot write…: No space left on device"
}

@test "an earlier run can be served again" {
  tenor batch -q -o results "$DEMO"
  first=$(readlink results/current)
  tenor batch -q -o results "$INPUT/good.ndjson"
  [ "$(readlink results/current)" != "$first" ]
  ln -s "$first" results/.back && mv -T results/.back results/current
  run_tenor inspect results
  expect_status 0
  tenor batch -q -o results "$INPUT/good.ndjson"
}

@test "the service's units are valid and shut in" {
  command -v systemd-analyze >/dev/null || skip "systemd-analyze is not installed"
  for unit in service timer; do
    sed "s|/usr/local/bin/tenor|$TENOR|" "$ROOT/deploy/systemd/tenor-batch.$unit" >"tenor-batch.$unit"
  done
  run systemd-analyze verify --man=no ./tenor-batch.service ./tenor-batch.timer
  [ "$status" -eq 0 ] || fail "$output"
  [ -z "$output" ] || fail "$output"
  systemd-analyze security --offline=yes --threshold=15 --no-pager ./tenor-batch.service >security ||
    fail "$(tail -n 1 security)"
}

@test "the service's command line runs, and nothing of it needs a network" {
  unshare -rn true 2>/dev/null || skip "no namespaces of one's own here"
  mkdir incoming
  cp "$DEMO" incoming
  export TENOR_ARGUMENTS=$PWD/incoming
  command=$(sed -n 's/^ExecStart=//p' "$ROOT/deploy/systemd/tenor-batch.service" |
    sed "s|/usr/local/bin/tenor|'$TENOR'|; s|/var/lib/tenor/results|'$PWD/results'|")
  unshare -rn sh -c "$command"
  tenor inspect results >/dev/null
  # an empty night is a failure that systemd shows, and takes nothing away
  good=$(readlink results/current)
  rm incoming/*
  run -1 unshare -rn sh -c "$command"
  [[ $output == "tenor: no comments in 0 inputs: no file was found; "* ]]
  [ "$(readlink results/current)" = "$good" ]
}

@test "the calendar of the timer and the line of cron are the same hour" {
  command -v systemd-analyze >/dev/null || skip "systemd-analyze is not installed"
  when=$(sed -n 's/^OnCalendar=//p' "$ROOT/deploy/systemd/tenor-batch.timer")
  systemd-analyze calendar "$when" | grep -q 'Normalized form: \*-\*-\* 03:30:00'
  grep -q '^    30 3 \* \* \* tenor nice tenor batch ' "$ROOT/docs/operations.md"
}

@test "the image is built of what there is, of a base without a registry, and runs as nobody in particular" {
  cd "$ROOT"
  [ "$(grep -c '^FROM debian:12-slim' Containerfile)" -eq "$(grep -c '^FROM' Containerfile)" ]
  [ "$(grep '^USER' Containerfile)" = "USER tenor" ]
  grep -q '^u tenor ' deploy/debian/tenor.sysusers
  targets=$(sed -n 's/^RUN make //p' Containerfile)
  [ -n "$targets" ]
  for target in $targets; do grep -qE "^$target:" Makefile || fail "no target $target"; done
  # what is copied between the stages are packages of deploy/debian, which are put where make says
  grep -q '^DEB := build/deb/' Makefile
  for package in $(grep -o '/src/build/deb/[a-z-]*_' Containerfile | sed 's|.*/||; s|_$||'); do
    grep -qx "Package: $package" deploy/debian/control || fail "no package $package"
  done
  # and what the packages are built of is not left out of the copy
  parts=$(sed -n 's/^\tcp -R \(.*\) $(DEB)$/\1/p' Makefile)
  [[ $parts == *engine* ]]
  for part in $parts; do
    [ -e "$part" ] || fail "no $part"
    nowhere -qxF "$part" .dockerignore
  done
}
