#!/usr/bin/env bash
# Runs the generator in a copy of the sources and fails where the result differs from what is committed.
set -euo pipefail

cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
[[ -f Scripts/generate.py ]] || exit 0
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R Sources Scripts Package.swift "$copy"
[[ ! -e .libtorch ]] || ln -s "$PWD/.libtorch" "$copy/.libtorch"
(cd "$copy" && python3 -B Scripts/generate.py > /dev/null)
if ! diff -r -q Sources "$copy/Sources"; then
  echo "check-generated: the files above are not what the generator writes. Run: make generate" >&2
  exit 1
fi
echo "check-generated: the generated files are what the generator writes"
