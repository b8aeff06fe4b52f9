#!/usr/bin/env bash
# get.sh [--own]: prints the folder with kube-apiserver and etcd. KUBEBUILDER_ASSETS wins when set; otherwise, and with --own (a node
# needs programs that KUBEBUILDER_ASSETS lacks), build.sh builds them once into the cache.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/../tools/cache.sh"

if [ -n "${KUBEBUILDER_ASSETS:-}" ] && [ "${1:-}" != --own ]; then
  for program in kube-apiserver etcd; do
    [ -x "$KUBEBUILDER_ASSETS/$program" ] || fail "KUBEBUILDER_ASSETS is $KUBEBUILDER_ASSETS, which has no $program. Point it to what setup-envtest printed, or unset it."
  done
  echo "$KUBEBUILDER_ASSETS"
  exit 0
fi
folder=$(cached kubernetes "$here/build.sh" "$here/../tools/debian.sh" -- "$here/build.sh")
echo "$folder"
