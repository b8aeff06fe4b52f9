#!/usr/bin/env bash
# seed.sh HOST:PORT [KIND REPOSITORY:TAG [MEGABYTES]]...: pushes images with the same content on every machine; needs no network.
#   KIND: docker (v2 schema 2) | oci | docker-list (two platforms) | index (OCI, two platforms and an attestation-like unknown/unknown entry)
#         chart (an OCI artifact with Helm's media types) | large (an OCI image of MEGABYTES incompressible bytes in 8 layers)
#   Without KIND: one of each, with several tags and repositories that share layers.
#   REGISTRY_USERNAME, REGISTRY_PASSWORD: credentials. REGISTRY_SCHEME: http, or https with whatever certificate. Prints one "KIND REPOSITORY:TAG DIGEST" line an image.
set -euo pipefail
shopt -s inherit_errexit
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
require curl:curl openssl:openssl

registry=${1:?usage: seed.sh HOST:PORT [KIND REPOSITORY:TAG [MEGABYTES]]...}
shift
work=$(mktemp -d "${TMPDIR:-/tmp}/transship-seed.XXXXXX")
trap 'rm -rf "$work"' EXIT
request=(curl -sS --fail-with-body --retry 3 --insecure)
scheme=${REGISTRY_SCHEME:-http}
if [ -n "${REGISTRY_USERNAME:-}" ]; then
  printf 'header = "Authorization: Basic %s"\n' "$(printf '%s:%s' "$REGISTRY_USERNAME" "$REGISTRY_PASSWORD" | base64 -w0)" > "$work/curl"
  request+=(--config "$work/curl")
fi

digest_of() { echo "sha256:$(sha256sum "$1" | cut -d' ' -f1)"; }

# blob REPOSITORY FILE MEDIA-TYPE: uploads it when it is not there; prints its descriptor.
blob() {
  local digest location
  digest=$(digest_of "$2")
  if ! "${request[@]}" -o /dev/null --head "$scheme://$registry/v2/$1/blobs/$digest" 2>/dev/null; then
    location=$("${request[@]}" -o /dev/null -D - -X POST -H 'Content-Length: 0' "$scheme://$registry/v2/$1/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
    case $location in *\?*) location="$location&digest=$digest" ;; *) location="$location?digest=$digest" ;; esac
    "${request[@]}" -o /dev/null -T "$2" -H 'Content-Type: application/octet-stream' "$location"
  fi
  printf '{"mediaType":"%s","digest":"%s","size":%d}' "$3" "$digest" "$(stat -c %s "$2")"
}

# manifest REPOSITORY REFERENCE FILE MEDIA-TYPE
manifest() { "${request[@]}" -o /dev/null -X PUT -H "Content-Type: $4" --data-binary "@$3" "$scheme://$registry/v2/$1/manifests/$2"; }

# bytes SEED COUNT: incompressible bytes, the same for the same seed.
bytes() { head -c "$2" /dev/zero | openssl enc -aes-128-ctr -nosalt -K "$(printf '%s' "$1" | sha256sum | cut -c1-32)" -iv 00000000000000000000000000000000; }

# archive SEED BYTES: a tar with one file of that content, as $work/layer.tar; prints its digest, as the image config names it.
archive() {
  local root=$work/layer
  rm -rf "$root"
  mkdir -p "$root/opt"
  bytes "$1" "$2" > "$root/opt/${1//\//-}"
  tar -C "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX -cf "$work/layer.tar" .
  digest_of "$work/layer.tar"
}

# layer FILE SEED BYTES: the same, gzipped into FILE.
layer() {
  archive "$2" "$3"
  gzip -n -1 < "$work/layer.tar" > "$1"
}

# image REPOSITORY REFERENCE docker|oci PLATFORM SEED: two layers, the first shared by all images; an empty reference means by digest.
# Prints the descriptor of the manifest.
image() {
  local repository=$1 reference=$2 format=$3 platform=$4 seed=$5 type config_type layer_type base own config layers digest variant
  case $format in
    docker) type=application/vnd.docker.distribution.manifest.v2+json config_type=application/vnd.docker.container.image.v1+json layer_type=application/vnd.docker.image.rootfs.diff.tar.gzip ;;
    oci) type=application/vnd.oci.image.manifest.v1+json config_type=application/vnd.oci.image.config.v1+json layer_type=application/vnd.oci.image.layer.v1.tar+gzip ;;
  esac
  base=$(layer "$work/base" base 200000)
  own=$(layer "$work/own" "$seed" 60000)
  variant=
  if [ "$platform" = linux/arm64 ]; then variant=',"variant":"v8"'; fi
  printf '{"created":"2024-01-01T00:00:00Z","architecture":"%s","os":"%s"%s,"config":{"Env":["PATH=/bin"],"Labels":{"org.opencontainers.image.title":"%s"}},"rootfs":{"type":"layers","diff_ids":["%s","%s"]},"history":[{"created":"2024-01-01T00:00:00Z"},{"created":"2024-01-01T00:00:00Z"}]}' \
    "${platform#*/}" "${platform%/*}" "$variant" "$seed" "$base" "$own" > "$work/config"
  config=$(blob "$repository" "$work/config" $config_type)
  layers=$(blob "$repository" "$work/base" $layer_type)
  layers=$layers,$(blob "$repository" "$work/own" $layer_type)
  printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}' "$type" "$config" "$layers" > "$work/manifest"
  digest=$(digest_of "$work/manifest")
  manifest "$repository" "${reference:-$digest}" "$work/manifest" $type
  printf '{"mediaType":"%s","digest":"%s","size":%d,"platform":{"architecture":"%s","os":"%s"%s}}' \
    "$type" "$digest" "$(stat -c %s "$work/manifest")" "${platform#*/}" "${platform%/*}" "$variant"
}

# artifact REPOSITORY REFERENCE CONFIG-TYPE LAYER-TYPE CONFIG SEED
artifact() {
  local config content
  layer "$work/own" "$6" 20000 >/dev/null
  printf '%s' "$5" > "$work/config"
  config=$(blob "$1" "$work/config" "$3")
  content=$(blob "$1" "$work/own" "$4")
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s],"annotations":{"org.opencontainers.image.title":"%s"}}' \
    "$config" "$content" "$6" > "$work/manifest"
  manifest "$1" "${2:-$(digest_of "$work/manifest")}" "$work/manifest" application/vnd.oci.image.manifest.v1+json
  printf '{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%d,"platform":{"architecture":"unknown","os":"unknown"}}' \
    "$(digest_of "$work/manifest")" "$(stat -c %s "$work/manifest")"
}

# list REPOSITORY TAG MEDIA-TYPE DESCRIPTOR...
list() {
  local repository=$1 tag=$2 type=$3
  shift 3
  printf '{"schemaVersion":2,"mediaType":"%s","manifests":[%s]}' "$type" "$(IFS=,; echo "$*")" > "$work/manifest"
  manifest "$repository" "$tag" "$work/manifest" "$type"
}

# large REPOSITORY TAG MEGABYTES
large() {
  local layers=() ids=() id i config
  for i in 1 2 3 4 5 6 7 8; do
    id=$(archive "large-$i" $(($3 * 131072)))
    ids+=("\"$id\"")
    layers+=("$(blob "$1" "$work/layer.tar" application/vnd.oci.image.layer.v1.tar)")
  done
  printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[%s]}}' "$(IFS=,; echo "${ids[*]}")" > "$work/config"
  config=$(blob "$1" "$work/config" application/vnd.oci.image.config.v1+json)
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}' \
    "$config" "$(IFS=,; echo "${layers[*]}")" > "$work/manifest"
  manifest "$1" "$2" "$work/manifest" application/vnd.oci.image.manifest.v1+json
}

# push KIND REPOSITORY:TAG [MEGABYTES]
push() {
  local kind=$1 repository=${2%:*} tag=${2##*:} amd arm extra
  case $kind in
    docker | oci) image "$repository" "$tag" "$kind" linux/amd64 "$repository-$tag" >/dev/null ;;
    docker-list)
      amd=$(image "$repository" '' docker linux/amd64 "$repository-$tag-amd64")
      arm=$(image "$repository" '' docker linux/arm64 "$repository-$tag-arm64")
      list "$repository" "$tag" application/vnd.docker.distribution.manifest.list.v2+json "$amd" "$arm" ;;
    index)
      amd=$(image "$repository" '' oci linux/amd64 "$repository-$tag-amd64")
      arm=$(image "$repository" '' oci linux/arm64 "$repository-$tag-arm64")
      extra=$(artifact "$repository" '' application/vnd.oci.image.config.v1+json application/vnd.in-toto+json '{"architecture":"unknown","os":"unknown","config":{},"rootfs":{"type":"layers","diff_ids":[]}}' "$repository-$tag-attestation")
      list "$repository" "$tag" application/vnd.oci.image.index.v1+json "$amd" "$arm" "$extra" ;;
    chart)
      artifact "$repository" "$tag" application/vnd.cncf.helm.config.v1+json application/vnd.cncf.helm.chart.content.v1.tar+gzip \
        "{\"name\":\"${repository##*/}\",\"version\":\"$tag\",\"apiVersion\":\"v2\"}" "$repository-$tag" >/dev/null ;;
    large) large "$repository" "$tag" "${3:-64}" ;;
    *) fail "knows no kind of image called $kind" ;;
  esac
  echo "$kind $repository:$tag $(digest_of "$work/manifest")"
}

if [ $# = 0 ]; then
  set -- docker library/hello:1.0 docker library/hello:1.1 docker library/hello:latest oci library/web:2.0 oci library/web:2.1-rc1 \
    index team/app:1.0.0 index team/app:1.1.0 docker-list team/legacy:3 chart charts/shop:0.4.2
fi
while [ $# -gt 0 ]; do
  if [ $# -gt 2 ] && [[ $3 =~ ^[0-9]+$ ]]; then push "$1" "$2" "$3"; shift 3; else push "$1" "$2"; shift 2; fi
done
