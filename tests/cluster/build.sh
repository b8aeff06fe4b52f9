#!/usr/bin/env bash
# build.sh FOLDER: fills FOLDER with kube-apiserver, kube-controller-manager, kube-scheduler, kubelet and etcd, and FOLDER/node with
# containerd, runc, the CNI plugins and busybox. All of it comes from Debian bookworm's packages and its Kubernetes source package,
# the last that carries the whole tree. About three minutes on two cores; get.sh keeps the result.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/../tools/debian.sh"
out=$(cd "${1:?usage: build.sh FOLDER}" && pwd)
require curl:curl dpkg-source:dpkg-dev xz:xz-utils

go_version=1.19
work=$out/.work
packages=$work/packages
say() { echo "[$SECONDS s] $*"; }

debian_open "$work" bookworm
debian_unpack "$work" "$packages" golang-$go_version-go golang-$go_version-src golang-github-modern-go-reflect2-dev etcd-server
debian_unpack "$work" "$out/node" containerd runc containernetworking-plugins busybox-static
(cd "$work" && "${DEBIAN_APT[@]}" source --download-only kubernetes)
rm -rf "$out/node/usr/share" "$work/debs"
mv "$packages/usr/bin/etcd" "$out/etcd"
say "packages unpacked"

export GOPATH=$work/gopath GOCACHE=$work/gocache GOROOT=$packages/usr/lib/go-$go_version
export GO111MODULE=off CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS='' GOPROXY=off PATH=$GOROOT/bin:$PATH
unset GOBIN
module=k8s.io/kubernetes
tree=$GOPATH/src/$module
mkdir -p "$(dirname "$tree")"
dpkg-source --no-check -x "$work"/kubernetes_*.dsc "$tree" >/dev/null
cd "$tree"
say "source unpacked"

# The vendored reflect2 1.0.1 reads wild memory when built with Go 1.18 or later: the API server panics on every map that it
# pretty-prints. Debian's 1.0.2 is right.
reflect2=vendor/github.com/modern-go/reflect2
rm -f $reflect2/*.go $reflect2/*.s
cp -L "$packages"/usr/share/gocode/src/github.com/modern-go/reflect2/*.{go,s} $reflect2/

# The generated OpenAPI definitions are the one generated file that the source package leaves out.
go build -p "$(nproc)" -o "$work/openapi-gen" $module/vendor/k8s.io/kube-openapi/cmd/openapi-gen
inputs=$(
  { grep -rl --include='*.go' '+k8s:openapi-gen=' pkg plugin cmd || true
    for staged in staging/src/k8s.io/*/; do
      name=$(basename "$staged")
      case $name in code-generator | sample-apiserver) continue ;; esac
      grep -rl --include='*.go' '+k8s:openapi-gen=' "vendor/k8s.io/$name/" || true
    done
  } 2>/dev/null | xargs -n1 dirname | LC_ALL=C sort -u | sed "s#^#$module/#" | paste -sd,
)
"$work/openapi-gen" --logtostderr -i "$inputs" -p $module/pkg/generated/openapi -O zz_generated.openapi \
  -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt -r "$work/openapi.report"
say "OpenAPI definitions generated"

# Without a version stamp the server calls itself v0.0.0-master and clients misjudge what it can do.
stamp="-s -w"
for package in vendor/k8s.io/component-base/version vendor/k8s.io/client-go/pkg/version; do
  for pair in gitVersion=v1.20.2 gitMajor=1 gitMinor=20 gitCommit=faecb196815e248d3ecfb03c680a4507229c2a56 gitTreeState=archive buildDate=2021-01-13T13:20:00Z; do
    stamp="$stamp -X $module/$package.$pair"
  done
done
go build -p "$(nproc)" -trimpath -tags providerless,dockerless -ldflags "$stamp" -o "$out/" \
  $module/cmd/kube-apiserver $module/cmd/kube-controller-manager $module/cmd/kube-scheduler $module/cmd/kubelet
cd "$out"
chmod -R u+w "$work"
rm -rf "$work"
"$out/kube-apiserver" --version
say "built in $out"
