# shellcheck shell=bash
# What the machine itself should have: a Swift toolchain, Python 3 with pip, and a few system libraries.

swift_minimum=6.1

# Debian's package, and a header that shows its presence on other systems.
system_libraries=(
  "libjpeg-dev:jpeglib.h"
  "libpng-dev:png.h"
  "libsqlite3-dev:sqlite3.h"
  "zlib1g-dev:zlib.h"
)

check_path() {
  [[ $(uname -s) == Linux ]] \
    || fail "Set-up is written for Linux. Elsewhere, point a link \`.libtorch\` at a LibTorch by hand. Found $(uname -s)."
  # `:` separates the entries of an rpath, and the linker knows no way to escape it.
  [[ $PWD != *:* ]] || fail "The path of this folder should hold no colon. Found $PWD."
}

check_swift() {
  command -v swift > /dev/null \
    || fail "Swift $swift_minimum or newer is needed, and no \`swift\` is on the PATH. See https://www.swift.org/install."
  local version
  version=$(swift --version 2> /dev/null | sed -nE 's/.*Swift version ([0-9]+(\.[0-9]+)*).*/\1/p' | sed -n 1p)
  [[ -n $version ]] || fail "\`swift --version\` names no version. Found $(command -v swift)."
  [[ $(printf '%s\n' "$swift_minimum" "$version" | sort -V | sed -n 1p) == "$swift_minimum" ]] \
    || fail "Swift should be $swift_minimum or newer. Found $version in $(command -v swift)."
  say "Swift $version"
}

check_python() {
  command -v python3 > /dev/null || fail "Python 3 is needed, and no \`python3\` is on the PATH."
  python3 -c 'import importlib.util as u, sys; sys.exit(u.find_spec("pip") is None)' \
    || fail "Python 3 should have pip. Found none in $(command -v python3) (Debian: apt-get install python3-pip)."
}

is_installed() {  # PACKAGE HEADER
  if command -v dpkg-query > /dev/null; then
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null) == installed ]]
  else
    [[ -e /usr/include/$2 || -e /usr/local/include/$2 ]]
  fi
}

install_system_libraries() {
  local library missing=()
  for library in "${system_libraries[@]}"; do
    is_installed "${library%%:*}" "${library#*:}" || missing+=("${library%%:*}")
  done
  if ((${#missing[@]} == 0)); then
    say "system libraries: all there"
    return
  fi
  command -v apt-get > /dev/null \
    || fail "System libraries are missing: ${missing[*]} (Debian's names). Install them, then run this again."
  if ((EUID != 0)); then
    fail "System libraries are missing: ${missing[*]}. Run: sudo apt-get install ${missing[*]}"
  fi
  say "installing system libraries: ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}
