#!/usr/bin/env bash
# down.sh: ends what up.sh started in DATA and removes DATA.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/processes.sh"
: "${DATA:?the data folder that up.sh was given}"
for name in scheduler controllers apiserver etcd; do stop $name; done
rm -rf "$DATA"
