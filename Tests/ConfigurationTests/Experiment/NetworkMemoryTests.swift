import Components
import ExperimentFixtures
import Testing
import Torch

@testable import Configuration

/// Networks that no machine holds are refused before their memory is taken.
@Suite struct NetworkMemoryTests {
  private static let picture = InputDescription.image(channels: 3, height: 32, width: 32)
  private static let events = InputDescription.sequence(
    length: 10, columns: [.code(4), .code(4), .code(7), .number, .number, .number])

  @Test(arguments: [
    ("{trunk: mlp, hidden: [9223372036854775807]}", .vector(4)),
    ("{trunk: mlp, hidden: [3000000000, 3000000000]}", .vector(4)),
    ("{trunk: mlp, hidden: [3000000, 3000000]}", .vector(4)),
    ("{trunk: mlp, hidden: [4], heads: {kind: hidden, width: 4611686018427387904}}", .vector(4)),
    ("{trunk: segnet, widths: [100000, 100000]}", picture),
    ("{trunk: segnet, widths: [4611686018427387904, 4]}", picture), ("{trunk: lstm, hidden: 1000000}", events),
    ("{trunk: lstm, hidden: 9223372036854775807}", events), ("{trunk: lstm, layers: 1000000}", events),
    ("{trunk: cnn, filters: 4611686018427387904}", events), ("{trunk: cnn, kernel: 9223372036854775807}", events),
    ("{trunk: transformer, layers: 922337203685477580}", events),
    ("{trunk: transformer, hidden: 4611686018427387904}", events),
    ("{trunk: transformer, feed-forward: 9223372036854775807}", events),
  ])
  func aNetworkBeyondMemoryIsAnError(_ network: String, _ input: InputDescription) {
    #expect(throws: ConfigurationError.self) {
      _ = try ConfigurationSample.read("network: \(network)").network.network(
        for: [.regression("a")], sets: [("data", ["a"], input)], generator: Generator(seed: 0))
    }
  }

  @Test func theErrorNamesTheMemory() {
    let error = #expect(throws: ConfigurationError.self) {
      _ = try ConfigurationSample.read("network: {trunk: mlp, hidden: [3000000, 3000000]}").network.network(
        for: [.regression("a")], sets: [("data", ["a"], .vector(4))], generator: Generator(seed: 0))
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.hasPrefix("`network` cannot be built on this machine.") && text.contains("36000 GB"), "\(text)")
  }

  @Test func aDeviceThatIsNotThereIsNamedWithThoseThatAre() throws {
    guard !Device.isMPSAvailable else { return }
    let error = #expect(throws: ConfigurationError.self) {
      _ = try TrainingConfiguration.DeviceChoice.mps.device()
    }
    #expect("\(try #require(error))".hasPrefix("`training.device` should be a device of this machine: `cpu`"))
  }
}
