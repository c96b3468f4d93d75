import Foundation
import TestSupport
import Testing
import Torch

@testable import Verification

private let golden = packageFolder.appending(path: "Tests/Golden")

private func file(_ expected: String, input: String = "{}", shared: String = "{}", rtol: Double = 0) throws
  -> GoldenFile
{
  try GoldenFile.decode(
    Data(
      """
      {"schema_version": 1, "file": "tiny", "shared": \(shared), "cases": [{"id": "a", "method": "M",
       "hyperparameters": {"rate": 0.30000000000000004, "flag": true, "one": 1, "none": null}, "input": \(input),
       "expected": \(expected), "rtol": \(rtol), "atol": 0}]}
      """.utf8), path: "tiny.json")
}

@Suite struct VerificationTests {
  @Test(arguments: [
    "layers", "adam_invariance", "metrics", "loss_weightings", "aggregators", "gramian_weightings",
    "auxiliary_weightings", "gradient_aggregation_values", "corruptions", "similarity", "routing", "sequence",
    "progress_weightings", "pac_bayes", "muir", "subspace", "survival",
    "radiomics", "localisation", "cam", "multitasking", "control",
  ])
  func theReferenceCasesAgree(_ name: String) throws {
    let report = try Verification.run([golden.appending(path: "\(name).json")])
    #expect(report.disagreements.isEmpty, "\(report.text)")
  }

  @Test(arguments: ["aggregators", "gramian_weightings"])
  func aWrongValueOfAnApproximateMinimumIsADisagreement(_ name: String) throws {
    let file = try GoldenFile.read(golden.appending(path: "\(name).json"))
    let cases = file.cases.filter {
      guard $0.method == "MGDA", case .string(let solver)? = $0.hyperparameters.values["solver"] else { return false }
      return solver != "exact" && $0.expected["weights"] != nil
    }
    let report = Verification.run([GoldenFile(name: name, cases: cases)])
    #expect(cases.count > 40 && report.agreeing == cases.count, "\(report.text)")
    for key in ["weights", "direction", "direction_raw", "progress"] {
      let wrong = cases.compactMap { $0.changing(key) }
      let report = Verification.run([GoldenFile(name: name, cases: wrong)])
      #expect(report.disagreements.count == wrong.count, "\(key): \(report.text)")
    }
  }

  @Test func valuesKeepTheirKindAndEveryBit() throws {
    let item = try file(
      #"{"x": 1}"#, input: #"{"m": "table", "v": [1, "NaN", "-Infinity"], "w": [[1], [2, 3]]}"#,
      shared: #"{"t": {"table": {"shape": [1, 2], "data": [3, 4]}}}"#
    ).cases[0]
    #expect(try item.hyperparameters.number("rate") == 0.1 + 0.2)
    #expect(try item.hyperparameters.bool("flag"))
    #expect(try item.hyperparameters.integer("one") == 1)
    #expect(try item.hyperparameters.number("none", default: 5) == 5)
    #expect(try item.input.tensor("m").shape == [1, 2])
    #expect(try item.input.numbers("v")[1].isNaN)
    #expect(try item.input.list("w").count == 2)
  }

  @Test func publishedAggregationsAreReferenceCases() throws {
    func decode(_ rows: String, _ named: String) throws -> GoldenFile {
      try GoldenFile.decode(
        Data(
          """
          {"absolute_tolerance": 1e-4, "jacobians": {"base": \(rows)}, "aggregators": [{"method": "A", "params": {"c": 0.5},
           "jacobian": "\(named)", "expected": [1, 2], "random": true}],
           "weightings": [{"method": "A", "params": {}, "jacobian": "base", "expected": [0.5, 0.5]}]}
          """.utf8), path: "some/published.json")
    }
    let file = try decode("[[1, 2, 3], [4, 5, 6]]", "base")
    #expect(file.name == "published")
    #expect(file.cases.map(\.id) == ["aggregator/A", "weighting/A"])
    #expect(file.cases.map { $0.expected.keys.first } == ["direction", "weights"])
    #expect(try file.cases[0].hyperparameters.number("c") == 0.5)
    #expect(try file.cases[0].hyperparameters.bool("random"))
    #expect(try file.cases[1].input.tensor("jacobian").shape == [2, 3])
    #expect(file.cases[1].rtol == 0 && file.cases[1].atol == 1e-4)
    for (rows, named) in [("[[1, 2], [3]]", "base"), ("[[1, 2]]", "other")] {
      #expect { try decode(rows, named) } throws: {
        "\($0)".hasPrefix("`jacobian` of case `aggregator/A` in some/published.json should name rows of one length.")
      }
    }
  }

  @Test func errorsNameFileCaseAndKey() throws {
    let item = try file(#"{"x": 1}"#).cases[0]
    #expect { try item.hyperparameters.number("flag") } throws: {
      "\($0)" == "`flag` of `hyperparameters` of case `a` in tiny.json should be a number. Found true."
    }
    #expect { try item.input.tensor("x") } throws: {
      "\($0)" == "`input` of case `a` in tiny.json should hold `x`. Found nothing."
    }
    #expect { try GoldenFile.decode(Data(#"{"schema_version": 1, "file": "x"}"#.utf8), path: "p.json") } throws: {
      "\($0)" == "p.json should hold reference cases. `cases` is missing."
    }
    #expect { try GoldenFile.decode(Data(#"{"schema_version": 1, "fi"#.utf8), path: "p.json") } throws: {
      "\($0)".hasPrefix("p.json should hold reference cases. ")
    }
    #expect { try file(#"{"x": {"shape": [2, 2], "data": [1]}}"#) } throws: {
      "\($0)".contains("cases.0.expected.x.data") && "\($0)".contains("should hold the numbers of the shape [2, 2]")
    }
    #expect { try GoldenFile.read(URL(filePath: "/nowhere.json")) } throws: {
      "\($0)".hasPrefix("/nowhere.json should be a readable file.")
    }
  }

  @Test(arguments: [
    // expected, got, relative tolerance, agrees
    ("[1, 100]", GoldenValue([1.9, 100]), 0.01, true),
    ("[1, 100]", GoldenValue([2.1, 100]), 0.01, false),
    (#"{"shape": [2, 1], "data": [1, 100]}"#, .tensor(shape: [2, 1], data: [1.9, 100]), 0.01, false),
    ("[1, 2]", .tensor(shape: [1, 2], data: [1, 2]), 0, false),
    (#"["NaN", 1]"#, GoldenValue([.nan, 1]), 0, true),
    (#"["NaN", 1]"#, GoldenValue([0, 1]), 1, false),
    ("[0, 1]", GoldenValue([.nan, 1]), 1, false),
    (#"["Infinity", 1]"#, GoldenValue([.infinity, 1]), 0, true),
    (#"["Infinity", 1]"#, GoldenValue([.infinity, 7]), 0.1, false),
    (#"["Infinity", 1]"#, GoldenValue([-.infinity, 1]), 0.1, false),
    (#"{"a": {"b": [1]}}"#, .object(["a": .object(["b": GoldenValue([1])])]), 0, true),
    (#"{"a": {"b": [1]}}"#, .object(["a": .object(["b": GoldenValue([2])])]), 0, false),
    ("[[1, 2], [3]]", .list([GoldenValue([1, 2]), GoldenValue([3])]), 0, true),
    ("[[1, 2], [3]]", .list([GoldenValue([1, 2]), GoldenValue([4])]), 0, false),
    ("true", .bool(true), 0, true), ("true", .number(1), 0, false), (#""x""#, .string("x"), 0, true),
    ("null", .null, 0, true),
  ])
  func theRuleOfComparison(_ expected: String, _ got: GoldenValue, _ rtol: Double, _ agrees: Bool) throws {
    let report = Verification.run(
      [try file("{\"x\": \(expected)}", rtol: rtol)], adapters: ["M": { _ in ["x": got, "more": .null] }])
    #expect(report.succeeded == agrees, "\(report.text)")
    #expect(report.agreeing == (agrees ? 1 : 0))
  }

  @Test func aPerturbedValueIsReportedWithItsPlace() throws {
    let expected = #"{"x": {"a": {"shape": [2, 2], "data": [1, 2, 3, 4]}}}"#
    let report = Verification.run([try file(expected, rtol: 0.01)]) { _ in
      ["x": .object(["a": .tensor(shape: [2, 2], data: [1, 2, 3.5, 4])])]
    }
    #expect(!report.succeeded)
    let difference = report.disagreements[0].differences[0]
    #expect(difference.key == "x.a")
    #expect(difference.index == [1, 0])
    #expect(difference.difference == 0.5)
    #expect(difference.tolerance == 0.04)
    #expect(report.text.contains("`x.a[1, 0]` should be 3.0. Found 3.5. The difference is 0.5, the tolerance 0.04."))
    let again = try JSONDecoder().decode(VerificationReport.self, from: try report.json())
    #expect(again.disagreements[0].id == "a")
  }

  @Test func failuresAreDisagreementsAndGapsAreCountedApart() throws {
    let tiny = try file(#"{"x": 1}"#)
    let missing = Verification.run([tiny], adapters: [:])
    #expect(!missing.succeeded && missing.notImplemented == 1 && missing.agreeing == 0)
    let variant = Verification.run([tiny]) { _ in throw Unimplemented("the solver `exact`") }
    #expect(!variant.succeeded && variant.unimplementedVariants == 1)
    #expect(variant.text.contains("not implemented: the solver `exact` (1)"))
    let failed = Verification.run([tiny]) { _ in ["x": GoldenValue(Tensor.zeros([2]).matmul(Tensor.zeros([3])))] }
    #expect(!failed.succeeded)
    #expect(failed.disagreements[0].failure?.hasPrefix("matmul([2], [3])") == true)
    let silent = Verification.run([tiny]) { _ in [:] }
    #expect(silent.text.contains("`x` is missing"))
  }
}

extension Verification {
  fileprivate static func run(_ files: [GoldenFile], _ adapter: @escaping GoldenAdapter) -> VerificationReport {
    run(files, adapters: ["M": adapter])
  }
}

extension GoldenCase {
  /// The case with one expected number a little larger; nil where it has no such value.
  fileprivate func changing(_ key: String) -> GoldenCase? {
    guard case .tensor(let shape, var data)? = expected[key] else { return nil }
    data[0] += 1e-3 * (1 + abs(data[0]))
    return GoldenCase(
      id: id, method: method, hyperparameters: hyperparameters, input: input,
      expected: expected.merging([key: .tensor(shape: shape, data: data)]) { $1 }, rtol: rtol, atol: atol)
  }
}
