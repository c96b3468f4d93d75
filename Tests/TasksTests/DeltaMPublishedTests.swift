import Foundation
import Testing

@testable import Tasks

/// Δm of published tables, recomputed from their rounded metrics, and of LibMTL's function.
@Suite struct DeltaMPublishedTests {
  static let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()

  struct Row: Sendable, CustomTestStringConvertible {
    var dataSet: String, architecture: String, method: String, printed: Double?, values: [Double]
    var testDescription: String { "\(dataSet) \(architecture) \(method)" }

    var tasks: [TaskMetrics] {
      let segmentation = TaskMetrics("segmentation", [metric(0, .higherIsBetter), metric(1, .higherIsBetter)])
      let depth = TaskMetrics("depth", [metric(2, .lowerIsBetter), metric(3, .lowerIsBetter)])
      guard values.count == 9 else { return [segmentation, depth] }
      let angles = [metric(4, .lowerIsBetter), metric(5, .lowerIsBetter)]
      return [segmentation, depth, TaskMetrics("normals", angles + (6...8).map { metric($0, .higherIsBetter) })]
    }

    private func metric(_ index: Int, _ direction: Direction) -> MetricValue {
      MetricValue("metric \(index)", values[index], direction)
    }
  }

  static let rows: [Row] = {
    let url = here.appending(path: "Fixtures/kirchdorfer2024_delta_m.csv")
    let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Row(
        dataSet: fields[0], architecture: fields[1], method: fields[2], printed: Double(fields[3]),
        values: fields[4...].compactMap(Double.init))
    }
  }()

  static let compared = rows.filter { $0.architecture != "MTAN" && $0.method != "STL" }

  @Test func theTablesHaveAllTheirRows() {
    #expect(Self.rows.count == 66)
    #expect(Self.compared.count == 48)
  }

  /// Metrics printed with three digits limit the agreement to 0.30 percentage points (0.0157 metres: 0.3 % of a term).
  @Test(arguments: compared)
  func thePrintedDeltaMFollowsFromTheMetrics(row: Row) throws {
    let single = try #require(Self.rows.first { $0.dataSet == row.dataSet && $0.method == "STL" })
    let baseline = Baseline(identity: "SegNet STL, \(row.dataSet)", seeds: [], tasks: single.tasks)
    let deltaM = try DeltaM(of: row.tasks, against: baseline, .metricMean)
    #expect(abs(deltaM.percent - (try #require(row.printed))) < 0.30)
  }

  /// The same rows averaged per task are another number: the check above can tell the conventions apart.
  @Test func theTaskMeanIsAnotherNumber() throws {
    let single = try #require(Self.rows.first { $0.dataSet == "nyuv2" && $0.method == "STL" })
    let row = try #require(Self.compared.first { $0.dataSet == "nyuv2" && $0.method == "Scalar." })
    let baseline = Baseline(identity: "SegNet STL", seeds: [], tasks: single.tasks)
    #expect(abs(try DeltaM(of: row.tasks, against: baseline, .taskMean).percent - 9.2) < 0.1)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var id: String, baseline: [TaskMetrics], model: [TaskMetrics], tolerance: Double
    var expected: Double, perTask: [String: Double], flat: Double?
    var testDescription: String { id }
  }

  static let cases: [Case] = {
    let url = here.deletingLastPathComponent().appending(path: "Golden/metrics.json")
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
    func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= reference.tolerance * (1 + abs(b)) }
    #expect(close(try terms.deltaM(.taskMean).percent, reference.expected))
    for task in terms.tasks {
      if let expected = reference.perTask[task.task] { #expect(close(task.improvement, expected)) }
    }
    if let flat = reference.flat { #expect(close(-(try terms.deltaM(.metricMean).percent), flat)) }
  }
}
