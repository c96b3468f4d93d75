import Foundation
import Statistics
import Tasks
import TestSupport
import Testing

@testable import Datasets

/// Penalised fits of tables of patients.
@Suite struct CoxPathRealDataTests {
  /// The coefficients of standardised columns, computed with scikit-survival 0.28.0 for the penalties 0.1, 0.02 and 0.003.
  @Test(
    .enabled(
      if: dataFolder("survival-deepsurv") != nil,
      "the folder `survival-deepsurv` of real data is not present; set EQUIPOISE_DATA to use it"),
    arguments: [
      (
        "metabric",
        [
          [0, 0, 0, 0, 0, 0, 0, 0, 0.22735853],
          [0, -0.05340868, 0.10244008, 0.07271232, 0.04858431, -0.05731659, 0.23862794, 0, 0.49366029],
          [
            0.02479527, -0.06661521, 0.13225531, 0.09953862, 0.08708064, -0.09684166, 0.29865055, 0.00980323,
            0.55431422,
          ],
        ]
      ),
      (
        "gbsg",
        [
          [0, 0.10260382, 0, 0, 0.20490942, 0, 0],
          [-0.08041372, 0.20752258, 0.09498950, 0.00337504, 0.26198577, -0.04541967, -0.03210097],
          [-0.12352532, 0.22787962, 0.12105729, 0.02882236, 0.27069288, -0.07328121, -0.06700339],
        ]
      ),
    ] as [(String, [[Double]])])
  func coefficientsAgree(_ name: String, _ expected: [[Double]]) throws {
    let folder = try #require(dataFolder("survival-deepsurv")), width = expected[0].count
    var target = TableSchema.Target(name: "death", column: "time", kind: .survival)
    target.event = "event"
    var schema = TableSchema(train: folder.appending(path: "\(name).csv.gz").path, targets: [target])
    schema.numeric = (0..<width).map { "x\($0)" }
    schema.absence = .mean
    schema.division.rule = .column
    schema.division.column = "split"
    // The file has no validation rows; those for test are taken twice.
    schema.division.testValues = ["test"]
    schema.validation = schema.train
    let part = try Table(schema).train
    let labels = part.targets(of: "death").map(Double.init), inputs = part.inputs.map(Double.init)
    let table = try FeatureTable(
      schema.numeric, rows: (0..<part.count).map { Array(inputs[$0 * width..<($0 + 1) * width]) })
    let data = SurvivalTimes(labels.map { abs($0) }, events: labels.map { $0.sign == .plus })
    let path = try CoxPath(table, data, .init(ties: .breslow), penalties: [0.1, 0.02, 0.003])
    let deviations = table.columns.map { column in
      let mean = column.reduce(0, +) / Double(column.count)
      return (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)).squareRoot()
    }
    for (point, expected) in zip(path.points, expected) {
      let found = zip(point.coefficients, deviations).map { $0 * $1 }
      #expect(isClose(found, expected, .absolute(1e-5)), "\(name), \(point.penalty): \(found)")
    }
  }
}
