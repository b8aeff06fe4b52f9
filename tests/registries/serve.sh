#!/usr/bin/env bash
# serve.sh: a real distribution registry for as long as standard input stays open. Prints "ready HOST:PORT" when it answers.
#   PORT=0 (0: a free one)  ADDR=127.0.0.1  DELETE=0|1  STORAGE=folder (default: one that goes away with the registry)
#   EVENTS_URL= EVENTS_TOKEN= (where it tells of pushes and deletions, and the bearer token that it shows there)
#   REGISTRY_USERNAME= REGISTRY_PASSWORD= (Basic authentication when set)  TLS_CERTIFICATE=file TLS_KEY=file (PEM; https when set)  LOG=file
# docker-registry on PATH wins, then a docker engine, then Debian's package.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
require curl:curl perl:perl-base

work=$(mktemp -d "${TMPDIR:-/tmp}/transship-registry.XXXXXX")
PORT=${PORT:-0} ADDR=${ADDR:-127.0.0.1} STORAGE=${STORAGE:-$work/storage} EVENTS_URL=${EVENTS_URL:-} LOG=${LOG:-$work/log}
container='' process=''
finish() {
  if [ -n "$container" ]; then docker rm -f "$container" >/dev/null 2>&1 || true; fi
  if [ -n "$process" ]; then kill "$process" || true; wait "$process" || true; fi
  rm -rf "$work"
}
trap finish EXIT
trap exit INT TERM HUP

engine() { command -v docker >/dev/null 2>&1 && timeout 5 docker info >/dev/null 2>&1; }

scheme=http
if [ -n "${TLS_CERTIFICATE:-}" ]; then scheme=https; fi

# configuration LISTEN STORAGE HTPASSWD CERTIFICATE KEY EVENTS_URL
configuration() {
  local delete=false
  if [ "${DELETE:-0}" = 1 ]; then delete=true; fi
  cat <<CONFIG
version: 0.1
log: {accesslog: {disabled: true}, level: info, formatter: text}
storage:
  filesystem: {rootdirectory: $2}
  delete: {enabled: $delete}
  maintenance: {uploadpurging: {enabled: false}}
http:
  addr: "$1"
  secret: transship
  draintimeout: 1s
CONFIG
  if [ $scheme = https ]; then echo "  tls: {certificate: $4, key: $5}"; fi
  if [ -n "${REGISTRY_USERNAME:-}" ]; then echo "auth: {htpasswd: {realm: transship, path: $3}}"; fi
  if [ -n "${EVENTS_URL:-}" ]; then
    echo "notifications: {endpoints: [{name: transship, url: \"$6\", headers: {Authorization: [\"Bearer $EVENTS_TOKEN\"]}, timeout: 2s, threshold: 3, backoff: 1s}]}"
  fi
}

mkdir -p "$STORAGE"
if [ -n "${REGISTRY_USERNAME:-}" ]; then
  # The registry takes bcrypt only, which perl's crypt has from the C library.
  secret=$REGISTRY_PASSWORD perl -e 'print "$ARGV[0]:", crypt($ENV{secret}, q($2y$05$) . "transshiptransshiptra."), "\n"' "$REGISTRY_USERNAME" > "$work/htpasswd"
fi

if ! command -v docker-registry >/dev/null 2>&1 && engine; then
  configuration :5000 /storage /htpasswd /tls.crt /tls.key "${EVENTS_URL/127.0.0.1/host.docker.internal}" > "$work/config.yml"
  volumes=(-v "$work/config.yml:/config.yml:ro" -v "$STORAGE:/storage")
  if [ -f "$work/htpasswd" ]; then volumes+=(-v "$work/htpasswd:/htpasswd:ro"); fi
  if [ $scheme = https ]; then volumes+=(-v "$TLS_CERTIFICATE:/tls.crt:ro" -v "$TLS_KEY:/tls.key:ro"); fi
  container=$(docker run -d --add-host host.docker.internal:host-gateway --user "$(id -u):$(id -g)" -p "$ADDR:$PORT:5000" "${volumes[@]}" registry:2.8.3 serve /config.yml)
  address=$(docker port "$container" 5000/tcp | head -n 1)
else
  program=$("$here/../tools/get.sh" docker-registry)
  configuration "$ADDR:$PORT" "$STORAGE" "$work/htpasswd" "${TLS_CERTIFICATE:-}" "${TLS_KEY:-}" "${EVENTS_URL:-}" > "$work/config.yml"
  : > "$LOG"
  "$program" serve "$work/config.yml" > "$LOG" 2>&1 < /dev/null &
  process=$!
  address=
  for _ in $(seq 400); do
    address=$(sed -nE 's/.*listening on ([0-9a-fA-F.:]+:[0-9]+).*/\1/p' "$LOG" | head -n 1)
    if [ -n "$address" ]; then break; fi
    kill -0 "$process" 2>/dev/null || { tail -n 5 "$LOG" >&2; fail "the registry ended before it listened on $ADDR:$PORT; its last lines are above"; }
    sleep 0.05
  done
fi
[ -n "$address" ] || fail "the registry did not say where it listens within 20 s"
for _ in $(seq 200); do
  status=$(curl -sk -o /dev/null -w '%{http_code}' "$scheme://$address/v2/" || true)
  case $status in 200 | 401) echo "ready $address"; break ;; esac
  sleep 0.05
done
case $status in 200 | 401) ;; *) fail "the registry at $address does not answer /v2/ (status $status)" ;; esac
cat > /dev/null
