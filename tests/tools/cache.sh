# shellcheck shell=bash
# Sourced. What takes long to get is kept outside the work tree, in a folder named after the content of its recipe: a changed recipe
# builds again, an interrupted build leaves nothing that counts as done, and parallel callers wait for one build.
# Call as folder=$(cached ...) under set -e: a failing build must end the caller, which `if` and `||` would prevent.
shopt -s inherit_errexit
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/transship

# cached NAME RECIPE... -- COMMAND...: prints the folder that COMMAND FOLDER filled. RECIPE are the files whose content decides.
cached() {
  local name=$1 recipe=() stamp folder part
  shift
  while [ "$1" != -- ]; do recipe+=("$1"); shift; done
  shift
  stamp=$(cat "${recipe[@]}" <(uname -m) | sha256sum | cut -c1-12)
  folder=$CACHE/$name-$stamp
  if [ ! -d "$folder" ]; then
    mkdir -p "$CACHE"
    (
      flock 9
      if [ -d "$folder" ]; then exit 0; fi
      part=$(mktemp -d "$CACHE/.$name.XXXXXX")
      trap 'rm -rf "$part"' EXIT
      "$@" "$part" >&2 9>&-
      chmod 755 "$part"
      mv -T "$part" "$folder"
    ) 9>"$CACHE/$name.lock"
  fi
  echo "$folder"
}
