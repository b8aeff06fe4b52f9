#!/usr/bin/env bash
# publish.sh: builds transship as the container image has it, and prints the path of the program.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/tools/require.sh"
require gcc:build-essential # links what is compiled ahead
dotnet publish "$root/src/Transship.Operator" -c Release --runtime "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" \
  -p:DebugType=none -o "$root/artifacts/bench" --nologo -v quiet >&2
echo "$root/artifacts/bench/transship"
