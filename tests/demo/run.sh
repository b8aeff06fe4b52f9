#!/usr/bin/env bash
# run.sh: two real registries, a few images of several kinds, and Transship with no cluster on config/samples/demo. What was replicated
# stays in artifacts/demo, so a second run finds everything up to date; FRESH=1 starts anew. KEEP=1 stays up until Enter.
# TRANSSHIP_PROGRAM is another build of the program, such as the one that tests/bench/publish.sh prints.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../tools/require.sh"
. "$here/../registries/background.sh"
cd "$root"
require curl:curl openssl:openssl perl:perl-base flock:util-linux
command -v dotnet >/dev/null 2>&1 || fail "the .NET SDK is missing: install the version that global.json names (https://dot.net)."

data=$root/artifacts/demo
api=127.0.0.1:5600
if [ "${FRESH:-0}" = 1 ]; then rm -rf "$data"; fi
mkdir -p "$data"
operator=''
finish() {
  if [ -n "$operator" ]; then kill "$operator" 2>/dev/null || true; wait "$operator" || true; fi
}
trap finish EXIT
trap exit INT TERM HUP
heading() { if [ -t 1 ]; then printf '\n\033[1m%s\033[0m\n' "$*"; else printf '\n%s\n' "$*"; fi; }

heading "Getting ready"
programs=$data/programs.log
(for program in docker-registry kubectl; do tests/tools/get.sh $program; done) > "$programs" 2>&1 &
getting=$!
configuration=${CONFIGURATION:-Release}
[ -n "${TRANSSHIP_PROGRAM:-}" ] || dotnet build src/Transship.Operator -c "$configuration" --nologo -v quiet
wait $getting || { cat "$programs" >&2; exit 1; }
kubectl=("$(tests/tools/get.sh kubectl)" "--server=http://$api" --kubeconfig=/dev/null "--cache-dir=$data/kubectl-cache")
rm -rf "$data/kubectl-cache"
PORT=5601 STORAGE=$data/source start_registry source "$data"
PORT=5602 STORAGE=$data/destination start_registry destination "$data"
tests/registries/seed.sh 127.0.0.1:5601 > "$data/images"
echo "Two registries run on 127.0.0.1:5601 (source) and 127.0.0.1:5602 (destination). The source holds:"
sed -E 's/^([^ ]+) ([^ ]+) .*/  \2\t\1/' "$data/images" | expand -t 30

transship=${TRANSSHIP_PROGRAM:-artifacts/bin/Transship.Operator/${configuration,,}/transship}
rm -rf "$data/state"
heading "transship run -f config/samples/demo --once"
begun=$(date +%s%N)
$transship run -f config/samples/demo --once --data "$data/state"
echo "It took $((($(date +%s%N) - begun) / 1000000)) ms, start of the program included."

heading "transship run -f config/samples/demo: once more, with kubectl looking on"
$transship run -f config/samples/demo --data "$data/state" --listen $api > "$data/transship.log" 2>&1 &
operator=$!
begun=$SECONDS
until [ "$("${kubectl[@]}" get executions -o name 2>/dev/null | wc -l)" -ge 2 ]; do
  [ -e "/proc/$operator" ] || { operator=''; tail -n 20 "$data/transship.log" >&2; fail "transship ended before it started a run; its last lines are above"; }
  [ $((SECONDS - begun)) -lt 30 ] || fail "no run started within 30 s; see $data/transship.log"
  sleep 0.1
done
"${kubectl[@]}" wait executions --all --for=condition=Succeeded --timeout=60s > /dev/null
for resources in endpoints.transship.io replicationrules "executions -o wide"; do
  heading "kubectl --server http://$api get $resources"
  # shellcheck disable=SC2086
  "${kubectl[@]}" get $resources
done
heading "What the destination holds now"
for repository in $(curl -sf "http://127.0.0.1:5602/v2/_catalog" | tr -d '[]{}" \n' | sed 's/^repositories://; s/,/ /g'); do
  echo "  $repository: $(curl -sf "http://127.0.0.1:5602/v2/$repository/tags/list" | sed -E 's/.*"tags":\[(.*)\].*/\1/; s/"//g; s/,/, /g')"
done
heading "Look around"
cat <<TEXT
The API server of this process speaks to any kubectl. Start it again with KEEP=1 make demo, and in another terminal:
  alias k='kubectl --server http://$api'
  k get executions                                    # every run of a rule: progress, bytes, duration
  k describe replicationrule demo                     # what it replicates, when it last ran
  k get replicationtasks                              # one for each repository that had work
  k annotate replicationrule demo transship.io/run-now="\$(date +%s)" --overwrite    # run it again
The destination is kept: make demo finds everything up to date now. FRESH=1 make demo starts from an empty destination.
TEXT
if [ "${KEEP:-0}" = 1 ]; then read -r -p "Enter ends the demo "; fi
