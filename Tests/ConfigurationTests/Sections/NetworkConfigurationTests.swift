import Backbones
import Components
import ExperimentFixtures
import Foundation
import Sharing
import Tasks
import TestSupport
import Testing
import Torch

@testable import Configuration

/// What `network` in a configuration builds.
@Suite struct NetworkConfigurationTests {
  private let scenes: [LearningTask] = [.segmentation("segmentation", classes: 13), .depth("depth")]
  private let events: [LearningTask] = [.classification("next", classes: 16), .regression("time")]

  private func configuration(_ network: String) throws -> NetworkConfiguration {
    try ConfigurationSample.read("network: \(network)").network
  }

  private func network(
    _ text: String, _ tasks: [LearningTask], _ input: [Int], codes: [Int]? = nil
  ) throws -> any MultiTaskNetwork {
    try configuration(text).network(
      for: tasks, sets: [("data", tasks.map(\.name), sample(input, codes))], generator: Generator(seed: 0))
  }

  /// Samples of a shape. Sequences have codes in their first columns if `codes` says so.
  private func sample(_ shape: [Int], _ codes: [Int]?) -> InputDescription {
    switch shape.count {
    case 1: return .vector(shape[0])
    case 3: return .image(channels: shape[0], height: shape[1], width: shape[2])
    default:
      let columns: [InputDescription.Column] = (codes ?? []).map { .code($0) }
      return .sequence(length: shape[0], columns: columns + Array(repeating: .number, count: shape[1] - columns.count))
    }
  }

  @Test(arguments: ["mtan", "{kind: mtan}"]) func aSchemeWithoutSettingsIsWrittenAsItsName(_ text: String) throws {
    let read = try ConfigurationSample.read("network: {trunk: resnet18, sharing: \(text)}")
    let written = read.resolved.yaml()
    #expect(written.contains("sharing: mtan"), "\(written)")
  }

  @Test func thePublishedSegNetHasItsCountAndXaviersStart() throws {
    let network = try network("{trunk: segnet, published: true}", scenes, [3, 32, 32])
    #expect(network.parameterCount == 24_943_296 + 37_773 + 36_993)
    let head = try #require(network.parameters(of: "depth").first { $0.name == "heads.depth.0.bias" })
    #expect(head.tensor.abs().max().item() == 0)
  }

  @Test func residualNetworksTakeLinearHeadsDeepLabsOrPooledOnes() throws {
    let vector = try network("{trunk: resnet34}", events, [3, 32, 32])
    #expect(vector.parameterCount == 21_284_672 + 513 * 17)
    let map = try network("{trunk: resnet18, output-stride: 8}", scenes + [events[0]], [3, 32, 32])
    #expect(map.parameterCount == 11_176_512 + 4_725_517 + 4_722_433 + 513 * 16)
    let dense = try network("{trunk: segnet, widths: [4], heads: deeplab}", scenes, [3, 32, 32])
    let head: Int = dense.parameters(of: "depth").reduce(0) { $0 + $1.tensor.count }
    #expect(head == 951_041)
  }

  @Test func attentionMasksAreAWayOfSharing() throws {
    let text = "{trunk: resnet18, sharing: mtan}"
    let shared = try network(text, events, [3, 32, 32])
    #expect(shared is AttentionSharing)
    #expect(shared.sharedParameters.reduce(0) { $0 + $1.tensor.count } == 11_176_512)
    // A single task has no other task to share with.
    #expect(try network(text, [events[0]], [3, 32, 32]) is HardSharing)
    let published = try network("{trunk: segnet, published: true, sharing: mtan}", scenes, [3, 32, 32])
    let biases = published.namedParameters().filter { $0.tensor.rank == 1 && $0.name.hasSuffix("0.0.bias") }
    #expect(biases.contains { $0.name.hasPrefix("masks.") })
    #expect(biases.allSatisfy { $0.tensor.abs().max().item() == 0 })
  }

  @Test func encodersReadEventsWithTheDatasCodes() throws {
    #expect(try network("{trunk: lstm}", events, [12, 6]).parameterCount == 201_728 + 2064 + 129)
    #expect(try network("{trunk: cnn}", events, [185, 6]).parameterCount == 124_480 + 94_224 + 5889)
    let transformer = try network("{trunk: transformer, mask: true}", events, [12, 6], codes: [16, 26, 7])
    #expect(transformer.parameterCount == 1_188_631 + 2064 + 129)
    let given = try network("{trunk: transformer, codes: [17, 26, 7]}", events, [12, 6], codes: [16, 26, 7])
    #expect(given.parameterCount == transformer.parameterCount + 61)
    let small = "{trunk: transformer, hidden: 32, layers: 1, attention-heads: 4, feed-forward: 16, codes: [2, 2, 2]}"
    #expect(try network(small, events, [12, 6]).sharedParameters.count == 3 + 12)
  }

  @Test(arguments: ["lstm", "cnn", "transformer"]) func headsOnEventsStartByXaviersRule(trunk: String) throws {
    let network = try network("{trunk: \(trunk)}", events, [40, 6], codes: [16, 26, 7])
    let next = network.parameters(of: "next").map(\.tensor)
    let bound = (6 / Double(next[0].size(0) + next[0].size(1))).squareRoot()
    let largest = next[0].detach().abs().max().item()
    #expect(largest <= bound + 1e-7 && largest > 0.98 * bound)
    #expect(next[1].detach().abs().max().item() == 0)
  }

  @Test func aFileOfStartValuesIsTakenForEverySharing() throws {
    let scratch = TemporaryFolder(), file = scratch.url.appending(path: "start.safetensors")
    let source = ResNet(.resnet18, generator: Generator(seed: 9))
    try SafeTensors.write(source.stateDictionary().map { ($0.name, $0.tensor) }, to: file)
    let needed = ["sluice": "all-levels: false", "layer-assignment": "levels: [1, 5]"]
    #expect(
      errorText { _ = try network("{trunk: resnet18, sharing: muir, pretrained: \(file.path)}", events, [3, 32, 32]) }
        .contains("`network.pretrained` should be left out with `muir`"))
    // Weights that are made of others are buffers.
    let names = source.namedParameters().map { ".\($0.name)" }
    for scheme in Schemes.all where scheme.name != "muir" && scheme.name != "deepmts" {
      let sharing = needed[scheme.name].map { "{kind: \(scheme.name), \($0)}" } ?? scheme.name
      let text = "{trunk: resnet18, sharing: \(sharing), pretrained: \(file.path)}"
      let network = try network(text, events, [3, 32, 32])
      let made = network.namedBuffers().filter { buffer in names.contains(where: buffer.name.hasSuffix) }.map(\.tensor)
      let found = scheme.name == "subspace" ? made : network.parameters
      #expect(zip(found, source.parameters).allSatisfy { $0.equal($1).all().item() == 1 })
      #expect(try configuration(text).summary.contains("with given start values"))
    }
  }

  @Test(arguments: [
    (
      "{trunk: mlp, sharing: mtan}",
      "`network.sharing` should be hard, cross-stitch, nddr, sluice, learning-to-branch, mmoe, cgc, ple, dselect-k, layer-assignment, shared-private, adapters, low-rank-adapters, backbones, routing, muir or subspace for the trunk mlp. Found mtan, which needs segnet or a resnet."
    ),
    ("{trunk: resnet18, output-stride: 4}", "`network.output-stride` should be 8 or 16. Found 4."),
    ("{trunk: mlp, hidden: []}", "`network.hidden` should name at least one layer. Found none."),
    ("{trunk: cnn, kernel: 4}", "`network.kernel` should be odd. Found 4."),
    (
      "{trunk: segnet, published: true, widths: [4]}",
      "`widths` is not a key of `network` where `trunk` is `segnet`. "
        + "Its keys are `trunk`, `published`, `sharing`, `heads`, `pretrained`, `as-large-as`, `freeze`, `orthogonal`."
    ),
    (
      "{trunk: transformer, hidden: 36}",
      "`network.hidden` should be even, more than 6 and a multiple of `attention-heads`, 8. Found 36."
    ),
  ])
  func whatDoesNotGoTogetherIsRefused(_ text: String, _ error: String) {
    #expect(errorText { _ = try configuration(text) } == error + " (experiment.yaml:1)")
  }

  @Test func whatDoesNotFitTheDataIsRefused() {
    func refused(_ text: String, _ tasks: [LearningTask], _ input: [Int]) -> String {
      errorText { _ = try network(text, tasks, input) }
    }
    #expect(
      refused("{trunk: resnet50}", scenes, [3, 32, 32])
        == "`network.trunk: resnet50` gives a vector of 2048, and `segmentation` needs a map, for an answer at every "
        + "pixel. `network.output-stride: 8` gives one.")
    #expect(
      refused("{trunk: lstm}", events, [3, 32, 32])
        == "`network.trunk: lstm` needs sequences of events, [length, 6]. Found samples of the shape [3, 32, 32].")
    #expect(
      refused("{trunk: transformer}", events, [12, 6])
        == "`network.codes` should say how many activities, resources and weekdays there are, since the data does not.")
    #expect(
      refused("{trunk: lenet}", events, [1, 20, 30])
        == "`network.trunk: lenet` needs square images of at least 16 pixels. Found 20×30.")
    #expect(
      refused("{trunk: segnet, heads: {width: 5}}", scenes, [3, 32, 32])
        == "a hidden head should be put on a vector. Found a map of 32 channels at stride 1.")
    #expect(
      refused("{trunk: cnn}", events, [7, 6]) == "`network.trunk: cnn` needs sequences of at least 8 events. Found 7.")
  }

  @Test func deepLabsHeadsNeedTwoSamplesInABatch() throws {
    let error =
      "`training.batch` should be at least 2 for DeepLab heads, which normalise an average over the image over "
      + "the batch alone. Found 1."
    func refused(_ text: String, _ tasks: [LearningTask]) throws -> String {
      let network = try network(text, tasks, [3, 32, 32])
      return errorText { try NetworkConfiguration.check(network, batch: 1) }
    }
    #expect(try refused("{trunk: resnet18, output-stride: 8}", scenes) == error)
    #expect(try refused("{trunk: segnet, heads: deeplab}", scenes) == error)
    #expect(try refused("{trunk: resnet18, output-stride: 8}", events) == "no error")
    #expect(try refused("{trunk: segnet}", scenes) == "no error")
    #expect(try refused("{trunk: segnet, heads: deeplab}", events) == "no error")
  }

  @Test func theNetworkIsToldInWords() throws {
    #expect(
      try configuration("{trunk: resnet50, output-stride: 8, sharing: mtan}").summary
        == "resnet50 at output stride 8, attention masks for each task, one head a task")
    #expect(try configuration("{trunk: lstm}").summary == "lstm of 2 × 128, hard parameter sharing, one head a task")
  }
}
