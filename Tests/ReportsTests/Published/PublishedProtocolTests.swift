import Datasets
import ExperimentFixtures
import Foundation
import TestSupport
import Testing
import Torch

@testable import Configuration

/// The full-size experiments of `examples`: they read, say what the paper says, and take a step on generated files of their
/// data sets' formats.
@Suite("The published protocols") struct PublishedProtocolTests {
  private static let dense = ["segnet", "resnet50", "resnet101", "mtan"]
  static let names = dense.map { "nyuv2-\($0)" } + dense.map { "cityscapes-\($0)" } + ["celeba"]

  private let scratch = TemporaryFolder()

  private func read(_ name: String, _ sets: [(key: String, value: String)] = []) throws -> ExperimentConfiguration {
    let file = packageFolder.appending(path: "examples/\(name).yaml")
    var document = try ConfigurationDocument(contentsOf: file, environment: ["EQUIPOISE_DATA": scratch.url.path])
    for (key, value) in sets { try document.set(key, to: value, option: "test") }
    return try ExperimentConfiguration(reading: document, catalogue: .toolkit)
  }

  @Test(arguments: names) func saysWhatThePaperSays(name: String) throws {
    let experiment = try read(name), training = experiment.training
    #expect(experiment.name == name)
    let isMTAN = name.hasSuffix("mtan")
    let (epochs, batch) =
      name.hasPrefix("nyuv2") ? (400, 2) : name.hasPrefix("cityscapes") ? (600, 8) : (100, 256)
    #expect(training.epochs == (isMTAN ? 200 : epochs) && training.batch == batch)
    #expect(experiment.comparison.seeds.count == (isMTAN ? 3 : 5))
    let rows = experiment.comparison.methods.map(\.balancing.method)
    let all = ["scalarization", "ew", "rlw", "dwa", "gls", "imtl-l", "uw", "uw-so"]
    #expect(rows == (name == "celeba" ? all.filter { $0 != "scalarization" && $0 != "gls" } : all))
    #expect(training.select.criterion == (isMTAN ? .last : .deltaM) && training.select.split == .validation)
    #expect(training.augmentation.map(\.name).contains("scale-crop") == (name != "celeba"))
    #expect(training.augmentation.map(\.name).contains("linear-normals") == name.hasPrefix("nyuv2"))
    for sum in experiment.comparison.methods.compactMap(\.balancing.sumOfWeights) { #expect(abs(sum - 1) < 1e-9) }
  }

  @Test(arguments: names) func takesAStepOnFilesOfItsFormat(name: String) throws {
    let kind = GeneratedFolder(rawValue: name.components(separatedBy: "-")[0])!
    var settings = GeneratedFolder.Settings()
    (settings.count, settings.testCount, settings.height, settings.width) = (12, 2, 64, 64)
    _ = try kind.write(to: scratch.url.appending(path: kind.rawValue), settings)
    var sets: [(key: String, value: String)] = [
      ("data.cache", scratch.url.appending(path: "cache").path), ("training.batch", "2"), ("training.device", "cpu"),
    ]
    if name.contains("resnet") { sets.append((key: "network.pretrained", value: "none")) }
    let parts = try ExperimentParts(read(name, sets))
    let batch = try #require(try parts.trainLoader.batches(epoch: 0).next())
    let outputs = parts.network(batch.inputs.sole)
    let losses = parts.tasks.map { $0.loss(outputs[$0.name]!, batch.targets[$0.name]!) }
    #expect(losses.allSatisfy { $0.item().isFinite })
    losses.dropFirst().reduce(losses[0], +).backward()
    #expect(parts.network.sharedParameters.allSatisfy { $0.tensor.grad != nil })
    let hasNormals = name.hasPrefix("nyuv2")
    #expect(parts.tasks.count == (kind == .celeba ? 40 : hasNormals ? 3 : 2))
    if hasNormals { #expect(parts.tasks[2].labels == .directions(.channelSum)) }
  }
}

extension BalancingConfiguration {
  /// The sum of given constant weights.
  fileprivate var sumOfWeights: Double? {
    guard case .numbers(let weights)? = parameters["weights"] else { return nil }
    return weights.reduce(0, +)
  }
}
