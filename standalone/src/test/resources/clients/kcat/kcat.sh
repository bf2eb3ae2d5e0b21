#!/usr/bin/env bash
# kcat in a group, driven by lines: see GroupClient. A member is kcat itself, so that it can be killed.
set -euo pipefail
servers=$1

while read -r command topic rest; do
  case $command in
    produce)
      read -r first count <<<"$rest"
      for ((i = first; i < first + count; i++)); do echo "key-$((i % 12)):$i"; done \
        | kcat -b "$servers" -P -t "$topic" -K: -X acks=all
      echo "produced $count"
      ;;
    consume)
      exec kcat -b "$servers" -u -f 'record %p %o %k %s\n' \
        -X auto.offset.reset=earliest -X session.timeout.ms=6000 -X heartbeat.interval.ms=500 \
        -X auto.commit.interval.ms=200 -G "$rest" "$topic"
      ;;
  esac
done
