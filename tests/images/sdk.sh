#!/usr/bin/env bash
# sdk.sh FILE NAME:TAG (root): what the Dockerfile's SDK image brings, made of Debian by debootstrap and of this machine's .NET SDK, with the
# authorities that this machine trusts and what it tells apt. A stand-in where Microsoft's registry is out of reach; for tests only.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../tools/require.sh"
. "$here/archive.sh"
file=${1:?usage: sdk.sh FILE NAME:TAG} name=${2:?usage: sdk.sh FILE NAME:TAG}
require debootstrap:debootstrap jq:jq dotnet:dotnet-sdk-10.0
image=$(mktemp -d "${TMPDIR:-/tmp}/transship-root.XXXXXX")
# What debootstrap mounted and could not unmount is this machine's.
trap 'rm -rf --one-file-system "$image"' EXIT
trap exit INT TERM HUP
chmod 755 "$image"
mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
debootstrap --variant=minbase --include=ca-certificates,libicu72,libssl3,libstdc++6,zlib1g bookworm "$image" "${mirror:-http://deb.debian.org/debian}" > "$image.log" 2>&1 ||
  { tail -n 20 "$image.log" >&2; fail "debootstrap failed, see above"; }
rm -f "$image.log"
rm -rf "$image"/var/cache/apt/archives/*.deb "$image"/var/lib/apt/lists/*
apt-config dump Acquire | grep '^Acquire::.* ".*";$' > "$image/etc/apt/apt.conf.d/90machine" || true
cp -L /etc/ssl/certs/ca-certificates.crt "$image/etc/ssl/certs/ca-certificates.crt"
cp -a "$(dirname "$(readlink -f "$(command -v dotnet)")")" "$image/usr/share/dotnet"
ln -s ../share/dotnet/dotnet "$image/usr/bin/dotnet"
archive "$image" "$file" "$name" "$(jq -nc '{Env: (["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "DOTNET_NOLOGO=true",
  "DOTNET_GENERATE_ASPNET_CERTIFICATE=false", "NUGET_XMLDOC_MODE=skip"]
  + [env | to_entries[] | select(.key == "NUGET_CERT_REVOCATION_MODE") | "\(.key)=\(.value)"])}')"
