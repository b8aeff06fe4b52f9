#!/usr/bin/env bash
# busybox.sh FILE NAME:TAG BUSYBOX COMMAND: an image archive with a static busybox. COMMAND is a JSON array.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/archive.sh"
root=$(mktemp -d "${TMPDIR:-/tmp}/transship-root.XXXXXX")
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,tmp,etc,proc,sys,dev}
chmod 755 "$root"
chmod 1777 "$root/tmp"
cp "$3" "$root/bin/busybox"
for applet in $("$3" --list); do [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"; done
archive "$root" "$1" "$2" "{\"Env\":[\"PATH=/bin\"],\"Entrypoint\":$4}"
