#!/usr/bin/env bash
# build.sh FOLDER: builds the renderer into FOLDER, with Debian's Go, its package of sprig, the library that Helm takes its functions from,
# and the one that Helm checks values with.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/../tools/debian.sh"
out=$(cd "${1:?usage: build.sh FOLDER}" && pwd)
work=$out/.work
debian_open "$work" bookworm
debian_unpack "$work" "$work/packages" golang-1.19-go golang-1.19-src golang-github-masterminds-sprig-dev golang-github-masterminds-semver-dev \
  golang-github-huandu-xstrings-dev golang-github-google-uuid-dev golang-github-imdario-mergo-dev golang-github-shopspring-decimal-dev \
  golang-github-mitchellh-copystructure-dev golang-github-mitchellh-reflectwalk-dev golang-github-spf13-cast-dev golang-golang-x-crypto-dev \
  golang-github-masterminds-goutils-dev golang-k8s-sigs-yaml-dev golang-gopkg-yaml.v2-dev golang-golang-x-sys-dev \
  golang-github-xeipuuv-gojsonschema-dev golang-github-xeipuuv-gojsonpointer-dev golang-github-xeipuuv-gojsonreference-dev
export GOROOT=$work/packages/usr/lib/go-1.19 GOPATH=$work/packages/usr/share/gocode GOCACHE=$work/cache
export GO111MODULE=off CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS='' PATH=$GOROOT/bin:$PATH
# Debian keeps one sprig at its import path of v2.
mkdir -p "$GOPATH/src/github.com/Masterminds/sprig"
[ -e "$GOPATH/src/github.com/Masterminds/sprig/v3" ] || ln -s . "$GOPATH/src/github.com/Masterminds/sprig/v3"
go build -trimpath -ldflags '-s -w' -o "$out/render" "$here/render.go"
chmod -R u+w "$work"
rm -rf "$work"
