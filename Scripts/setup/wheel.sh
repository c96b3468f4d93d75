# shellcheck shell=bash
# LibTorch from the `torch` wheel: its headers and libraries are in it. A CPU build needs nothing else; a CUDA build
# used on the CPU needs two of CUDA's runtime packages (50 MB) and not the other 3 GB.

# Prints what pip should install for `libcudart` and `libcupti`, at the versions that the wheel itself names.
cuda_runtime_requirements() {  # SITE
  python3 - "$1" <<'PYTHON'
import glob, re, sys
metadata = open(glob.glob(sys.argv[1] + "/torch-*.dist-info/METADATA")[0], encoding="utf-8").read()
for line in re.findall(r"^Requires-Dist: (.*)$", metadata, re.MULTILINE):
    requirement = line.split(";")[0].strip()
    toolkit = re.fullmatch(r"cuda-toolkit\[(.*)\]==(\S+)", requirement)
    if toolkit:
        parts = [part for part in toolkit[1].split(",") if part in ("cudart", "cupti")]
        print("cuda-toolkit[{}]=={}".format(",".join(parts), toolkit[2]))
    elif re.match(r"nvidia-cuda-(runtime|cupti)(-cu\d+)?==", requirement):
        print(requirement)
PYTHON
}

# Prints where the wheel of a version goes, relative to the root.
wheel_folder() {  # VERSION
  if [[ ${CUDA:-0} == 1 ]]; then echo ".libtorch-$1-cuda"; else echo ".libtorch-$1"; fi
}

# Installs the wheel under a temporary name and renames it when whole. Torch is then in its `site/torch`.
install_wheel() {  # VERSION
  local folder partial requirements=() unresolved
  folder=$(wheel_folder "$1")
  partial=$folder.partial
  [[ -n $(objection "$folder/site/torch") ]] || return 0
  rm -rf "$partial" "$folder"
  mkdir -p "$partial/tmp"
  # pip unpacks into TMPDIR and then moves: on the same disk that is a rename, and /tmp may be small.
  if [[ ${CUDA:-0} == 1 ]]; then
    say "installing torch $1 for GPUs into $folder (about 3 GB)"
    # `===` leaves out versions with a suffix, and so a CPU build that pip may know.
    TMPDIR=$PWD/$partial/tmp pip_install --target "$partial/site" "torch===$1" \
      || fail "pip could not install torch $1 with its GPU libraries."
  else
    say "installing torch $1 into $folder (200 MB for a CPU build, 600 MB where pip knows only a GPU build)"
    TMPDIR=$PWD/$partial/tmp pip_install --no-deps --target "$partial/site" "torch==$1" \
      || fail "pip could not install torch $1. An existing LibTorch can be named: LIBTORCH=FOLDER make setup"
    unresolved=$(unresolved_libraries "$partial/site/torch") || unresolved=
    if [[ -n $unresolved ]]; then
      mapfile -t requirements < <(cuda_runtime_requirements "$partial/site")
      ((${#requirements[@]})) || fail "torch $1 needs $unresolved, and names no package with it."
      say "installing the libraries that this build of torch needs on a CPU too: ${requirements[*]}"
      TMPDIR=$PWD/$partial/tmp pip_install --target "$partial/site" "${requirements[@]}" \
        || fail "pip could not install ${requirements[*]}."
    fi
  fi
  rm -rf "$partial/tmp"
  unresolved=$(objection "$partial/site/torch")
  [[ -z $unresolved ]] || fail "The torch $1 that pip installed does not serve: $unresolved."
  mv -T "$partial" "$folder"
}
