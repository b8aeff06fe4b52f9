#!/usr/bin/env bash
# get.sh kubectl | skopeo | skopeo-sid | crane | oras | time | cosign | docker-registry | promtool | shellcheck: prints the path of the program. One on PATH wins; otherwise Debian's is unpacked into the cache.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/require.sh"
. "$here/cache.sh"
. "$here/debian.sh"

program=${1:?usage: get.sh PROGRAM}
if found=$(type -P "$program"); then echo "$found"; exit 0; fi

# unpack SUITE PROGRAM-FILE PACKAGE... FOLDER: libraries that come with it are found through a small script in bin/.
unpack() {
  local suite=$1 file=$2 folder=${*: -1} work packages=("${@:3:$#-3}") libraries loader=
  require curl:curl dpkg:dpkg
  work=$folder/.work
  debian_open "$work" "$suite"
  debian_unpack "$work" "$folder" "${packages[@]}"
  [ -x "$folder$file" ] || fail "the packages ${packages[*]} do not contain $file"
  rm -rf "$work" "$folder/usr/share/doc"
  mkdir -p "$folder/bin"
  libraries="\$root/usr/lib/$(uname -m)-linux-gnu:\$root/lib/$(uname -m)-linux-gnu"
  if [[ " ${packages[*]} " == *" libc6 "* ]]; then
    # A C library of its own takes its own loader: with LD_LIBRARY_PATH the system's would meet it.
    loader="\"\$root/$(cd "$folder" && find usr -name 'ld-linux-*' | head -n 1)\" --library-path \"$libraries\" "
  else
    loader="env LD_LIBRARY_PATH=\"$libraries\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}\" "
  fi
  cat > "$folder/bin/$program" <<RUN
#!/bin/sh
root=\$(cd "\$(dirname "\$0")/.." && pwd)
exec $loader"\$root$file"$program_options "\$@"
RUN
  chmod 755 "$folder/bin/$program"
}

program_options=
case $program in
  kubectl) recipe=(trixie /usr/bin/kubectl kubectl) ;;
  promtool) recipe=(bookworm /usr/bin/promtool prometheus) ;;
  docker-registry) recipe=(bookworm /usr/bin/docker-registry docker-registry) ;;
  shellcheck) recipe=(bookworm /usr/bin/shellcheck shellcheck) ;;
  cosign) recipe=(trixie /usr/bin/cosign cosign) ;;
  skopeo)
    # Debian keeps the signature policy in a package of its own, which is not unpacked.
    program_options=" --insecure-policy"
    recipe=(bookworm /usr/bin/skopeo skopeo libgpgme11 libassuan0 libgpg-error0 libdevmapper1.02.1) ;;
  skopeo-sid)
    program_options=" --insecure-policy"
    recipe=(sid /usr/bin/skopeo skopeo libc6 libgpgme45 libassuan9 libgpg-error0 libsqlite3-0) ;;
  crane) recipe=(sid /usr/bin/crane crane) ;;
  oras) recipe=(sid /usr/bin/oras oras) ;;
  time) recipe=(bookworm /usr/bin/time time) ;;
  *) fail "does not know how to get $program" ;;
esac
folder=$(cached "$program" "$here/get.sh" "$here/debian.sh" -- unpack "${recipe[@]}")
echo "$folder/bin/$program"
