#!/usr/bin/env bash
# verify.sh: fails when a generated file is not what the sources say, a kustomization does not build, versions disagree, or the
# Dockerfile forgets a project.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
. tests/tools/require.sh
fresh=$(mktemp -d "${TMPDIR:-/tmp}/transship-verify.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
trouble=0
complain() { echo "verify: $*" >&2; trouble=1; }

config/generate.sh "$fresh"
for folder in config/crd/bases charts/transship/files docs/reference/kinds; do
  diff -ru "$folder" "$fresh/$folder" || complain "$folder is out of date: run make manifests and commit the result"
done
for file in role leader_election_role; do
  diff -u "config/rbac/$file.yaml" "$fresh/config/rbac/$file.yaml" || complain "config/rbac/$file.yaml is out of date: run make manifests and commit the result"
done

for file in charts/transship/README.md docs/reference/command-line.md; do
  diff -u "$file" "$fresh/$file" || complain "$file is out of date: run make manifests and commit the result"
done

kubectl=$(tests/tools/get.sh kubectl)
for kustomization in config/crd config/rbac config/manager config/default config/prometheus config/samples tests/e2e; do
  "$kubectl" kustomize "$kustomization" > /dev/null || complain "$kustomization does not build"
done

version=$(sed -nE 's:.*<VersionPrefix>(.*)</VersionPrefix>.*:\1:p' Directory.Build.props)
for place in "charts/transship/Chart.yaml:appVersion: $version" "charts/transship/Chart.yaml:version: $version" "config/manager/deployment.yaml:image: ghcr.io/transship/transship:$version"; do
  grep -qF "${place#*:}" "${place%%:*}" || complain "${place%%:*} does not say '${place#*:}', the version of Directory.Build.props"
done

for project in src/*/*.csproj; do
  grep -qF "COPY $project $(dirname "$project")/packages.lock.json" Dockerfile || complain "the Dockerfile does not copy $project before the restore"
done
[ $trouble = 0 ] || exit 1
echo "verify: everything generated is up to date"
