# shellcheck shell=bash
# Which LibTorch: `LIBTORCH`, else the torch of the active Python, else a wheel of our own (wheel.sh). The link
# `.libtorch` in the package root points at it, and Package.swift builds against that link.

supported_versions=(2.13.0 2.11.0)  # the first is the default

# Prints a LibTorch's version with its suffix (2.13.0+cpu), or nothing.
torch_version() {  # FOLDER
  local header
  if [[ -f $1/version.py ]]; then
    sed -nE "s/^__version__ = '(.*)'.*/\1/p" "$1/version.py"
  elif [[ -f $1/build-version ]]; then
    head -n 1 "$1/build-version"
  else
    header=$1/include/torch/headeronly/version.h
    [[ -f $header ]] || return 0
    sed -nE 's/^#define TORCH_VERSION_(MAJOR|MINOR|PATCH) ([0-9]+).*/\2/p' "$header" | paste -sd .
  fi
}

is_supported() {  # VERSION
  [[ " ${supported_versions[*]} " == *" ${1%%+*} "* ]]
}

# Prints the first of a LibTorch's files that the folder lacks, or nothing.
absent_file() {  # FOLDER
  local file
  for file in include/ATen/ATen.h lib/libtorch_cpu.so lib/libc10.so; do
    [[ -e $1/$file ]] || { echo "$file" && return; }
  done
}

# Prints the shared libraries that a LibTorch needs and does not find (a CUDA build needs CUDA's runtime even on a CPU).
# Fails where ldd cannot read the library at all.
unresolved_libraries() {  # FOLDER
  local library=libtorch_cpu.so needed
  [[ ${CUDA:-0} != 1 ]] || library=libtorch_cuda.so  # which needs the other in its turn
  needed=$(env -u LD_LIBRARY_PATH ldd "$1/lib/$library" 2> /dev/null) || return 1
  awk '/not found/ {print $1}' <<< "$needed" | sort -u | xargs
}

# Prints why a folder does not serve, or nothing.
objection() {  # FOLDER
  local absent version unresolved
  absent=$(absent_file "$1")
  [[ -z $absent ]] || { echo "it lacks $absent" && return; }
  version=$(torch_version "$1")
  is_supported "$version" || { echo "its version is ${version:-unknown}, supported: ${supported_versions[*]}" && return; }
  if [[ -n ${TORCH_VERSION:-} && ${version%%+*} != "$TORCH_VERSION" ]]; then
    echo "its version is $version, and TORCH_VERSION asks for $TORCH_VERSION" && return
  fi
  if [[ ${CUDA:-0} == 1 && ! -e $1/lib/libtorch_cuda.so ]]; then
    echo "CUDA=1 asks for a GPU build, and it lacks lib/libtorch_cuda.so" && return
  fi
  unresolved=$(unresolved_libraries "$1") \
    || { echo "its library is damaged, or made for another kind of machine" && return; }
  [[ -z $unresolved ]] || echo "its library does not find $unresolved"
}

# Prints the folder of the active Python's torch, or nothing. Does not import it.
python_torch() {
  python3 -c 'import importlib.util as u, os
s = u.find_spec("torch")
print(os.path.dirname(s.origin) if s and s.origin else "")' 2> /dev/null || true
}

is_placed() {
  [[ -z $(objection .libtorch) ]] || return 1
  [[ -z ${LIBTORCH:-} || $(realpath .libtorch) == "$(realpath "$LIBTORCH" 2> /dev/null)" ]]
}

place_libtorch() {
  if [[ -n ${TORCH_VERSION:-} ]]; then
    is_supported "$TORCH_VERSION" && [[ $TORCH_VERSION != *+* ]] \
      || fail "\`TORCH_VERSION\` should be one of: ${supported_versions[*]}. Found $TORCH_VERSION."
  fi
  if is_placed; then
    say "LibTorch $(torch_version .libtorch): in place ($(realpath .libtorch))"
    return
  fi
  [[ -L .libtorch || ! -e .libtorch ]] \
    || fail "\`.libtorch\` should be a link that set-up may change, and does not serve as it is: $(objection .libtorch)."

  local folder reason version
  if [[ -n ${LIBTORCH:-} ]]; then
    [[ -d $LIBTORCH ]] || fail "\`LIBTORCH\` should be a folder. Found $LIBTORCH."
    folder=$(realpath "$LIBTORCH")
    reason=$(objection "$folder")
    [[ -z $reason ]] || fail "\`LIBTORCH\` should be a supported LibTorch. Found $folder: $reason."
  else
    folder=$(python_torch)
    if [[ -n $folder ]]; then
      reason=$(objection "$folder")
      [[ -z $reason ]] || { say "passing over the torch in $folder: $reason" && folder=; }
    fi
    if [[ -z $folder ]]; then
      version=${TORCH_VERSION:-${supported_versions[0]}}
      install_wheel "$version"
      folder=$(wheel_folder "$version")/site/torch
    fi
  fi
  link_libtorch "$folder"
  say "LibTorch $(torch_version .libtorch): .libtorch -> $folder"
}

link_libtorch() {  # FOLDER
  rm -f .libtorch.new
  ln -s "$1" .libtorch.new
  mv -T .libtorch.new .libtorch
}
