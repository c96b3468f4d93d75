import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Statistics

@Suite("Folds of a cross-validation")
struct FoldTests {
  /// The splits of every fold.
  private func splits(
    of units: StratifiedUnits, folds: Int = 5, validation: Double = 0.2, seed: UInt64 = 0
  ) throws -> [[Split]] {
    try (1...folds).map { number in
      try #require(Fold(number, of: folds)).splits(of: units, validation: validation, seed: seed, path: "a.csv")
    }
  }

  @Test func everySampleIsTestedOnceAndTheSharesAreThoseAskedFor() throws {
    let splits = try splits(of: StratifiedUnits(count: 103, name: "rows"))
    for sample in 0..<103 { #expect(splits.count { $0[sample] == .test } == 1) }
    for split in splits {
      #expect([20, 21].contains(split.count { $0 == .test }) && [20, 21].contains(split.count { $0 == .validation }))
    }
  }

  @Test func theSeedDecidesTheFoldsAndTheFoldItsValidationSamples() throws {
    let units = StratifiedUnits(count: 60, name: "rows")
    #expect(try splits(of: units, seed: 1) == splits(of: units, seed: 1))
    #expect(try splits(of: units, seed: 1) != splits(of: units, seed: 2))
  }

  @Test func classesOfEveryTaskAreSpreadEvenlyAlsoForSamplesThatLackSomeLabels() throws {
    var random = SplitMix64(seed: 3)
    var units = StratifiedUnits(count: 400, name: "rows")
    let tasks = [0.03, 0.1, 0.4].map { share in
      (0..<400).map { _ in random.chance(0.2) ? nil : random.chance(Float(share)) ? 1 : 0 } as [Int?]
    }
    for task in tasks { units.add(classes: task, unit: Array(0..<400)) }
    for split in try splits(of: units) {
      for task in tasks {
        for label in [0, 1] {
          let all = task.count { $0 == label }
          for (part, share) in [(Split.test, 0.2), (.validation, 0.2), (.train, 0.6)] {
            let found = (0..<400).count { split[$0] == part && task[$0] == label }
            let difference = abs(Double(found) - share * Double(all))
            #expect(difference <= 2 + 0.02 * Double(all), "\(label) in \(part): \(found) of \(all)")
          }
        }
      }
    }
  }

  @Test func ofOneTaskOfClassesEachFoldHasItsShareToWithinOneSample() throws {
    var units = StratifiedUnits(count: 97, name: "rows")
    let classes = (0..<97).map { $0 < 11 ? 0 : $0 < 40 ? 1 : 2 }
    units.add(classes: classes, unit: Array(0..<97))
    for split in try splits(of: units) {
      for (label, count) in [(0, 11.0), (1, 29), (2, 57)] {
        let found = Double((0..<97).count { split[$0] == .test && classes[$0] == label })
        #expect(abs(found - count / 5) < 1)
      }
    }
  }

  @Test func groupsAreDealtBySizeAndByTheClassesOfTheirRows() throws {
    let sizes = (0..<40).map { 1 + $0 % 9 }
    let unit = sizes.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    // A quarter of the groups holds the rare class.
    let classes = unit.map { $0 % 4 == 0 ? 1 : 0 }
    var units = StratifiedUnits(sizes: sizes, name: "groups")
    units.add(classes: classes, unit: unit)
    let total = Double(unit.count), rare = Double(classes.count { $0 == 1 })
    for split in try splits(of: units) {
      let tested = unit.indices.filter { split[unit[$0]] == .test }
      #expect(abs(Double(tested.count) - total / 5) < 9)
      #expect(abs(Double(tested.count { classes[$0] == 1 }) - rare / 5) < 9)
    }
  }

  @Test func rowsOfATableAreDividedIntoFoldsWithAGroupsTogether() throws {
    let rows = (0..<90).map { "\($0),p\($0 % 15),\($0 % 10 == 0 ? "yes" : "no"),\($0 % 3 == 0 ? "" : "\($0)")" }
    let scratch = TemporaryFolder(), file = scratch.url.appending(path: "folds.csv")
    try Data((["x,person,rare,number"] + rows).joined(separator: "\n").utf8).write(to: file)
    func parts(_ rule: TableSchema.Division.Rule, _ fold: Int) throws -> [Split: [Int]] {
      var schema = TableSchema(
        train: file.path,
        targets: [
          .init(name: "rare", kind: .binary, positive: ["yes"]), .init(name: "number", kind: .regression),
        ])
      schema.numeric = ["x"]
      schema.division.rule = rule
      schema.division.column = rule == .group ? "person" : nil
      schema.division.fold = Fold(fold, of: 3)
      return try TableRows(file.path, schema: schema).divided(
        by: schema.division, targets: schema.targets, takesValidation: true, takesTest: true)
    }
    let folds = try (1...3).map { try parts(.random, $0) }
    #expect(folds.flatMap { $0[.test] ?? [] }.sorted() == Array(0..<90))
    for fold in folds {
      let test = try #require(fold[.test])
      #expect(test.count { $0 % 10 == 0 } == 3 && test.count { $0 % 3 != 0 } == 20)
    }
    for fold in try (1...3).map({ try parts(.group, $0) }) {
      let people = Split.allCases.map { Set((fold[$0] ?? []).map { $0 % 15 }) }
      #expect(people.map(\.count).reduce(0, +) == 15 && people.allSatisfy { !$0.isEmpty })
    }
  }

  @Test func fewerSamplesThanFoldsAndFoldsThatDoNotExistAreRefused() {
    #expect(throws: DatasetError.self) { try splits(of: StratifiedUnits(count: 4, name: "rows")) }
    #expect(Fold(0, of: 5) == nil && Fold(6, of: 5) == nil && Fold(1, of: 1) == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Fold.self, from: Data(#"{"number": 6, "count": 5}"#.utf8))
    }
  }
}
