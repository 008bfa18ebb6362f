#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The same contract without Slurm: pipes, GNU parallel, parallel over ssh. Always the results of
# one machine.

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.." || return 1
    export night=$BATS_FILE_TMPDIR
    . tests/cluster/night.sh
    write_night && single_machine
}

setup() {
    cd "$BATS_TEST_DIRNAME/../.." || return 1
    . tests/cluster/night.sh
    began=$SECONDS
    out=$night/$BATS_TEST_NUMBER
    map=("$TENOR" map -q --models "$TENOR_TEST_MODELS" --author-key-file "$night/key")
    reduce=("$TENOR" reduce -q --comments --models "$TENOR_TEST_MODELS" --author-key-file "$night/key" -o "$out")
}

@test "map | sort | reduce" {
    "${map[@]}" "$night"/in/*.ndjson | LC_ALL=C sort | "${reduce[@]}"
    same_as_single "$out"
    note "map | sort | reduce" "same results"
}

@test "lines of a map a file, in any order, some of them twice" {
    for file in "$night"/in/*.ndjson; do
        "${map[@]}" <"$file" >"$out.$(basename "$file" .ndjson).lines"
    done
    sort -R --random-source=<(yes) "$out".*.lines "$out.3.lines" | "${reduce[@]}"
    same_as_single "$out"
    note "lines in disorder, some twice" "same results"
}

@test "parallel: a map a file, then a reduce" {
    command -v parallel >/dev/null || skip "GNU parallel is not installed"
    parallel --will-cite --jobs 2 "${map[@]@Q}" --parts 4 --shard {/.} -o "$out.maps" {} ::: "$night"/in/*.ndjson
    "${reduce[@]}" --shards 8 "$out.maps"/*
    same_as_single "$out"
    note "parallel" "same results"
}

@test "parallel over ssh to three hosts" {
    command -v parallel >/dev/null || skip "GNU parallel is not installed"
    # a stand-in for ssh, which is called as 'ssh HOST -- COMMAND': runs the command here, with a
    # login's SHELL, which parallel asks for
    printf '#!/bin/bash\necho "$1" >>%q\nshift 2\nSHELL=/bin/bash exec bash -c "$*"\n' \
        "$out.hosts" >"$out.ssh"
    chmod +x "$out.ssh"
    parallel --will-cite --ssh "$out.ssh" --sshlogin 2/one,2/two,2/three "${map[@]@Q}" {} \
        ::: "$night"/in/*.ndjson | "${reduce[@]}" --shards 8
    same_as_single "$out"
    [ "$(sort -u "$out.hosts" | wc -l)" -eq 3 ]
    note "parallel over ssh (stand-in)" "same results"
}

@test "a map whose lines are missing is noticed" {
    "${map[@]}" --shard one "$night/in/1.ndjson" >"$out.lines"
    "${map[@]}" --shard two "$night/in/2.ndjson" >>"$out.lines"
    run "${reduce[@]}" --shards 3 "$out.lines"
    [ "$status" -eq 1 ]
    [[ "$output" == *"2 shards are there, not 3"* ]]
    run "${reduce[@]}" --expect <(printf 'one\ntwo\nthree\n') "$out.lines"
    [ "$status" -eq 1 ]
    [[ "$output" == *"'three' is missing"* ]]
    [ ! -e "$out/current" ]
    note "missing lines" "refused by name"
}

@test "reduces side by side, then one that publishes" {
    for file in "$night"/in/*.ndjson; do
        "${map[@]}" --parts 3 --shard "$(basename "$file" .ndjson)" -o "$out.maps" "$file"
    done
    for part in 1 2 3; do
        "$TENOR" reduce -q --models "$TENOR_TEST_MODELS" --author-key-file "$night/key" \
            --part $part --parts 3 -o "$out.reduced" "$out.maps"/*
    done
    mv "$out.reduced/reduced-00002" "$out.away"
    run "${reduce[@]}" --shards 8 "$out.reduced"/*
    [ "$status" -eq 1 ]
    [[ "$output" == *"part 2 of 3 is missing"* ]]
    mv "$out.away" "$out.reduced/reduced-00002"
    "${reduce[@]}" --shards 8 "$out.reduced"/*
    same_as_single "$out"
    note "reduces side by side" "same results; a missing one refused by name"
}

@test "a part that is missing is named" {
    for file in "$night"/in/*.ndjson; do
        "${map[@]}" --parts 2 --shard "shard-$(basename "$file" .ndjson)" -o "$out.maps" "$file"
    done
    printf 'shard-%d\n' {0..7} >"$out.expect"
    mv "$out.maps/shard-5" "$out.away"
    run "${reduce[@]}" --expect "$out.expect" "$out.maps"/*
    [ "$status" -eq 1 ]
    [[ "$output" == *shard-5* ]]
    [ ! -e "$out/current" ]
    mv "$out.away" "$out.maps/shard-5"
    "${reduce[@]}" --expect "$out.expect" "$out.maps"/*
    same_as_single "$out"
    note "missing part, without Slurm" "refused by name"
}
