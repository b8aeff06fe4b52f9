#!/usr/bin/env bash
# serve.sh: a control plane for as long as standard input stays open, so that it can never outlive the test run that asked for it.
# Takes the variables of up.sh. Prints "ready KUBECONFIG" when it is up.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export DATA=${DATA:-$(mktemp -d "${TMPDIR:-/tmp}/transship-cluster.XXXXXX")}
# Whatever ends this script, it cleans up.
trap exit INT TERM HUP
trap '"$here/down.sh"' EXIT
"$here/up.sh" >&2
echo "ready $DATA/admin.kubeconfig"
cat > /dev/null
