#!/usr/bin/env bash
# Writes the documentation of Torch, Sharing, Balancing and Training as web pages: docs.sh [OUTPUT] [CONFIGURATION].
# Symbols come from the modules that `swift build` has made, pages from the toolchain's own `docc`.
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
output=${1:-.build/documentation}
build=.build/${2:-release}
target=$(swift -print-target-info | sed -n 's/.*"triple" *: *"\([^"]*\)".*/\1/p' | sed -n 1p)
symbols=$(mktemp -d)
trap 'rm -rf "$symbols"' EXIT
mkdir -p "$output"

wrong=0
for module in Torch Sharing Balancing Training; do
  mkdir "$symbols/$module"
  swift symbolgraph-extract -module-name "$module" -target "$target" -I "$build/Modules" -I Sources/CTorch/include -I Sources/CZlib \
    -Xcc "-fmodule-map-file=$build/CImage.build/module.modulemap" \
    -minimum-access-level public -skip-synthesized-members -output-dir "$symbols/$module"
  rm -rf "${output:?}/$module"
  # Parameters without a line of their own are no fault; a link to nothing is.
  docc convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$symbols/$module" \
    --fallback-display-name "$module" --output-path "$output/$module" > "$symbols/$module.txt" 2>&1 ||
    { cat "$symbols/$module.txt" >&2; exit 1; }
  if grep -A 3 "doesn't exist" "$symbols/$module.txt" >&2; then wrong=1; fi
  echo "$output/$module/documentation/$(tr '[:upper:]' '[:lower:]' <<< "$module")"
done
((wrong == 0)) || { echo "docs: error: a link leads to nothing" >&2; exit 1; }
