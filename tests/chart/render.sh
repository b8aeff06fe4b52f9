#!/usr/bin/env bash
# render.sh NAMESPACE [--kube-version VERSION] [--api-versions GROUP/VERSION[/KIND]] [VALUES-FILE]...: prints what charts/transship installs
# as release "transship". helm on PATH wins; otherwise a small renderer is built once into the cache.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/../tools/cache.sh"
chart=$here/../../charts/transship
namespace=${1:?usage: render.sh NAMESPACE [OPTION]... [VALUES-FILE]...}
shift
if command -v helm >/dev/null 2>&1; then
  options=()
  while [ $# -gt 0 ]; do
    case $1 in
      --*) options+=("$1" "$2") && shift 2 ;;
      *) options+=(-f "$1") && shift ;;
    esac
  done
  exec helm template transship "$chart" --namespace "$namespace" "${options[@]}"
fi
folder=$(cached chart-renderer "$here/build.sh" "$here/render.go" "$here/../tools/debian.sh" -- "$here/build.sh")
exec "$folder/render" "$chart" transship "$namespace" "$@"
