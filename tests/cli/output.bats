#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Full disks, readers that go away, interrupts: no silent success, nothing left behind.

load helpers

# full ARGUMENTS...: the command with a full disk behind standard output
full() {
  status=0
  "$TENOR" "$@" >/dev/full 2>.err </dev/null || status=$?
  err=$(cat .err)
  expect_status 1
  expect_message "write"
}

@test "a full disk is a failure of every command that prints" {
  full --help
  full --version
  full --help-man
  full batch --help
  full convert "$INPUT/good.ndjson"
  full convert "$DEMO"
  full score "$INPUT/good.ndjson"
  full inspect "$TENOR_MODELS/sentiment"
  full evaluate --head sentiment "$ROOT/datasets/samples/sentiment.ndjson"
  tenor batch -q -o results "$INPUT/good.ndjson"
  full inspect results
  full report results
}

@test "a full disk behind -o is a failure too" {
  for command in convert score; do
    run_tenor "$command" -q -o /dev/full "$DEMO"
    expect_status 1
    expect_message "cannot write"
  done
}

@test "a file that cannot be made is named, and nothing is left behind" {
  for command in convert score; do
    run_tenor "$command" -o nowhere/out "$INPUT/good.ndjson"
    expect_status 1
    expect_message "cannot write 'nowhere/out': No such file or directory"
    run_tenor "$command" -o . "$INPUT/good.ndjson"
    expect_status 1
    expect_message "cannot write '.': it is a folder"
  done
  [ -z "$(ls)" ]
}

@test "a link stays a link to the new file, and a device has no second version" {
  echo old >target
  ln -s target link
  tenor convert -o link "$INPUT/good.ndjson"
  [ -L link ]
  cmp target <(tenor convert "$INPUT/good.ndjson")
  [ "$(ls)" = "$(printf 'link\ntarget')" ]
  cmp target <(tenor convert -o /dev/stdout "$INPUT/good.ndjson" | cat)
  tenor convert -o /dev/null "$INPUT/good.ndjson"
  [ -c /dev/null ]
}

@test "a reader that goes away ends the command quietly" {
  for i in $(seq 20); do cat "$DEMO"; done >big.ndjson
  status=0
  { "$TENOR" convert -q big.ndjson 2>err || echo $? >status; } | head -n 1 >line
  [ "$(cat status)" -eq 141 ]
  [ ! -s err ]
  [ "$(wc -l <line)" -eq 1 ]
  rm status
  { "$TENOR" score -q big.ndjson 2>err || echo $? >status; } | head -n 1 >line
  [ "$(cat status)" -eq 141 ]
  [ ! -s err ]
}

# interrupted SIGNAL ARGUMENTS...: a command that waits for the rest of its input is stopped
interrupted() {
  mkfifo input
  # a shell's background jobs ignore interrupts
  env --default-signal=INT,TERM "$TENOR" "${@:2}" input 2>.err &
  pid=$!
  exec 9>input
  cat "$DEMO" >&9
  sleep 0.5
  kill -"$1" $pid
  sleep 0.2
  cat "$DEMO" >&9 2>/dev/null || true # nobody may read it any more
  exec 9>&-
  status=0
  wait $pid || status=$?
  err=$(cat .err)
}

@test "an interrupt ends a batch with 130 and leaves nothing of it" {
  tenor batch -q -o results "$INPUT/good.ndjson"
  before=$(readlink results/current)
  interrupted INT batch -q -o results
  expect_status 130
  expect_message "stopped by an interrupt"
  [ "$(readlink results/current)" = "$before" ]
  [ "$(n_runs results)" -eq 1 ]
  tenor inspect results >/dev/null
}

@test "a request to end does the same with 143, the first time too" {
  interrupted TERM batch -q -o results
  expect_status 143
  expect_message "stopped by a request to end"
  [ ! -e results/current ]
  [ "$(n_runs results)" -eq 0 ]
}

@test "an interrupted conversion leaves no file" {
  interrupted INT convert -q -o converted
  expect_status 130
  [ -z "$(find . -name 'converted*')" ]
}

@test "no progress bar where stderr is no terminal" {
  run_tenor score -o /dev/null "$DEMO"
  [[ $err != *$'\r'* ]]
  [[ $err != *$'\033'* ]]
}

@test "-v says what happens, stage by stage" {
  run_tenor batch -v -o results "$INPUT/good.ndjson"
  expect_status 0
  for stage in "reading and scoring" statistics writing; do
    [ "$(grep -cE "^tenor: $stage \([0-9]+\.[0-9] s\)$" <<<"$err")" -eq 1 ] || fail "$stage: $err"
  done
  run_tenor train -v --folds 2 --min-count 1 -C 1 --task sentiment -o model "$ROOT/datasets/samples/sentiment.ndjson"
  expect_status 0
  [[ $err == *"tenor: training ("*"tenor: trained "* ]]
  run_tenor batch -o results "$INPUT/good.ndjson"
  [ "$(wc -l <<<"$err")" -eq 1 ]
  run_tenor batch -q -v -o results "$INPUT/good.ndjson"
  [ -z "$err" ]
}

@test "the bar says how far, how fast and how long still" {
  for i in $(seq 400); do cat "$DEMO"; done >big.ndjson
  inputs=$(for i in $(seq 10); do echo -n "big.ndjson "; done) # a rate is known after half a second
  on_terminal "stty columns 100; '$TENOR' convert -o /dev/null $inputs"
  grep -qE 'convert +[0-9]+% \[#+ *\] [0-9,]+ comments/s, [0-9]+:[0-9]{2} left' typescript || fail "$(head -c 2000 typescript)"
  # what comes through a pipe has no end that could be seen
  on_terminal "stty columns 100; cat $inputs | '$TENOR' convert -o /dev/null -"
  grep -qE 'convert [0-9,]+ comments [0-9,]+ comments/s' typescript || fail "$(head -c 2000 typescript)"
  [ "$(grep -c 'left' typescript)" -eq 0 ]
}

@test "a progress bar on a terminal, taken away at the end" {
  command -v script >/dev/null || skip "script is not installed"
  for i in $(seq 30); do cat "$DEMO"; done >big.ndjson
  on_terminal "'$TENOR' convert -v -o /dev/null big.ndjson"
  grep -q $'\r.*\033\\[K' typescript
  on_terminal "'$TENOR' convert -q -o /dev/null big.ndjson"
  [ ! -s typescript ]
}
