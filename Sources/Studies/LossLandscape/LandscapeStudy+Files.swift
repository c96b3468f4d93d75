import Foundation
import Printing
import Processes
import Reports
import Runs

extension LandscapeStudy {
  /// The table of updates, and the remarks on it, for a terminal.
  package func text(width: Int = 110) -> String {
    let notes = notes.map { TextWrap.wrapped($0, width: width) }
    return ([TextTable.render(table, width: width)] + [notes.joined(separator: "\n")]).joined(separator: "\n\n") + "\n"
  }

  /// The number of updates until the slowest start is at the minimum: a row for each optimiser and method, a column for
  /// each learning rate.
  var table: ReportTable {
    var columns = [ReportTable.Column(title: "Method", isNumeric: false)]
    columns += configuration.learningRates.map { .init(title: $0.brief, group: "learning rate") }
    var rows: [[ReportTable.Cell]] = []
    var rules: Set<Int> = []
    for optimizer in configuration.optimizers {
      for method in configuration.methods {
        let counts = configuration.learningRates.map { reached(method.label, optimizer, $0) }
        rows.append(
          [.init(text: "\(method.label), \(optimizer.title)")]
            + counts.map { count in count.map { .init(text: NumberText.grouped($0)) } ?? .absent })
      }
      if optimizer != configuration.optimizers.last { rules.insert(rows.count - 1) }
    }
    return ReportTable(title: "Updates until the minimum", columns: columns, rows: rows, rulesBelow: rules)
  }

  var notes: [String] {
    let count = configuration.starts.count
    var notes = [
      """
      Updates until the mean loss of the slowest of \(count) start\(count == 1 ? "" : "s") is less than \
      \(configuration.gap.brief) above its minimum, \(NumberText.fixed(Landscape.leastMean, 4)) at \
      (\(Landscape.minimum.x.brief), \(NumberText.fixed(Landscape.minimum.y, 4))). \
      –: not within \(NumberText.grouped(configuration.iterations)) updates from every start.
      """,
      """
      A method's direction is divided by what its weights sum to where both tasks have the same loss and gradient, so that \
      every method goes down the mean loss. An update is an epoch.
      """,
    ]
    // One example a method: its reasons are usually alike.
    var named: Set<String> = []
    for path in paths {
      guard case .failed(let iteration, let reason) = path.ending, named.insert(path.method).inserted else { continue }
      let start = Self.name(of: configuration.starts[path.start])
      let settings = "\(path.optimizer.title) \(path.learningRate.brief), \(start), update \(iteration)"
      notes.append("\(path.method) has no answer at times: \(settings): \(reason)")
    }
    return notes
  }

  /// Writes `report.html`, `updates.csv` (a line for each path) and `paths.csv` (a line for each place) into a folder
  /// of the study's name.
  ///
  /// - Parameter pictures: also writes every plot in these formats, with a Python that has the plotting package.
  /// - Returns: the files, the page first.
  /// - Throws: `ResultsError`.
  package func write(pictures: [Comparison.PictureFormat] = []) throws -> [URL] {
    let folder = URL(filePath: configuration.folder, directoryHint: .isDirectory).appending(path: configuration.name)
    let place = try RunFolder.create(at: folder)
    let files = [
      ("report.html", try html(vegaBundle: PlotBundle.find())), ("updates.csv", updatesCSV), ("paths.csv", pathsCSV),
    ]
    for (name, text) in files { try place.write(Data(text.utf8), as: name) }
    var written = files.map { folder.appending(path: $0.0) }
    if !pictures.isEmpty {
      guard let python = Python.find() else {
        throw ResultsError.missing(path: "python3", what: "a Python that draws pictures")
      }
      written += try Plot.export(
        plots, to: folder, python: python, packages: PlotBundle.python(), formats: pictures)
    }
    return written
  }

  /// The study as JSON, for `--json`.
  package func json() throws -> String {
    struct Found: Encodable {
      var method: String
      var optimizer: String
      var learningRate: Double
      var start: Landscape.Point
      var reached: Int?
      var ending: String
      var end: Landscape.Point?
    }
    struct Whole: Encodable {
      var minimum: Landscape.Point
      var leastMean: Double
      var gap: Double
      var iterations: Int
      var paths: [Found]
    }
    return try JSONText.encode(
      Whole(
        minimum: Landscape.minimum, leastMean: Landscape.leastMean, gap: configuration.gap,
        iterations: configuration.iterations,
        paths: paths.map { path in
          Found(
            method: path.method, optimizer: path.optimizer.rawValue, learningRate: path.learningRate,
            start: configuration.starts[path.start], reached: path.reached, ending: path.ending.words,
            end: path.stops.last?.point)
        }))
  }

  var updatesCSV: String {
    let header = ["method", "optimizer", "learning_rate", "start_x", "start_y", "updates", "ending", "end_x", "end_y"]
    return CSVText.lines(
      [header]
        + paths.map { path in
          let (start, end) = (configuration.starts[path.start], path.stops.last?.point)
          return [
            path.method, path.optimizer.rawValue, NumberText.full(path.learningRate), NumberText.full(start.x),
            NumberText.full(start.y), path.reached.map(String.init) ?? "", path.ending.words,
            end.map { NumberText.full($0.x) } ?? "", end.map { NumberText.full($0.y) } ?? "",
          ]
        })
  }

  var pathsCSV: String {
    let header = ["method", "optimizer", "learning_rate", "start", "update", "x", "y", "first_loss", "second_loss"]
    return CSVText.lines(
      [header]
        + paths.flatMap { path in
          path.stops.map { stop in
            let losses = Landscape.values(at: stop.point).losses
            return [
              path.method, path.optimizer.rawValue, NumberText.full(path.learningRate), "\(path.start)",
              "\(stop.iteration)",
            ]
              + [stop.point.x, stop.point.y, losses.0, losses.1].map(NumberText.full)
          }
        })
  }
}

extension LandscapeStudy {
  /// The study as one page that loads nothing from outside. Without a bundle it has only its table.
  ///
  /// - Throws: `ResultsError` if the bundle cannot be read.
  func html(vegaBundle: URL?) throws(ResultsError) -> String {
    let bundle = try vegaBundle.map { url throws(ResultsError) in try VegaBundle.read(url) }
    let plots = plots
    let notes = notes.map { "<p class=\"caption\">\(HTMLText.escaped($0))</p>" }.joined(separator: "\n")
    let table = HTMLPage.table(table, id: "updates") { cell, _ in
      "<th scope=\"row\">\(HTMLText.escaped(cell.text))</th>"
    }
    let main = """
      \(table.html)
      \(notes)
      \(bundle == nil ? HTMLPage.plotsAbsent : plots.map { HTMLPage.section($0).html }.joined(separator: "\n"))
      """
    return HTMLPage.document(
      configuration.name, about: "paths over a landscape of two tasks",
      kind: "\(configuration.methods.count) methods on a landscape of two parameters and two tasks", main: main,
      scripts: HTMLPage.scripts(plots, bundle: bundle))
  }
}
