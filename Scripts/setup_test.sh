#!/usr/bin/env bash
# Tests set-up's decisions in a temporary folder, with folders that look like LibTorch: `make test-setup`.
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cp -R Scripts "$place"
export PLOTS=0
unset LIBTORCH TORCH_VERSION CUDA
# Any shared library whose own needs are met. What writes into a pipe is read to its end: `pipefail` counts a signal.
library=$(ldconfig -p | awk '/libz\.so\.1 / && !found {found = $NF} END {print found}')

fake() {  # NAME VERSION: prints the folder
  mkdir -p "$place/$1/include/ATen" "$place/$1/lib"
  touch "$place/$1/include/ATen/ATen.h"
  cp "$library" "$place/$1/lib/libtorch_cpu.so"
  cp "$library" "$place/$1/lib/libc10.so"
  echo "$2" > "$place/$1/build-version"
  echo "$place/$1"
}

# Runs set-up with the given variables and expects an exit status and a part of the output.
expect() {  # STATUS TEXT [NAME=VALUE…]
  local status=0 output
  output=$(env "${@:3}" bash "$place/Scripts/setup.sh" 2>&1) || status=$?
  if [[ $status != "$1" || $output != *"$2"* ]]; then
    printf 'setup_test: with %s: status %s, expected %s with "%s". Found:\n%s\n' "${*:3}" "$status" "$1" "$2" "$output" >&2
    exit 1
  fi
}

default=$(fake default 2.13.0+cpu)
other=$(fake other 2.11.0+cu130)
old=$(fake old 2.9.1)
damaged=$(fake damaged 2.13.0)
echo "no library" > "$damaged/lib/libtorch_cpu.so"
headless=$(fake headless 2.13.0)
rm -r "$headless/include"

expect 1 "\`LIBTORCH\` should be a folder. Found $place/absent." LIBTORCH="$place/absent"
expect 1 "Found $headless: it lacks include/ATen/ATen.h." LIBTORCH="$headless"
expect 1 "Found $old: its version is 2.9.1, supported: 2.13.0 2.11.0." LIBTORCH="$old"
expect 1 "Found $damaged: its library is damaged" LIBTORCH="$damaged"
expect 1 "\`TORCH_VERSION\` should be one of: 2.13.0 2.11.0. Found 2.12.0." TORCH_VERSION=2.12.0
expect 1 "and TORCH_VERSION asks for 2.11.0." TORCH_VERSION=2.11.0 LIBTORCH="$default"
expect 1 "it lacks lib/libtorch_cuda.so" CUDA=1 LIBTORCH="$default"
[[ ! -e $place/.libtorch ]] || { echo "setup_test: an error left a link behind" >&2 && exit 1; }

expect 0 ".libtorch -> $default" LIBTORCH="$default"
state() { find "$place" -printf '%p %l %T@\n' | sort; }
before=$(state)
expect 0 "LibTorch 2.13.0+cpu: in place" LIBTORCH="$default"
expect 0 "LibTorch 2.13.0+cpu: in place"
[[ $(state) == "$before" ]] || { echo "setup_test: a second run changed something" >&2 && exit 1; }

objects=$place/.build/x86_64-unknown-linux-gnu/debug/CTorch.build
mkdir -p "$objects" && touch "$objects/shim.cpp.o" "$objects/module.modulemap"
expect 0 "removing what was compiled in .build with another" LIBTORCH="$other"
[[ ! -e $objects/shim.cpp.o && -e $objects/module.modulemap && $(realpath "$place/.libtorch") == "$other" ]] \
  || { echo "setup_test: the change of LibTorch left $(ls "$objects")" >&2 && exit 1; }
grep -q '^Version: 2\.11\.0+cu130$' "$place/.libtorch-pkgconfig/libtorch.pc"

echo "setup_test: set-up decides as it should"
