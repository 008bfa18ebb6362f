#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A night through deploy/slurm on a real Slurm, undisturbed and with what goes wrong on clusters:
# every time the results of one machine, published once.

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.." || return 1
    export night=$BATS_FILE_TMPDIR lab=$BATS_FILE_TMPDIR/lab PAUSE=0 STARTS=/dev/null
    . tests/cluster/lab.sh && . tests/cluster/night.sh
    export lab_missing
    if lab_missing=$(lab_why_not); then return; fi
    write_night && single_machine && lab_up
}

teardown_file() {
    . "$BATS_TEST_DIRNAME/lab.sh"
    lab_down
}

setup() {
    [ -z "$lab_missing" ] || skip "$lab_missing"
    cd "$BATS_TEST_DIRNAME/../.." || return 1
    . tests/cluster/lab.sh
    . tests/cluster/night.sh
    out=$night/$BATS_TEST_NUMBER
    export STARTS=$night/$BATS_TEST_NUMBER.starts PAUSE=3
    began=$SECONDS
    lab_idle 60
}

teardown() {
    [ -z "$lab_missing" ] || return 0
    [ -n "${BATS_TEST_COMPLETED:-}" ] || tail -n 3 "$out".work/*/log/* || true
    lab_repair
}

tenor_slurm() { lab_run deploy/slurm/tenor-slurm "$@"; }

# submit [OPTIONS]: eight maps of the night; sets run
submit() {
    run=$(tenor_slurm submit --input "$night/in/*.ndjson" --output "$out" --author-key-file "$night/key" \
        --tenor "$PWD/tests/cluster/slow-tenor" --models "$TENOR_TEST_MODELS" \
        --reduce-option=--comments "$@")
}

# until_true SECONDS COMMAND...
until_true() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.2
    done
}

# settled SECONDS: until nothing more happens by itself; the status is that of the run
settled() {
    local deadline=$((SECONDS + $1)) status=4
    while [ $status -eq 4 ] && ((SECONDS < deadline)); do
        sleep 0.5
        tenor_slurm status "$run" >"$night/status" && status=0 || status=$?
    done
    return $status
}

starts() { grep -c "^$1 " "$STARTS" || true; }
maps_run_on() { [ -n "$(lab_pids "$1" tenor)" ]; }
no_maps_run_on() { ! maps_run_on "$1"; }

# published: the results of one machine, one run, noted once
published() {
    same_as_single "$out"
    [ "$(ls "$out/runs" | wc -l)" -eq 1 ]
    [ "$(wc -l <"$out/history.ndjson")" -eq 1 ]
    [ -e "$run/published" ]
}

@test "an undisturbed night gives the results of one machine" {
    submit
    settled 60
    published
    [ "$(starts map)" -eq 8 ]
    [ "$(starts reduce)" -eq 1 ]
    note "plain" "same results"
}

@test "a publication that is asked for again publishes nothing" {
    PAUSE=0 submit
    settled 60
    lab_run deploy/slurm/tenor-slurm-step publish "$run"
    published
    tenor_slurm resume --wait "$run"
    published
    rm "$run/published" # a publisher that died before it wrote its marker
    tenor_slurm resume --wait "$run"
    published
    note "published again" "same results, once"
}

@test "a node that is killed: its maps run elsewhere" {
    submit
    until_true 20 maps_run_on n2
    lab_kill n2
    settled 120
    published
    [ "$(starts map)" -gt 8 ]
    note "A: node killed" "same results, $(($(starts map) - 8)) maps again"
}

@test "a node that is cut off works on while its maps run elsewhere" {
    PAUSE=30
    submit
    until_true 20 maps_run_on n2
    lab_cut n2
    until_true 30 eval '[ "$(starts map)" -gt 8 ]'
    maps_run_on n2 # the same shards twice at a time
    settled 120
    published
    until_true 60 no_maps_run_on n2
    published # the late ones have changed nothing
    note "B: link cut" "same results, $(($(starts map) - 8)) maps twice at a time"
}

@test "a map that is killed is tried again" {
    submit
    until_true 20 maps_run_on n2
    lab_kill n2 tenor
    settled 120
    published
    grep -q 'signal 9, again' "$run"/log/map-*.log
    [ "$(starts map)" -gt 8 ]
    note "C3: map killed, requeued" "same results, $(($(starts map) - 8)) maps again"
}

@test "a node's daemon that is killed does not end its maps" {
    submit
    until_true 20 maps_run_on n1
    lab_kill n1 slurmd
    sleep 1
    maps_run_on n1
    lab_node n1
    settled 120
    published
    note "D: slurmd killed" "same results, $(($(starts map) - 8)) maps again"
}

@test "the controller that is killed goes on where it was" {
    PAUSE=14
    submit
    until_true 20 maps_run_on n2
    sleep 6 # its state is saved every few seconds
    lab_kill ctl
    run tenor_slurm status "$run"
    [[ "$output" == *"Slurm does not answer"* ]]
    lab_controller
    settled 120
    published
    note "E3: slurmctld killed" "same results, $(($(starts map) - 8)) maps again"
}

@test "a controller that has forgotten the jobs: the submitter that waits asks again" {
    PAUSE=6
    submit --wait 2>"$night/waiting" 3>&- &
    local waiting=$!
    until_true 20 maps_run_on n2
    lab_kill ctl slurmctld
    lab_daemon ctl /usr/sbin/slurmctld -c -D
    wait $waiting
    run=$(ls -d "$out".work/*)
    published
    [ "$(starts map)" -gt 8 ]
    note "E1: jobs forgotten" "same results, $(($(starts map) - 8)) maps again"
}

@test "a submitter that is killed: resume goes on" {
    # kills the submitter at the second job
    mkdir "$night/bin"
    printf '#!/bin/bash\ncase "$*" in *tenor-publish*) kill -9 $PPID ;; *) exec /usr/bin/sbatch "$@" ;; esac\n' \
        >"$night/bin/sbatch"
    chmod +x "$night/bin/sbatch"
    PATH=$night/bin:$PATH submit && return 1
    run=$(ls -d "$out".work/*)
    until_true 20 eval '[ "$(starts map)" -gt 0 ]'
    tenor_slurm resume --wait "$run"
    published
    [ "$(starts map)" -eq 8 ]
    note "submitter killed" "same results after resume, 0 maps again"
}

@test "a map that dies at every attempt fails for good, by its name" {
    export DEADLY=shard-0003
    submit --retries 1
    local status=0
    settled 120 || status=$?
    cat "$night/status"
    [ $status -eq 1 ]
    grep -q '^failed     map-3: signal 9 at each of 2 attempts' "$night/status"
    grep -q '^failed     publish-0: .*shard-0003' "$night/status"
    [ ! -e "$out/current" ]
    unset DEADLY
    tenor_slurm resume --wait "$run"
    published
    [ "$(starts map)" -eq 10 ]
    note "map killed at every attempt" "refused by name; same results after resume"
}

@test "several reduces, of a part each" {
    submit --parts 3
    settled 120
    published
    [ "$(starts reduce)" -eq 4 ]
    note "three reduces in parallel" "same results"
}

@test "a part that is missing is named, and nothing is published" {
    mv "$night/in/5.ndjson" "$night/5.ndjson"
    touch "$night/in/5.ndjson"
    submit --sbatch=--begin=now+3
    rm "$night/in/5.ndjson"
    local status=0
    settled 60 || status=$?
    mv "$night/5.ndjson" "$night/in/5.ndjson"
    [ $status -eq 1 ]
    cat "$night/status"
    grep -q "^failed     publish-0: .*shard-000[0-9]" "$night/status"
    [ ! -e "$out/current" ]
    tenor_slurm resume --wait "$run"
    published
    note "missing part" "refused by name; same results after resume"
}
