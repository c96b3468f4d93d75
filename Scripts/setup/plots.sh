# shellcheck shell=bash
# Plots in reports: `vl-convert` draws PNG and SVG, and holds the scripts of an HTML page that works offline.

vl_convert_version=1.9.0

# A classic script that sets `window.vegaEmbed`; wrapped, so that its top-level names do not meet those of the page.
bundle_vega() {  # FILE
  PYTHONPATH=.tools/python python3 - "$1" <<'PYTHON'
import sys, vl_convert
bundle = vl_convert.javascript_bundle()
assert "window.vegaEmbed=" in bundle and "</script" not in bundle
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write('(function () {\n"use strict";\n' + bundle + "\n})();\n")
PYTHON
}

install_vl_convert() {
  rm -rf .tools/python .tools/python.partial
  pip_install --no-deps --retries 1 --timeout 30 --target .tools/python.partial "vl-convert-python==$vl_convert_version" \
    && mv -T .tools/python.partial .tools/python
}

install_plots() {
  if [[ ${PLOTS:-1} == 0 ]]; then
    say "plots: none, as PLOTS=0 asks"
    return
  fi
  if [[ -d .tools/python/vl_convert_python-$vl_convert_version.dist-info && -s .tools/vega-embed.js ]]; then
    say "plots: vl-convert $vl_convert_version in place"
    return
  fi
  say "installing vl-convert $vl_convert_version into .tools/python, for plots in reports"
  mkdir -p .tools
  if install_vl_convert && bundle_vega .tools/vega-embed.js.partial; then
    mv .tools/vega-embed.js.partial .tools/vega-embed.js
  else
    rm -rf .tools/python.partial .tools/vega-embed.js.partial
    say "vl-convert is not to be had here: reports hold tables without plots (PLOTS=0 spares the attempt)"
  fi
}
