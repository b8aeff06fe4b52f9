#!/usr/bin/env bash
# run.sh unit | integration | all: builds the solution, gets what the tests need, runs the test projects one after the other and ends
# with one line, "N passed, N failed". Fails when a test failed or was skipped, or a project left no result or ran no test.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../tools/require.sh"
suite=${1:?usage: run.sh unit | integration | all}
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

# Unit tests first: they say sooner what is wrong.
projects=()
for project in tests/*.Tests/*.csproj tests/*.Integration/*.csproj; do
  name=$(basename "$project" .csproj)
  case $suite/$name in
    unit/*.Tests | all/*.Tests | integration/*.Integration | all/*.Integration) projects+=("$name") ;;
  esac
done

# counter NAME FILE: one of the totals of a result file.
counter() { sed -nE "s/.*<Counters [^>]*\b$1=\"([0-9]+)\".*/\1/p" "$2" | head -n 1; }

passed=0 failed=0 trouble=()
for name in "${projects[@]}"; do
  result=$results/$name.trx
  # A test that hangs is named after five minutes; the project's own limit is for what even that does not catch.
  timeout --kill-after=30 1800 dotnet test "tests/$name" --no-build --nologo --results-directory $results \
    --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" --blame-hang-timeout 5m --blame-hang-dump-type none ||
    trouble+=("$name: the test run failed")
  if [ ! -s "$result" ]; then
    trouble+=("$name: left no result")
    failed=$((failed + 1))
    continue
  fi
  total=$(counter total "$result") ok=$(counter passed "$result") bad=$(counter failed "$result")
  passed=$((passed + ok))
  failed=$((failed + bad))
  if [ "$total" = 0 ]; then trouble+=("$name: ran no test"); fi
  if [ $((ok + bad)) != "$total" ]; then trouble+=("$name: $((total - ok - bad)) of $total tests were skipped or did not finish"); fi
  say "$name: $ok passed, $bad failed"
done
if [ ${#trouble[@]} -gt 0 ]; then printf '%s\n' "${trouble[@]}" >&2; fi
say "tests ended; result files are in $results"
echo "$passed passed, $failed failed"
[ ${#trouble[@]} = 0 ] && [ "$failed" = 0 ]
