# shellcheck shell=bash
# Sourced. Programs of a cluster: each writes DATA/NAME.log, and its process id is in DATA/NAME.pid.
start() {
  local name=$1
  shift
  setsid "$@" > "$DATA/$name.log" 2>&1 < /dev/null &
  echo $! > "$DATA/$name.pid"
}

running() { [ -e "/proc/$1" ] && ! grep -q "^State:.*Z" "/proc/$1/status" 2>/dev/null; }

# stop NAME: asks it to end, waits ten seconds at most, then ends it.
stop() {
  local file=$DATA/$1.pid id
  [ -s "$file" ] || return 0
  id=$(cat "$file")
  kill "$id" 2>/dev/null || true
  for _ in $(seq 100); do
    running "$id" || break
    sleep 0.1
  done
  if running "$id"; then kill -9 "$id"; fi
  rm -f "$file"
}

# wait_for NAME WHAT COMMAND...: until COMMAND succeeds; a minute at most, and at once when the program NAME has died. Why a program of Kubernetes
# died is in a line that begins with F; every stack follows it.
wait_for() {
  local name=$1 what=$2
  shift 2
  for _ in $(seq 1200); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    running "$(cat "$DATA/$name.pid")" || { { grep -m 3 '^F[0-9]' "$DATA/$name.log" || true; tail -n 20 "$DATA/$name.log"; } >&2; fail "$name ended while waiting for $what; its last lines are above"; }
    sleep 0.05
  done
  tail -n 20 "$DATA/$name.log" >&2
  fail "waited a minute for $what; the last lines of $name are above"
}
