#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A night through deploy/slurm on a real Slurm, undisturbed and with what goes wrong on clusters:
# every time the results of one machine, published once.

setup_file() {
    cd "$BATS_TEST_DIRNAME/../.." || return 1
    export night=$BATS_FILE_TMPDIR lab=$BATS_FILE_TMPDIR/lab
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
    export STARTS=$night/$BATS_TEST_NUMBER.starts HOLD=$night/$BATS_TEST_NUMBER.hold
    began=$SECONDS
    lab_idle 180
}

# Limits of time are for what hangs: nothing is waited for longer than it takes.
patience=300
hold() { touch "$HOLD${1:-}"; } # maps stay where they are, or those of one node, until
release() { rm -f "$HOLD"*; }

teardown() {
    [ -z "$lab_missing" ] || return 0
    release
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

# until_true COMMAND...
until_true() {
    local deadline=$((SECONDS + patience))
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.2
    done
}

# settled: until nothing more happens by itself; the status is that of the run
settled() {
    local deadline=$((SECONDS + patience)) status=4
    while [ $status -eq 4 ] && ((SECONDS < deadline)); do
        sleep 0.5
        tenor_slurm status "$run" >"$night/status" && status=0 || status=$?
    done
    return $status
}

starts() { grep -c "^$1 " "$STARTS" || true; }
maps_run_on() { [ -n "$(lab_pids "$1" tenor)" ]; }
has_started() { [ "$(starts map)" -ge "$1" ]; }
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
    settled
    published
    [ "$(starts map)" -eq 8 ]
    [ "$(starts reduce)" -eq 1 ]
    note "plain" "same results"
}

@test "a publication that is asked for again publishes nothing" {
    submit
    settled
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
    hold
    submit
    until_true maps_run_on n2
    lab_kill n2
    release
    settled
    published
    [ "$(starts map)" -gt 8 ]
    note "A: node killed" "same results, $(($(starts map) - 8)) maps again"
}

@test "a node that is cut off works on while its maps run elsewhere" {
    hold
    hold .n2 # its own, for longer
    submit
    until_true maps_run_on n2
    lab_cut n2
    until_true has_started 9
    maps_run_on n2 # the same shards twice at a time
    rm "$HOLD"
    settled
    published
    release
    until_true no_maps_run_on n2
    published # the late ones have changed nothing
    note "B: link cut" "same results, $(($(starts map) - 8)) maps twice at a time"
}

@test "a map that is killed is tried again" {
    hold
    submit
    until_true maps_run_on n2
    lab_kill n2 tenor
    release
    settled
    published
    grep -q 'signal 9, again' "$run"/log/map-*.log
    [ "$(starts map)" -gt 8 ]
    note "C3: map killed, requeued" "same results, $(($(starts map) - 8)) maps again"
}

@test "a node's daemon that is killed does not end its maps" {
    hold
    submit
    until_true maps_run_on n1
    lab_kill n1 slurmd
    until_true eval '[ -z "$(lab_pids n1 slurmd)" ]'
    sleep 1
    maps_run_on n1
    lab_node n1
    release
    settled
    published
    note "D: slurmd killed" "same results, $(($(starts map) - 8)) maps again"
}

@test "the controller that is killed goes on where it was" {
    hold
    submit
    until_true has_started 8
    sleep 10 # its state is saved every five seconds
    lab_kill ctl
    until_true eval '[ -z "$(lab_pids ctl slurmctld)" ]'
    run tenor_slurm status "$run"
    [[ "$output" == *"Slurm does not answer"* ]]
    lab_controller
    until_true lab_answers
    release
    settled
    published
    note "E3: slurmctld killed" "same results, $(($(starts map) - 8)) maps again"
}

@test "a controller that has forgotten the jobs: the submitter that waits asks again" {
    hold
    submit --wait 2>"$night/waiting" 3>&- &
    local waiting=$!
    until_true has_started 8
    lab_kill ctl slurmctld
    until_true eval '[ -z "$(lab_pids ctl slurmctld)" ]'
    lab_daemon ctl /usr/sbin/slurmctld -c -D
    until_true has_started 9
    release
    until_true eval "! kill -0 $waiting 2>/dev/null"
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
    until_true has_started 1
    tenor_slurm resume --wait "$run"
    published
    [ "$(starts map)" -eq 8 ]
    note "submitter killed" "same results after resume, 0 maps again"
}

@test "a map that dies at every attempt fails for good, by its name" {
    export DEADLY=shard-0003
    submit --retries 1
    local status=0
    settled || status=$?
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
    settled
    published
    [ "$(starts reduce)" -eq 4 ]
    note "three reduces in parallel" "same results"
}

@test "a part that is missing is named, and nothing is published" {
    mv "$night/in/5.ndjson" "$night/5.ndjson"
    touch "$night/in/5.ndjson"
    lab_partition DOWN # jobs wait
    submit
    rm "$night/in/5.ndjson"
    lab_partition UP
    local status=0
    settled || status=$?
    mv "$night/5.ndjson" "$night/in/5.ndjson"
    [ $status -eq 1 ]
    cat "$night/status"
    grep -q "^failed     publish-0: .*shard-000[0-9]" "$night/status"
    [ ! -e "$out/current" ]
    tenor_slurm resume --wait "$run"
    published
    note "missing part" "refused by name; same results after resume"
}
