import Datasets
import Foundation
import Statistics

/// An experiment whose comparison is measured, with data that are generated.
package enum ComparedProblem: String, CaseIterable, Codable, Sendable {
  /// A table of Adult's size: 32,561 rows of 14 numbers and categories, a yes-or-no task and a regression.
  case table
  /// Generated rooms with segmentation, depth and normals, which each training draws again.
  case scenes
  /// The same rooms as files in the format of NYUv2.
  case files

  /// The sizes of a problem.
  struct Size {
    /// The table's rows.
    var rows = 32_561
    /// The images for training; there are a fifth as many for validation and two fifths for tests.
    var images = 160
    var epochs = 10
    var seeds = 1
    /// The trainings at a time.
    var jobs = 1
  }

  /// Writes the data and the experiment into an empty folder.
  ///
  /// - Returns: the experiment's file.
  func write(to folder: URL, _ size: Size) throws -> URL {
    let file = folder.appending(path: "\(rawValue).yaml")
    switch self {
    case .table: try AdultLikeTable(rows: size.rows).write(to: folder.appending(path: "people.csv"))
    case .scenes: break
    case .files:
      var settings = GeneratedFolder.Settings()
      (settings.count, settings.testCount) = (size.images * 6 / 5, size.images * 2 / 5)
      (settings.height, settings.width) = (Self.height, Self.width)
      _ = try GeneratedFolder.nyuv2.write(to: folder.appending(path: "rooms"), settings)
    }
    let comparison = "comparison: {methods: [\(methods)], seeds: \(size.seeds), jobs: \(size.jobs)}"
    let text = """
      name: \(rawValue)
      \(experiment(size))
      \(comparison)
      output: {folder: \(Self.runs)}

      """
    try Data(text.utf8).write(to: file)
    return file
  }

  /// The folder of runs next to the experiment's file.
  static let runs = "runs"

  /// The folder of a problem's runs.
  func runs(in folder: URL) -> URL { folder.appending(path: "\(Self.runs)/\(rawValue)") }

  private var methods: String { self == .table ? "ew, uw, uw-o, uw-so" : "ew, uw-so" }

  private static let height = 48
  private static let width = 64

  /// Data, network and training, as in `examples/adult.yaml` and `examples/scenes.yaml`, with one thread and a constant
  /// learning rate.
  private func experiment(_ size: Size) -> String {
    let rooms = """
      network: {trunk: segnet, widths: [16, 32, 64]}
      training: {epochs: \(size.epochs), batch: 8, learning-rate: 3e-3, early-stopping: none, threads: 1}
      """
    return switch self {
    case .table:
      """
      data:
        kind: table
        files: {train: people.csv}
        inputs:
          numeric: [\(AdultLikeTable.numbers.joined(separator: ", "))]
          categorical: [\(AdultLikeTable.categories.map(\.name).joined(separator: ", "))]
        targets:
          - {name: income, column: income, kind: binary, positive: high}
          - {name: hours, column: hours, kind: regression}
        split: {validation: 0.15, test: 0.33}
        cache: cache
      network: {trunk: mlp, hidden: [128, 64]}
      training: {epochs: \(size.epochs), batch: 256, learning-rate: 1e-3, early-stopping: none, threads: 1}
      """
    case .scenes:
      """
      data:
        kind: scenes
        train: \(size.images)
        validation: \(size.images / 5)
        test: \(size.images * 2 / 5)
        height: \(Self.height)
        width: \(Self.width)
      \(rooms)
      """
    case .files:
      """
      data: {kind: nyuv2, folder: rooms, split: {validation: 0.1667}, cache: cache}
      \(rooms)
      """
    }
  }
}

/// A generated table with the size and the kinds of columns of the census data Adult.
struct AdultLikeTable {
  let rows: Int

  static let numbers = ["age", "education-years", "gain", "loss", "weight", "experience"]
  /// The columns of categories, each with the number of its categories.
  static let categories: [(name: String, count: Int)] = [
    ("workclass", 9), ("education", 16), ("marital", 7), ("occupation", 15), ("relationship", 6), ("race", 5),
    ("sex", 2), ("country", 42),
  ]

  /// Writes the table. Both targets follow from some of the columns and from noise.
  func write(to file: URL) throws {
    var random = SplitMix64(seed: 1)
    func draw() -> Double { Double(random.next() >> 11) * 0x1p-53 }
    let names = Self.numbers + Self.categories.map(\.name) + ["income", "hours"]
    var lines = [names.joined(separator: ",")]
    lines.reserveCapacity(rows + 1)
    for _ in 0..<rows {
      let numbers = Self.numbers.map { _ in (100 * draw()).rounded() }
      let categories = Self.categories.map { Int(Double($0.count) * draw() * draw()) }
      let income = numbers[0] + numbers[1] + 5 * Double(categories[3]) + 40 * draw() > 140 ? "high" : "low"
      let hours = 20 + 0.2 * numbers[5] + Double(categories[0]) + 10 * draw()
      let cells =
        numbers.map { "\(Int($0))" } + zip(Self.categories, categories).map { "\($0.name)-\($1)" }
        + [income, "\(Int(hours))"]
      lines.append(cells.joined(separator: ","))
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
  }
}
