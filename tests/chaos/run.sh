#!/usr/bin/env bash
# run.sh [FILTER]: the tests of category Chaos, as long and as rough as they can be: fifty kills where make test has six.
#   TRANSSHIP_CHAOS_SEED=N chooses other moments. FILTER narrows to tests whose full name has it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
. "$here/../tools/require.sh"
require curl:curl openssl:openssl perl:perl-base xz:xz-utils flock:util-linux
for program in kubectl skopeo docker-registry; do "$here/../tools/get.sh" $program; done > /dev/null
"$here/../cluster/get.sh" > /dev/null
filter='Category=Chaos'
if [ $# -gt 0 ]; then filter="$filter&FullyQualifiedName~$1"; fi
export TRANSSHIP_CHAOS=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
exec dotnet test "$root/tests/Transship.Integration" --nologo --filter "$filter" --logger "console;verbosity=normal"
