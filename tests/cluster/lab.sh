#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A real Slurm on one machine: munged, slurmctld and three slurmd, each daemon in a network and
# UTS namespace of its own, so that a node can die or be cut off. Sourced by the drills.
#
#   lab=DIR            where everything of the lab lives; set before lab_up
#   lab_why_not        says why there can be no lab here; fails if there can
#   lab_up, lab_down   the whole lab; lab_down ends only what stands in its own namespaces
#   lab_run COMMAND... as on the submit host
#   lab_node PLACE, lab_controller     start a daemon (again); places are ctl, n1, n2, n3
#   lab_pids PLACE [NAME], lab_kill PLACE [NAME]     its processes, or those of a name
#   lab_cut PLACE, lab_mend PLACE      its link
#   lab_answers                        the controller does
#   lab_partition UP|DOWN              whether jobs are started
#   lab_repair                         everything runs again, and no job is left
#
# Namespaces carry an id of their own: labs do not meet, nor what is left of one that was killed.
# The network has no way out. Without systemd and cgroups: processes are followed by their parents.

# shellcheck disable=SC2154  # lab is the caller's
lab_nodes=3
lab_net=198.18.77 # a range for tests (RFC 2544), on a bridge inside the controller's namespace
lab_space() { echo "tenor$(<"$lab/id")-$1"; }

lab_why_not() {
  local program
  [ "$(id -u)" -eq 0 ] || { echo "a Slurm of our own needs root" && return; }
  for program in munged slurmctld slurmd sbatch ip nsenter; do
    PATH=$PATH:/usr/sbin command -v $program >/dev/null || { echo "$program is not installed" && return; }
  done
  program=tenor$$x$RANDOM-try
  if ! ip netns add "$program" 2>/dev/null; then echo "no network namespaces here" && return; fi
  ip netns del "$program"
  return 1
}

lab_network() {
  local controller node space
  controller=$(lab_space ctl)
  ip netns add "$controller" && ip -n "$controller" link set lo up
  ip -n "$controller" link add br0 type bridge
  ip -n "$controller" addr add $lab_net.1/24 dev br0 && ip -n "$controller" link set br0 up
  for ((node = 1; node <= lab_nodes; node++)); do
    space=$(lab_space n$node)
    ip netns add "$space" && ip -n "$space" link set lo up
    ip -n "$controller" link add v$node type veth peer name eth0 netns "$space"
    ip -n "$controller" link set v$node master br0 up
    ip -n "$space" addr add $lab_net.1$node/24 dev eth0 && ip -n "$space" link set eth0 up
  done
}

# SlurmdTimeout is how long a silent node counts as alive, cred_expire how long a requeued job
# waits; both are minutes on a real cluster. Here a machine that is busy must not pass for a dead
# node.
lab_configuration() {
  cat <<CONF
ClusterName=lab
SlurmctldHost=ctl($lab_net.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$lab/munge.sock,cred_expire=5
CredType=cred/munge
StateSaveLocation=$lab/state
SlurmdSpoolDir=$lab/spool.%n
SlurmctldPidFile=$lab/slurmctld.pid
SlurmdPidFile=$lab/slurmd.%n.pid
SlurmctldLogFile=$lab/log/slurmctld.log
SlurmdLogFile=$lab/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0,sched_min_interval=0
SlurmctldParameters=node_reg_mem_percent=1
SlurmdParameters=config_overrides
ReturnToService=2
SlurmdTimeout=15
KillWait=2
MessageTimeout=10
TCPTimeout=4
UnkillableStepTimeout=20
JobRequeue=1
RequeueExit=75
MinJobAge=600
NodeName=n[1-$lab_nodes] NodeAddr=$lab_net.1[1-$lab_nodes] CPUs=4 RealMemory=1000 State=UNKNOWN
PartitionName=night Nodes=ALL Default=YES MaxTime=60 State=UP OverSubscribe=NO
CONF
}

# lab_daemon PLACE PROGRAM OPTIONS...: in the namespace of PLACE, whose name the host has.
# nsenter, as 'ip netns exec' mounts a new /sys, which hides /sys/fs/cgroup, and slurmd ends.
lab_daemon() {
  local place=$1
  shift
  # shellcheck disable=SC2016  # the inner shell's own
  SLURM_CONF=$lab/slurm.conf setsid nsenter --net="/run/netns/$(lab_space "$place")" \
    unshare --uts sh -c 'hostname "$1" && shift && exec "$@"' sh "$place" "$@" \
    >>"$lab/log/$place.out" 2>&1 </dev/null 3>&- 4>&- &
  disown
}
lab_node() { lab_daemon "$1" /usr/sbin/slurmd -D; }
lab_controller() { lab_daemon ctl /usr/sbin/slurmctld -D; } # never -c again: it forgets the jobs
lab_run() { SLURM_CONF=$lab/slurm.conf nsenter --net="/run/netns/$(lab_space ctl)" "$@"; }

lab_answers() { lab_run scontrol ping 2>/dev/null | grep -q 'is UP'; }

lab_partition() { lab_run scontrol update PartitionName=night State="$1"; } # UP or DOWN: jobs wait

# lab_idle SECONDS: until every node is idle
lab_idle() {
  local deadline=$((SECONDS + $1))
  until [ "$(lab_run sinfo -h -N -t idle -o %N 2>/dev/null | wc -l)" -eq $lab_nodes ]; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

lab_up() {
  local node
  mkdir -p "$lab/state" "$lab/log" || return 1
  echo "$$x$RANDOM" >"$lab/id"
  lab_network || return 1
  lab_configuration >"$lab/slurm.conf"
  (umask 077 && head -c 128 /dev/urandom >"$lab/munge.key")
  /usr/sbin/munged --force --key-file="$lab/munge.key" --socket="$lab/munge.sock" --num-threads=2 \
    --pid-file="$lab/munge.pid" --seed-file="$lab/munge.seed" --log-file="$lab/log/munged.log" \
    3>&- 4>&- || return 1
  lab_daemon ctl /usr/sbin/slurmctld -c -D
  for ((node = 1; node <= lab_nodes; node++)); do
    mkdir "$lab/spool.n$node" && lab_node "n$node"
  done
  lab_idle 180 && return
  echo "the nodes did not come up" >&2
  tail -n 5 "$lab"/log/*.out "$lab"/log/*.log >&2
  return 1
}

lab_down() {
  local space
  [ -f "$lab/id" ] || return 0
  ip netns list | awk -v mine="^$(lab_space '')" '$1 ~ mine { print $1 }' | while read -r space; do
    ip netns pids "$space" | xargs -r kill -9 2>/dev/null || true
    ip netns del "$space"
  done
  [ ! -f "$lab/munge.pid" ] || kill "$(<"$lab/munge.pid")" 2>/dev/null
  rm -f "$lab/id"
}

# lab_pids PLACE [NAME]: processes there, or those of a name
lab_pids() {
  local pid
  for pid in $(ip netns pids "$(lab_space "$1")"); do
    [ -n "${2:-}" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" != "$2" ] || echo "$pid"
  done
}
lab_kill() { lab_pids "$@" | xargs -r kill -9 2>/dev/null || true; } # some ended by themselves
lab_cut() { ip -n "$(lab_space ctl)" link set "v${1#n}" down; }
lab_mend() { ip -n "$(lab_space ctl)" link set "v${1#n}" up; }

# lab_repair: what a drill that failed has left behind
lab_repair() {
  local node
  [ -n "$(lab_pids ctl slurmctld)" ] || lab_controller
  for node in $(seq -f n%g $lab_nodes); do
    lab_mend "$node"
    [ -n "$(lab_pids "$node" slurmd)" ] || lab_node "$node"
  done
  lab_run timeout 30 scancel --user=root >/dev/null 2>&1 || true
  lab_partition UP >/dev/null 2>&1 || true
}
