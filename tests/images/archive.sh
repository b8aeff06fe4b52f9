# shellcheck shell=bash
# Sourced. archive ROOT FILE NAME:TAG CONFIG: writes the folder ROOT as an image of one layer, in the format that `docker load`,
# `ctr images import` and `skopeo copy docker-archive:` read. CONFIG is the "config" object of the image, as JSON.
archive() {
  local root=$1 file=$2 name=$3 config=$4 work diff
  work=$(mktemp -d "${TMPDIR:-/tmp}/transship-image.XXXXXX")
  tar -C "$root" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$work/layer.tar" .
  diff=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"1970-01-01T00:00:00Z"}]}' \
    "$(dpkg --print-architecture)" "$config" "$diff" > "$work/config.json"
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$name" > "$work/manifest.json"
  tar -C "$work" -cf "$file" manifest.json config.json layer.tar
  rm -rf "$work"
}
