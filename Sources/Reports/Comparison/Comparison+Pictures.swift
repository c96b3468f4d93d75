import Foundation
import Printing
import Processes
import Runs

extension Comparison {
  /// Formats that the plots can be exported to.
  package enum PictureFormat: String, Sendable, Hashable, CaseIterable { case svg, png }

  /// Writes the plots as pictures on white: `delta-m.svg`, `task-changes.svg`, `losses-train.svg`, …
  ///
  /// - Parameters:
  ///   - folder: created if it is missing.
  ///   - python: a Python that has ``VegaBundle/package``.
  /// - Returns: the files that were written.
  /// - Throws: ``ResultsError`` with Python's last words if it cannot draw.
  @discardableResult
  package func exportPlots(
    to folder: URL, python: URL, formats: [PictureFormat] = [.svg]
  ) throws(ResultsError) -> [URL] {
    try Plot.export(Plot.all(of: self), to: folder, python: python, formats: formats)
  }
}

extension Plot {
  /// Writes plots as pictures, one file for each plot and format.
  ///
  /// - Parameter packages: a folder in which Python looks for packages first.
  package static func export(
    _ plots: [Plot], to folder: URL, python: URL, packages: URL? = nil, formats: [Comparison.PictureFormat]
  ) throws(ResultsError) -> [URL] {
    let place = try RunFolder.create(at: folder)
    let specifications = plots.map(\.standalone.text).joined(separator: "\n")
    var files: [URL] = []
    for format in formats {
      let output = try PythonScript.run(
        drawing, python: python, input: Data(specifications.utf8),
        arguments: [format.rawValue] + (packages.map { [$0.path] } ?? []))
      let pictures = output.split(separator: UInt8(ascii: "\n")).map { Data(base64Encoded: Data($0)) }
      guard pictures.count == plots.count else {
        throw .damaged(
          path: python.path, line: nil, reason: "it should draw \(plots.count) plots. Found \(pictures.count).")
      }
      for (plot, picture) in zip(plots, pictures) {
        try place.write(picture ?? Data(), as: "\(plot.id).\(format.rawValue)")
        files.append(folder.appending(path: "\(plot.id).\(format.rawValue)"))
      }
    }
    return files
  }

  /// The folder next to a report to which ``export(_:besideReportIn:format:)`` writes.
  static let figuresFolder = "report-figures"

  /// Writes the plots as pictures into ``figuresFolder``, drawn by the renderer that `make setup` installs.
  ///
  /// - Throws: ``ResultsError`` if there is no Python, or no renderer for it.
  package static func export(
    _ plots: [Plot], besideReportIn folder: URL, format: Comparison.PictureFormat
  ) throws(ResultsError) -> [URL] {
    guard let python = Python.find() else {
      throw .missing(path: "python3", what: "a Python that draws pictures")
    }
    guard let packages = PlotBundle.python() else {
      throw .missing(path: ".tools/python", what: "the plot renderer, which `make setup` installs")
    }
    return try export(
      plots, to: folder.appending(path: figuresFolder), python: python, packages: packages, formats: [format])
  }

  /// The Python program that draws one picture for each line of specification.
  private static let drawing = """
    import base64, sys
    sys.path[:0] = sys.argv[2:]
    import vl_convert
    def svg(spec): return vl_convert.vegalite_to_svg(spec).encode("utf-8")
    def png(spec): return vl_convert.vegalite_to_png(spec, scale=2)
    draw = {"svg": svg, "png": png}[sys.argv[1]]
    for spec in sys.stdin.buffer:
        print(base64.b64encode(draw(spec.decode("utf-8"))).decode("ascii"))
    """
}

extension Plot {
  /// The whole group as one specification with title, legend, widths and colours on white.
  var standalone: JSONTree {
    let width = panels.count == 1 ? 640 : 270
    let charts = panels.map { panel -> JSONTree in
      let title: JSONTree = panel.title.isEmpty ? [:] : ["title": ["text": .string(panel.title), "fontSize": 13]]
      return panel.spec.merging(title).merging(["width": .number(Double(width))]).still(showsLegend: showsLegend)
    }
    return [
      "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "background": "white", "padding": 16,
      "datasets": .object(datasets),
      "title": ["text": .string(title), "anchor": "start", "fontSize": 16, "offset": 14],
      "concat": .array(charts), "columns": 3, "spacing": 24,
      "resolve": ["scale": ["color": "shared"], "legend": ["color": "shared"]],
      "config": [
        "aria": false, "font": "sans-serif", "view": ["stroke": nil],
        "axis": [
          "labelColor": "#59616b", "titleColor": "#59616b", "gridColor": "#dfe3e8", "domainColor": "#dfe3e8",
          "tickColor": "#dfe3e8", "titleFontWeight": 400, "titlePadding": 8, "labelFontSize": 11, "titleFontSize": 11,
        ],
        "axisYBand": ["labelColor": "#1b1f24", "labelFontSize": 12, "labelPadding": 8, "grid": false],
        "axisXQuantitative": ["tickCount": 6],
        "axisYQuantitative": ["tickCount": 5, "minExtent": 30, "labelFlush": true],
        "legend": ["title": nil, "orient": "bottom", "direction": "horizontal", "columns": 8, "symbolOpacity": 1],
        "rule": ["color": "#59616b"], "text": ["color": "#1b1f24"],
      ],
    ]
  }
}

extension JSONTree {
  /// The specification as a still picture: with the legends of its colours if they are wanted, and without what only a
  /// page can do.
  fileprivate func still(showsLegend: Bool) -> JSONTree {
    switch self {
    case .array(let values): return .array(values.map { $0.still(showsLegend: showsLegend) })
    case .object(let members):
      return .object(
        members.filter { member in
          switch (member.key, member.value) {
          case ("legend", .null): !showsLegend
          case ("params", _), ("opacity", .object): false
          default: true
          }
        }.map { Member(key: $0.key, value: $0.key == "values" ? $0.value : $0.value.still(showsLegend: showsLegend)) })
    default: return self
    }
  }
}
