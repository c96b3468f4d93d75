import Foundation
import Testing

@testable import Verification

@Suite("Reference values are decoded once")
struct GoldenSizeTests {
  private func decode(_ text: String) throws -> GoldenValue {
    try JSONDecoder().decode(GoldenValue.self, from: Data(text.utf8))
  }

  /// Wrong values at the bottom: an error there must not make every level try again.
  @Test(arguments: ["[1, 2]", "\"x\"", "{\"shape\": 1, \"data\": 2}"])
  func nestedShapesTakeLinearTime(bottom: String) {
    var text = bottom
    for _ in 0..<22 { text = "{\"shape\": [1], \"data\": \(text)}" }
    let duration = ContinuousClock().measure { _ = try? decode(text) }
    #expect(duration < .seconds(5))
  }

  @Test func aDepthBeyondAllReferenceValuesIsRefused() {
    let text = String(repeating: "[", count: 100) + "\"x\"" + String(repeating: "]", count: 100)
    #expect("\(#expect(throws: DecodingError.self) { try decode(text) } as Any)".contains("at most 64 deep"))
  }

  @Test func aShapeWhoseSizeOverflowsIsRefused() {
    #expect(throws: DecodingError.self) { try decode("{\"shape\": [4294967296, 4294967296], \"data\": []}") }
    #expect(throws: DecodingError.self) { try decode("{\"shape\": [-1], \"data\": [1]}") }
  }
}

@Suite("What is unknown to a verification")
struct VerificationUnknownTests {
  private func report(_ methods: [String]) throws -> VerificationReport {
    let cases = methods.enumerated().map { index, method in
      """
      {"id": "\(index)", "method": "\(method)", "hyperparameters": {}, "input": {}, "expected": {"x": 1}, "rtol": 0, "atol": 0}
      """
    }
    let text = "{\"schema_version\": 1, \"file\": \"f\", \"cases\": [\(cases.joined(separator: ","))]}"
    let file = try GoldenFile.decode(Data(text.utf8), path: "f.json")
    return Verification.run([file], adapters: ["known": { _ in ["x": .number(1)] }])
  }

  @Test func theSummaryCountsWhatIsUnknownAndAStrictCheckFails() throws {
    let none = try report(["a", "b"])
    #expect(none.text.contains("0 of 2 cases agree, 2 unknown, 0 do not agree"))
    #expect(!none.isComplete)
    let some = try report(["known", "b"])
    #expect(some.text.contains("1 of 2 cases agree, 1 unknown") && !some.isComplete)
    #expect(try report(["known"]).isComplete)
    #expect(try !report([]).isComplete)
  }

  @Test func aFileOfWhichNothingCanBeComparedFails() throws {
    let none = try report(["a", "b"])
    #expect(!none.succeeded)
    #expect(none.text.contains("f: no case could be compared, because nothing of the file is implemented here."))
    #expect(try report(["known", "b"]).succeeded)
    #expect(try !report([]).succeeded)
  }
}
