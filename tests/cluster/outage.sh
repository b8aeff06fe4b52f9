#!/usr/bin/env bash
# outage.sh begin | end: ends the API server of the control plane in DATA, and starts it again with the same arguments.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/processes.sh"
: "${DATA:?the data folder that up.sh was given}"
cd "$DATA"
argument() { sed -n "s/^--$1=//p" apiserver.args; }
ready() { curl -sf --cacert pki/ca.crt --cert pki/admin.crt --key pki/admin.key "https://$(argument bind-address):$(argument secure-port)/readyz"; }
case ${1:?usage: outage.sh begin | end} in
  begin)
    tr '\0' '\n' < "/proc/$(cat apiserver.pid)/cmdline" > apiserver.args
    stop apiserver
    ;;
  end)
    mapfile -t command < apiserver.args
    start apiserver "${command[@]}"
    wait_for apiserver "the API server's /readyz" ready
    ;;
esac
