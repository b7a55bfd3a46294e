#!/usr/bin/env bash
# Prints what a terminal of 80 columns shows of `gateway-run --demo`: during the start, and at the
# end, after a connection was lost. Needs tmux, and a build.
set -euo pipefail
cd "$(dirname "$0")/.."

session=gateway-run-demo-$$
trap 'tmux kill-session -t "$session" 2>/dev/null || true' EXIT

screen() { tmux capture-pane -p -t "$session" | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'; }

shown() { # waits for a text
  for _ in {1..300}; do
    screen | grep -q "$1" && return
    sleep 0.1
  done
  echo "not shown in 30 s: $1" >&2
  exit 1
}

tmux new-session -d -s "$session" -x 80 -y 24 'node dist/bin/gateway-run.js --demo; sleep 60'
shown ' 8/16 shards up'
screen
echo
shown 'resumed after'
shown '16/16 shards ready'
screen
echo
tmux send-keys -t "$session" C-c
shown 'demo: '
screen
