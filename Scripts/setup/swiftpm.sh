# shellcheck shell=bash
# What SwiftPM does not notice by itself when LibTorch comes or changes.

# `.libtorch` is one path for every version: objects compiled with another version's headers are removed. Only those,
# because SwiftPM does not write the module map next to them again.
rebuild_for_libtorch() {
  local version build stamp
  version=$(torch_version .libtorch)
  mkdir -p .build
  for build in .build .build-*; do
    [[ -d $build ]] || continue
    stamp=$build/libtorch-version
    [[ -f $stamp && $(< "$stamp") == "$version" ]] && continue
    if [[ -n $(compiled_shims "$build" -print -quit) ]]; then
      say "LibTorch is now $version: removing what was compiled in $build with another"
      compiled_shims "$build" -delete
    fi
    echo "$version" > "$stamp"
  done
}

compiled_shims() {  # BUILD-FOLDER, then find's action
  find "$1" -path "$1/*/*/CTorch.build/*.o" "${@:2}"
}

# For packages that depend on this one by version, where SwiftPM refuses the flags that use the link `.libtorch`.
write_pkgconfig() {
  local folder=.libtorch-pkgconfig prefix=${PWD// /\\ }/.libtorch text
  text="prefix=$prefix
includedir=\${prefix}/include
libdir=\${prefix}/lib

Name: LibTorch
Description: PyTorch's C++ library
Version: $(torch_version .libtorch)
Cflags: -I\${includedir} -I\${includedir}/torch/csrc/api/include
Libs: -L\${libdir} -ltorch_cpu -lc10"
  if [[ ! -f $folder/libtorch.pc || $(< "$folder/libtorch.pc") != "$text" ]]; then
    mkdir -p "$folder"
    printf '%s\n' "$text" > "$folder/libtorch.pc"
  fi
  say "pkg-config, for packages that depend on this one by version: PKG_CONFIG_PATH=$PWD/$folder"
}
