import TestSupport
import Testing

@testable import Statistics

@Suite struct OutOfFoldRisksTests {
  @Test func noModelIsAskedAboutWhatItSaw() throws {
    let data = try GeneratedFeatures(60, columns: 1, seed: 3).data, test = Array(50..<60)
    var asked = [Int](repeating: 0, count: 60)
    _ = try OutOfFoldRisks(data, test: test, folds: 4) { training in
      #expect(Set(training).isDisjoint(with: test))
      return { individuals in
        #expect(Set(training).isDisjoint(with: individuals))
        for individual in individuals { asked[individual] += 1 }
        return individuals.map { _ in 0 }
      }
    }
    #expect(asked == (0..<60).map { $0 < 50 ? 1 : 4 })
  }

  @Test func aTestRiskIsTheMeanOverTheModels() throws {
    let data = try GeneratedFeatures(60, columns: 1, seed: 3).data
    var number = 0.0
    let risks = try OutOfFoldRisks(data, test: [5, 2], folds: 3, seed: 1) { _ in
      number += 1
      return { [number] individuals in individuals.map { _ in number } }
    }
    #expect(risks.test == [2, 5])
    #expect(abs(risks.values[2] - 2) < 1e-12 && abs(risks.values[5] - 2) < 1e-12)
    for (fold, heldOut) in risks.folds.heldOut.enumerated() {
      #expect(heldOut.allSatisfy { risks.values[$0] == Double(fold + 1) })
    }
  }

  @Test func whatIsNoRiskIsSaid() throws {
    let data = try GeneratedFeatures(60, columns: 1, seed: 3).data
    func text(_ test: [Int] = [], folds: Int = 3, _ model: @escaping OutOfFoldRisks.Model = { $0.map { _ in 0 } })
      -> String
    {
      errorText { try OutOfFoldRisks(data, test: test, folds: folds) { _ in model } }
    }
    #expect(text() == "no error")
    #expect(text { _ in [1] } == "a model should give 20 risks. Found 1.")
    #expect(text { $0.map { _ in .nan } }.contains("a model's risks should be finite. Found nan for individual"))
    #expect(text([60]) == "`test` should hold different individuals below 60. Found [60].")
    #expect(text([4, 4]).contains("Found [4, 4]."))
    #expect(text(folds: 1).contains("the number of folds should lie in 2 …"))
  }
}
