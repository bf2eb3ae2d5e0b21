# shellcheck shell=bash
# Sourced by ./taffrail: sees to it that a service that was stopped (SIGSTOP, not in order) does not keep its clients waiting.
#
# The kernel goes on to take what clients send to a stopped process, so they wait for their request timeout (30 s in Kafka's clients), although another
# broker has long been elected. Ended, its connections are closed, and they ask the next one at once. Whoever restarts services restarts it.
# A frozen machine or a frozen group of processes freezes this too, and nothing is ended.

WATCH_EVERY_S=0.25
WATCH_LOOKS=5

# Forks nothing after its start: `read` with a time limit, on a pipe that never has anything, is the clock.
watch_for_a_stop() { # process id
  local pid=$1 stat fields started='' looks=0 quiet
  exec {quiet}<> <(:)
  while { read -r stat <"/proc/$pid/stat"; } 2>/dev/null; do
    read -ra fields <<<"${stat##*) }"
    [[ ${started:=${fields[19]}} == "${fields[19]}" ]] || return 0
    case ${fields[0]} in
      T) ((++looks)) ;;
      Z | X) return 0 ;;
      *) looks=0 ;;
    esac
    if ((looks == WATCH_LOOKS)); then
      echo "taffrail: process $pid was stopped by a signal while its clients waited, so it is ended: start it again (TAFFRAIL_WATCH=off leaves it as it is)" >&2
      kill -9 "$pid"
      return 0
    fi
    read -r -t "$WATCH_EVERY_S" -u "$quiet" || true
  done
}
