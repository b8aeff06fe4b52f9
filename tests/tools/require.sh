# shellcheck shell=bash
# Sourced. require COMMAND:PACKAGE... makes sure that the commands are there: as root it installs the missing packages with apt,
# otherwise it says what to install and ends the script.
fail() { echo "$(basename "$0"): $*" >&2; exit 1; }

require() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing+=("${pair##*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    fail "missing on this machine: ${missing[*]}. Install them with your package manager (Debian: sudo apt-get install ${missing[*]}) and run this again."
  fi
  echo "installing ${missing[*]}" >&2
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}"; } > /dev/null ||
    fail "apt-get could not install ${missing[*]}; install them by hand and run this again."
}
