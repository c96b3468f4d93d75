import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments

/// Predictions of several runs at once: each task's own, where a comparison recommends to train them separately.
@Suite struct PredictorTests {
  private let scratch = TemporaryFolder()

  private func trained(_ task: String) throws -> URL {
    let rows = (0..<40).map { "\($0 * 7 % 13),\($0 * 5 % 11),\($0 % 2)" }
    let file = scratch.url.appending(path: "t.csv")
    if !FileManager.default.fileExists(atPath: file.path) {
      try Data(("x,y,z\n" + rows.joined(separator: "\n")).utf8).write(to: file)
    }
    let document = try ConfigurationSample.document(
      """
      name: apart
      only: [\(task)]
      data:
        kind: table
        files: {train: \(file.path)}
        targets: [{column: y, kind: regression}, {column: z, kind: binary}]
        inputs: {numeric: [x]}
      network: {trunk: mlp, hidden: [4]}
      training: {epochs: 1, batch: 8, threads: 1}
      output: {folder: \(scratch.url.path)/runs, tensorboard: false}
      """)
    let runner = try SingleRun(ExperimentConfiguration(reading: document, catalogue: .toolkit))
      .runner(resuming: false, restarting: false)
    try runner.run()
    return runner.folder.url
  }

  private func lines(_ runs: [URL], _ options: PredictionOptions = .init()) throws -> [String] {
    let input = scratch.url.appending(path: "new.csv"), output = scratch.url.appending(path: "out.csv")
    try Data("x,id\n1,a\n2,b\n".utf8).write(to: input)
    let summary = try Predictor(runs).predict(input, writing: output, options)
    #expect(summary.rows == 2)
    return String(decoding: try Data(contentsOf: output), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func theColumnsOfAllRunsAreInOneFile() throws {
    let runs = [try trained("y"), try trained("z")]
    var options = PredictionOptions()
    options.kept = ["id"]
    let joined = try lines(runs, options), first = try lines([runs[0]]), second = try lines([runs[1]])
    #expect(joined[0] == "id,y,z,z.probability")
    #expect(joined[1] == "a,\(first[1]),\(second[1])" && joined[2] == "b,\(first[2]),\(second[2])")
  }

  /// A class whose column would be called as another task's gets a number behind it.
  @Test func everyColumnHasANameOfItsOwn() {
    let names = ["y", "y.p.a", "y.p.a", "y.p.a.1"]
    let table = PredictionTable(names.map { name in .init(name: name) { _ in "" } }, count: 0)
    #expect(table.columns.map(\.name) == ["y", "y.p.a", "y.p.a.2", "y.p.a.1"])
  }
}
