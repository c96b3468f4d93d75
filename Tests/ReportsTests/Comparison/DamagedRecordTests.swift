import Foundation
import TestSupport
import Testing

@testable import Experiments
@testable import Printing
@testable import Reports
@testable import Runs

/// Numbers in the records of a comparison and of a search that cannot be are refused with file, key and what was found.
@Suite struct DamagedRecordTests {
  private let scratch = TemporaryFolder()
  private var folder: URL { scratch.url }

  /// Replaces a value of a file of JSON; the text `value` is taken as it is.
  private func change(_ file: URL, _ path: [String], to value: String) throws {
    func changed(_ node: Any, _ path: ArraySlice<String>) throws -> Any {
      guard let key = path.first else { return "MARK" }
      if var list = node as? [Any] {
        let index = try #require(Int(key))
        list[index] = try changed(list[index], path.dropFirst())
        return list
      }
      var object = try #require(node as? [String: Any])
      object[key] = try changed(object[key] ?? 0, path.dropFirst())
      return object
    }
    let whole = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    let data = try JSONSerialization.data(withJSONObject: changed(whole, path[...]))
    try Data(String(decoding: data, as: UTF8.self).replacing("\"MARK\"", with: value).utf8).write(to: file)
  }

  @Test(arguments: [
    ("cells.0.steps", "-1", "from 0 to 2^53. Found -1."),
    ("cells.0.steps", "9223372036854775808", "from 0 to 2^53. Found 9.223372036854776e+18."),
    ("cells.0.epochsTrained", "9223372036854775807", "from 0 to 2^53. Found 9223372036854775807."),
    ("cells.0.epochs", "-1", "from 0 to 2^53. Found -1."),
    ("cells.0.seed", "-3", "from 0 to 2^53. Found -3."),
    ("cells.0.rung", "-1", "from 0 to 2^53. Found -1."),
    ("cells.0.seconds", "\"NaN\"", "finite and not negative. Found nan."),
    ("cells.0.learningRate", "-1", "finite and not negative. Found -1.0."),
    ("cells.0.validationDeltaM", "\"Infinity\"", "finite. Found inf."),
    ("rows.0.runs", "-1", "from 0 to 2^53. Found -1."),
    ("rows.0.searchSteps", "1e300", "from 0 to 2^53. Found 1e+300."),
    ("rows.0.searchSeconds", "-1", "finite and not negative. Found -1.0."),
    ("rows.0.testDeltaM", "\"NaN\"", "finite. Found nan."),
    ("rows.0.testInterval", "[1]", "two finite numbers in order. Found [1.0]."),
    ("rows.0.testInterval", "[2, \"NaN\"]", "two finite numbers in order. Found [2.0, nan]."),
    ("seeds", "[0, -1]", "a list of numbers from 0 to 2^53. Found -1."),
    ("selectSeeds", "[1e30]", "a list of numbers from 0 to 2^53. Found 1e+30."),
  ])
  func aSearch(path: String, value: String, message: String) throws {
    try SearchFixture.record.save(in: folder)
    #expect(try SearchRecord(in: folder) == SearchFixture.record)
    let file = folder.appending(path: SearchRecord.fileName)
    try change(file, path.split(separator: ".").map(String.init), to: value)
    #expect(
      errorText { _ = try SearchRecord(in: folder) }
        == "Could not read `\(file.path)`: `\(path)` should be \(message)")
  }

  @Test(arguments: [
    ("samples", "-5", "from 100 to 1000000. Found -5."),
    ("samples", "1e18", "from 100 to 1000000. Found 1000000000000000000."),
    ("level", "7", "from 0.5 to 0.999. Found 7.0."), ("level", "\"NaN\"", "from 0.5 to 0.999. Found nan."),
    ("seed", "-1", "from 0 to 2^53. Found -1."),
    ("seed", "18446744073709551615", "from 0 to 2^53. Found 1.8446744073709552e+19."),
  ])
  func aComparison(key: String, value: String, message: String) throws {
    let file = folder.appending(path: "experiment.json")
    let facts: [String: Any] = [
      "schema": 1, "context": [:] as [String: String], "notes": [] as [String], "order": [] as [String],
      "convention": try JSONSerialization.jsonObject(
        with: JSONText.encoder().encode(SearchFixture.record.convention), options: .fragmentsAllowed),
      "samples": 200, "level": 0.95, "seed": 0, "cells": [] as [String],
    ]
    try JSONSerialization.data(withJSONObject: facts).write(to: file)
    try change(file, [key], to: value)
    #expect(
      errorText { _ = try ExperimentReport(of: folder, split: "test") }
        == "Could not read `\(file.path)`: `\(key)` should be \(message)")
  }

  @Test func manyHugeCountsAddUpToTheLargest() throws {
    var record = SearchFixture.record
    let row = try #require(record.rows.first { $0.task == nil })
    record.rows = (0..<2000).map { _ in row }
    for index in record.rows.indices {
      (record.rows[index].task, record.rows[index].searchSteps, record.rows[index].searchRuns) = ("a", 1 << 53, 1 << 53)
    }
    #expect(record.costTable.rows.first?.contains { $0.text == "9,223,372,036,854,775,807" } == true)
  }
}
