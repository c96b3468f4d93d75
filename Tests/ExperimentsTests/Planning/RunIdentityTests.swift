import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments
@testable import Runs

/// A run is another one if a file that shapes it has other content. The file's name does not count.
@Suite struct RunIdentityTests {
  private let scratch: TemporaryFolder
  private var weights: URL { scratch.url.appending(path: "w.safetensors") }

  init() throws {
    scratch = TemporaryFolder()
    try Data("one".utf8).write(to: weights)
  }

  private func configuration(_ network: String) throws -> ExperimentConfiguration {
    let yaml = "name: tiny\nnetwork: \(network)\noutput: {folder: \(scratch.url.path)/runs}"
    return try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: .toolkit)
  }

  private func name() throws -> String {
    let configuration = try configuration("{trunk: resnet18, pretrained: \(weights.path)}")
    return try RunIdentity(configuration, fingerprint: "data").name(of: configuration.run())
  }

  @Test func otherContentIsAnotherRun() throws {
    let first = try name()
    #expect(try name() == first)
    try Data("two".utf8).write(to: weights)
    #expect(try name() != first)
    try Data("one".utf8).write(to: weights)
    #expect(try name() == first)
  }

  @Test func withoutSuchAFileTheNameIsThatOfTheConfiguration() throws {
    let configuration = try configuration("{trunk: resnet18}")
    let cell = try configuration.run()
    let identity = try RunIdentity(configuration, fingerprint: "data")
    #expect(identity.files.isEmpty && identity.name(of: cell) == cell.hash(fingerprint: "data"))
  }

  @Test(arguments: [
    ("uw-so", 1, true), ("uw", 4, true), ("uw-so", 4, false), ("{method: sum, losses: uw-so}", 4, true),
  ])
  func onlyARunWhoseAccumulatedLossesWereWeighedOtherwiseHasAnotherName(
    _ method: String, _ accumulate: Int, _ isPlain: Bool
  ) throws {
    let configuration = try configuration(
      "{trunk: resnet18}\nbalancing: \(method)\ntraining: {accumulate: \(accumulate)}")
    let cell = try configuration.run()
    let name = try RunIdentity(configuration, fingerprint: "data").name(of: cell)
    #expect((name == cell.hash(fingerprint: "data")) == isPlain)
  }

  /// A run that was named before the content was part of the name.
  @Test func anEarlierRunIsKnownUntilTheFileIsKnownToHaveChanged() throws {
    let configuration = try configuration("{trunk: resnet18, pretrained: \(weights.path)}")
    let plain = try configuration.run().hash(fingerprint: "data")
    #expect(try name() != plain)
    let folder = try RunFolder.create(at: configuration.folder.appending(path: plain))
    var environment = RunEnvironment.current()
    environment.date = .now.addingTimeInterval(60)
    try folder.write(environment.json(), as: RunEnvironment.fileName)
    #expect(try name() == plain)
    // The file is newer than the run.
    environment.date = .now.addingTimeInterval(-3600)
    try folder.write(environment.json(), as: RunEnvironment.fileName)
    #expect(try name() != plain)
    // The run went on and knows its content.
    environment.files = try RunIdentity.files(of: configuration)
    try folder.write(environment.json(), as: RunEnvironment.fileName)
    #expect(try name() == plain)
    try Data("two".utf8).write(to: weights)
    #expect(try name() != plain)
  }
}
