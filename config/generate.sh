#!/usr/bin/env bash
# generate.sh [FOLDER]: writes what is generated from the C# types below FOLDER (the work tree unless named): the resource definitions
# in config/crd/bases, the operator's roles in config/rbac, and what the chart takes from config/; and the chart's README from its values.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=${1:-$root}
cd "$root"
configuration=${CONFIGURATION:-Release}
dotnet build config/generator -c "$configuration" --nologo -v quiet
made=$(mktemp -d "${TMPDIR:-/tmp}/transship-generate.XXXXXX")
trap 'rm -rf "$made"' EXIT
"artifacts/bin/Transship.Generator/${configuration,,}/Transship.Generator" "$made"
rm -rf "$target/config/crd/bases" "$target/charts/transship/files"
mkdir -p "$target/config/crd/bases" "$target/config/rbac" "$target/charts/transship/files/crds" "$target/charts/transship/files/rbac"
cp "$made"/crds/*.yaml "$target/config/crd/bases/"
cp "$made"/roles/*.yaml "$target/config/rbac/"
cp "$target"/config/crd/bases/*.yaml "$target/charts/transship/files/crds/"
cp "$target"/config/rbac/{role,leader_election_role}.yaml "$target/charts/transship/files/rbac/"
cp config/rbac/{view,edit,admin}_role.yaml "$target/charts/transship/files/rbac/"
mkdir -p "$target/charts/transship/files/prometheus"
cp config/prometheus/{alerts.yaml,dashboard.json} "$target/charts/transship/files/prometheus/"
awk -f charts/transship/README.awk charts/transship/values.yaml > "$target/charts/transship/README.md"

# A page for each kind, and one for the command line: what is written by hand, up to the mark, and the rest from schema and commands.
mkdir -p "$target/docs/reference/kinds"
for page in docs/reference/kinds/*.md docs/reference/command-line.md; do
  name=$(basename "$page" .md)
  [ "$name" = command-line ] || name=transship.io_${name}s
  { sed '/^<!-- Below:/q' "$page"; echo; cat "$made/reference/$name.md"; } > "$made/page"
  cp "$made/page" "$target/$page"
done
