#!/usr/bin/env bash
# memory.sh: copies images of layers of 1 GiB and of 8 GiB, and one of 32 layers at a time, between servers that make the bytes up and throw them
# away. Fails when the peak memory of transship depends on the size, or is too large.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
transship=$("$here/publish.sh")
exec dotnet run --project "$here/../Transship.Benchmarks" -c Release -- memory "$transship"
