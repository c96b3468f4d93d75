import ExperimentFixtures
import Testing
import Torch

@testable import Configuration

/// Networks that no machine holds are refused before their memory is taken.
@Suite struct NetworkMemoryTests {
  @Test(arguments: [
    ("{trunk: mlp, hidden: [9223372036854775807]}", [4]), ("{trunk: mlp, hidden: [3000000000, 3000000000]}", [4]),
    ("{trunk: mlp, hidden: [3000000, 3000000]}", [4]),
    ("{trunk: mlp, hidden: [4], heads: {kind: hidden, width: 4611686018427387904}}", [4]),
    ("{trunk: segnet, widths: [100000, 100000]}", [3, 32, 32]),
    ("{trunk: segnet, widths: [4611686018427387904, 4]}", [3, 32, 32]), ("{trunk: lstm, hidden: 1000000}", [10, 6]),
    ("{trunk: lstm, hidden: 9223372036854775807}", [10, 6]), ("{trunk: lstm, layers: 1000000}", [10, 6]),
    ("{trunk: cnn, filters: 4611686018427387904}", [10, 6]), ("{trunk: cnn, kernel: 9223372036854775807}", [10, 6]),
    ("{trunk: transformer, layers: 922337203685477580}", [10, 6]),
    ("{trunk: transformer, hidden: 4611686018427387904}", [10, 6]),
    ("{trunk: transformer, feed-forward: 9223372036854775807}", [10, 6]),
  ])
  func aNetworkBeyondMemoryIsAnError(_ network: String, _ input: [Int]) {
    #expect(throws: ConfigurationError.self) {
      _ = try ConfigurationSample.read("network: \(network)").network.network(
        for: [.regression("a")], input: input, codes: input.count == 2 ? [4, 4, 7] : nil, generator: Generator(seed: 0))
    }
  }

  @Test func theErrorNamesTheMemory() {
    let error = #expect(throws: ConfigurationError.self) {
      _ = try ConfigurationSample.read("network: {trunk: mlp, hidden: [3000000, 3000000]}").network.network(
        for: [.regression("a")], input: [4], generator: Generator(seed: 0))
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
