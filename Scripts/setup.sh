#!/usr/bin/env bash
# Makes this folder ready to build: `make setup`. Asks nothing, and does nothing that is already done.
#
#   LIBTORCH=FOLDER       take the LibTorch in FOLDER (with include/ATen/ATen.h and lib/libtorch_cpu.so)
#   TORCH_VERSION=2.11.0  another supported version than the default
#   CUDA=1                LibTorch for GPUs, with everything it needs (about 3 GB)
#   PLOTS=0               no plots in reports
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: error: %s\n' "$*" >&2
  exit 1
}
pip_install() {
  python3 -m pip install -q --disable-pip-version-check --root-user-action=ignore --no-warn-script-location \
    --no-compile "$@"
}

# shellcheck source=Scripts/setup/machine.sh
source Scripts/setup/machine.sh
# shellcheck source=Scripts/setup/libtorch.sh
source Scripts/setup/libtorch.sh
# shellcheck source=Scripts/setup/wheel.sh
source Scripts/setup/wheel.sh
# shellcheck source=Scripts/setup/swiftpm.sh
source Scripts/setup/swiftpm.sh
# shellcheck source=Scripts/setup/plots.sh
source Scripts/setup/plots.sh

check_path
check_swift
check_python
# One set-up at a time in one folder: two at once would install into the same place.
if command -v flock > /dev/null; then
  exec 9< Scripts/setup.sh
  flock -n 9 || { say "another set-up is running here; waiting for it" && flock 9; }
fi
trap 'rm -rf .libtorch-*.partial .tools/*.partial' EXIT
install_system_libraries
place_libtorch
rebuild_for_libtorch
write_pkgconfig
install_plots
