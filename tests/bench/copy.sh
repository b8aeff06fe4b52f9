#!/usr/bin/env bash
# copy.sh [SCENARIO...]: copies with transship, crane, skopeo and oras in turn between two local registries whose content is in memory: a median of
# five runs with CPU, peak memory and requests by method, near and 20 ms away. Scenarios: a b c d e e-unchanged b-far d-far e-far e-far-unchanged;
# all of them take most of an hour. Fails when a target is missed. Needs 3 GiB in /dev/shm.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
transship=$("$here/publish.sh")
exec dotnet run --project "$here/../Transship.Benchmarks" -c Release -- copying "$transship" "$@"
