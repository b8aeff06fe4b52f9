#!/usr/bin/env bash
# sbom.sh FILE.json: a CycloneDX bill of materials of the program: its packages with version, hash and license, and how they depend on
# each other. What the base image brings has the bill of its maker.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
file=$(realpath -m "${1:?usage: sbom.sh FILE.json}")
cd "$root"
. image/facts.sh
mkdir -p "$(dirname "$file")"
dotnet tool restore --verbosity quiet > /dev/null
dotnet restore src/Transship.Operator --locked-mode --verbosity quiet > /dev/null
dotnet dotnet-CycloneDX src/Transship.Operator/Transship.Operator.csproj --recursive --exclude-dev --disable-package-restore --output-format Json \
  --set-name transship --set-version "$IMAGE_VERSION" --set-type Container --output "$(dirname "$file")" --filename "$(basename "$file")" >&2
