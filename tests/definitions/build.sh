#!/usr/bin/env bash
# build.sh FOLDER: fills FOLDER with the program of main.go, built with the Kubernetes libraries of Debian sid: the newest that Debian
# has, with CEL, which the API server of tests/cluster lacks. About two minutes on two cores; check.sh keeps the result.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/../tools/debian.sh"
out=$(cd "${1:?usage: build.sh FOLDER}" && pwd)
require curl:curl dpkg:dpkg

go_version=1.26
work=$out/.work
packages=$work/packages
debian_open "$work" sid
"${DEBIAN_APT[@]}" install --download-only -y --no-install-recommends golang-k8s-apiextensions-apiserver-dev "golang-$go_version-go"
for deb in "$work"/cache/archives/*.deb; do dpkg -x "$deb" "$packages"; done

export GOROOT=$packages/usr/lib/go-$go_version GOPATH=$work/gopath:$packages/usr/share/gocode GOCACHE=$work/gocache
export GO111MODULE=off CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS='' GOPROXY=off
unset GOBIN
mkdir -p "$work/gopath/src/definitions"
cp "$here/main.go" "$work/gopath/src/definitions/"
"$GOROOT/bin/go" build -ldflags '-s -w' -o "$out/definitions" definitions
chmod -R u+w "$work"
rm -rf "$work"
