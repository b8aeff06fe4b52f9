#!/usr/bin/env bash
# run.sh unit | integration | all: builds the solution, gets what the tests need, runs the unit test projects one after the other, beside
# the integration tests, and ends with one line, "N passed, N failed". Fails when a test failed or was skipped, or a project left no result or ran no test.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../tools/require.sh"
suite=${1:-}
case $suite in unit | integration | all) ;; *) fail "usage: run.sh unit | integration | all" ;; esac
cd "$root"
command -v dotnet >/dev/null 2>&1 || fail "the .NET SDK is missing: install the version that global.json names (https://dot.net)."

results=artifacts/test-results
logs=artifacts/logs
rm -rf $results
mkdir -p $results $logs
export CI=${CI:-false} DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
say() { echo "[$SECONDS s] $*"; }

# What the integration tests need is got while the solution builds.
background=
if [ "$suite" != unit ]; then
  require curl:curl openssl:openssl perl:perl-base xz:xz-utils flock:util-linux
  if [ -z "${KUBEBUILDER_ASSETS:-}" ]; then require dpkg-source:dpkg-dev; fi
  (
    set -e
    for program in kubectl skopeo docker-registry; do tests/tools/get.sh $program; done
    tests/cluster/get.sh
  ) > $logs/programs.log 2>&1 &
  background=$!
fi
say "building"
dotnet build Operator.sln --nologo -v minimal -clp:ErrorsOnly
say "built"
if [ -n "$background" ]; then
  wait "$background" || { tail -n 30 $logs/programs.log >&2; fail "could not get the programs that the integration tests need; the last lines of $logs/programs.log are above"; }
  say "kubectl, skopeo, registry and control plane are there"
fi

# run_tests NAME NICENESS: a test that hangs is named after five minutes; the project's own limit is for what even that does not catch.
run_tests() {
  exec nice -n "$2" timeout --kill-after=30 1800 dotnet test "tests/$1" --no-build --nologo --results-directory $results \
    --logger "trx;LogFileName=$1.trx" --logger "console;verbosity=minimal" --blame-hang-timeout 5m --blame-hang-dump-type none
}

# counter NAME FILE: one of the totals of a result file.
counter() { sed -nE "s/.*<Counters [^>]*\b$1=\"([0-9]+)\".*/\1/p" "$2" | head -n 1; }

# count NAME: adds what a project's result file says.
passed=0 failed=0 trouble=()
count() {
  local name=$1 result=$results/$1.trx total ok bad
  if [ ! -s "$result" ]; then
    trouble+=("$name: left no result")
    failed=$((failed + 1))
    return
  fi
  total=$(counter total "$result") ok=$(counter passed "$result") bad=$(counter failed "$result")
  passed=$((passed + ok))
  failed=$((failed + bad))
  if [ "$total" = 0 ]; then trouble+=("$name: ran no test"); fi
  if [ $((ok + bad)) != "$total" ]; then trouble+=("$name: $((total - ok - bad)) of $total tests were skipped or did not finish"); fi
  say "$name: $ok passed, $bad failed"
}

# The integration tests wait for servers most of the time. The unit tests run meanwhile, with what they leave of the processors, and
# are shown first: they say sooner what is wrong.
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
trap exit INT TERM HUP
if [ "$suite" != unit ]; then
  run_tests Transship.Integration 0 > $logs/integration.log 2>&1 &
  integration=$!
fi
projects=()
if [ "$suite" != integration ]; then projects=(tests/*.Tests); fi
for project in "${projects[@]}"; do
  name=$(basename "$project")
  run_tests "$name" 10 &
  wait $! || trouble+=("$name: the test run failed")
  count "$name"
done
if [ "$suite" != unit ]; then
  wait "$integration" || trouble+=("Transship.Integration: the test run failed")
  cat $logs/integration.log
  count Transship.Integration
fi
if [ ${#trouble[@]} -gt 0 ]; then printf '%s\n' "${trouble[@]}" >&2; fi
say "tests ended; result files are in $results"
echo "$passed passed, $failed failed"
[ ${#trouble[@]} = 0 ] && [ "$failed" = 0 ]
