import Foundation
import TestSupport
import Testing

@testable import Tasks

/// Δm by LibMTL's function.
@Suite struct DeltaMAgainstLibMTLTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var id: String, baseline: [TaskMetrics], model: [TaskMetrics], tolerance: Double
    var expected: Double, perTask: [String: Double], flat: Double?
    var testDescription: String { id }
  }

  static let cases: [Case] = {
    let url = packageFolder.appending(path: "Tests/Golden/metrics.json")
    guard let data = try? Data(contentsOf: url),
      let file = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let cases = file["cases"] as? [[String: Any]]
    else { return [] }
    return cases.filter { $0["method"] as? String == "DeltaM" }.compactMap { entry in
      guard let input = entry["input"] as? [String: [String: [Double]]],
        let expected = entry["expected"] as? [String: Any], let value = expected["delta_m_percent"] as? Double,
        let higher = input["higher_is_better"]
      else { return nil }
      func tasks(_ key: String) -> [TaskMetrics] {
        (input[key] ?? [:]).sorted { $0.key < $1.key }.map { name, values in
          TaskMetrics(
            name,
            values.enumerated().map { index, value in
              MetricValue("m\(index)", value, higher[name]?[index] == 1 ? .higherIsBetter : .lowerIsBetter)
            })
        }
      }
      return Case(
        id: entry["id"] as? String ?? "", baseline: tasks("single_task"), model: tasks("multi_task"),
        tolerance: entry["rtol"] as? Double ?? 1e-10, expected: value,
        perTask: expected["per_task_percent"] as? [String: Double] ?? [:],
        flat: expected["flat_average_percent"] as? Double)
    }
  }()

  @Test func theReferenceCasesAreThere() { #expect(Self.cases.count == 6) }

  @Test(arguments: cases)
  func theTaskMeanAgreesWithLibMTL(reference: Case) throws {
    let baseline = Baseline(identity: reference.id, seeds: [], tasks: reference.baseline)
    let terms = try DeltaM.Terms(of: reference.model, against: baseline)
    let tolerance = Tolerance.relative(reference.tolerance, absolute: reference.tolerance)
    #expect(isClose(try terms.deltaM(.taskMean).percent, reference.expected, tolerance))
    for task in terms.tasks {
      if let expected = reference.perTask[task.task] { #expect(isClose(task.improvement, expected, tolerance)) }
    }
    if let flat = reference.flat { #expect(isClose(-(try terms.deltaM(.metricMean).percent), flat, tolerance)) }
  }
}
