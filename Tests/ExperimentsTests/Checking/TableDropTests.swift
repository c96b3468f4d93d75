import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration

@Suite("The columns that a table drops")
struct TableDropTests {
  @Test func droppedColumnsAreColumnsOfTheFile() throws {
    let scratch = TemporaryFolder(), file = scratch.url.appending(path: "drop.csv")
    try Data("age,weight,y\n1,2,3\n".utf8).write(to: file)
    func numeric(_ drop: String) throws -> [String] {
      let experiment = try ConfigurationSample.read(
        """
        data:
          kind: table
          files: {train: \(file.path)}
          inputs: {drop: [\(drop)]}
          targets: [{column: y, kind: regression}]
        """)
      return try #require(experiment.data as? TableConfiguration).schema(experiment.reading).numeric
    }
    #expect(try numeric("weight") == ["age"])
    #expect(
      errorText { _ = try numeric("wieght") }
        == "`wieght` is not a column of `\(file.path)`. Did you mean `weight`? Its columns are `age`, `weight`, `y`.")
    #expect(
      errorText { _ = try numeric("colour, wide") }
        == "`colour`, `wide` are not columns of `\(file.path)`. Its columns are `age`, `weight`, `y`.")
  }
}
