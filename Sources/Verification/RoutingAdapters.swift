import Backbones
import Components
import Sharing
import Tasks
import Torch

extension Verification {
  /// Task routing and several backbones.
  static let routingAdapters: [String: GoldenAdapter] = [
    "RoutingZeroCount": zeroCount, "RoutingExpectation": expectation, "RoutedNetwork": routedNetwork,
    "RoutingCounts": routingCounts, "SeveralBackbones": severalBackbones, "SeveralBackbonesCounts": backbonesCounts,
  ]

  @Sendable private static func zeroCount(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let units = try item.input.integers("units")
    let kept = zip(units, try item.input.numbers("keep")).map { RoutingMasks.kept(of: $0, keep: $1) }
    return ["zeros": GoldenValue(zip(units, kept).map { Double($0 - $1) }), "kept": GoldenValue(kept.map(Double.init))]
  }

  @Sendable private static func expectation(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input
    let units = try input.integers("units"), tasks = try input.integers("tasks"), keep = try input.numbers("keep")
    let expected = units.indices.map { place in
      RoutingMasks.expected(
        units: units[place], kept: RoutingMasks.kept(of: units[place], keep: keep[place]), tasks: tasks[place])
    }
    return [
      "pair_overlap": GoldenValue(expected.map(\.shared)), "dead_units": GoldenValue(expected.map(\.unused)),
      "units_of_one_task_only": GoldenValue(expected.map(\.ofOneTask)),
    ]
  }

  /// Two convolutions, the first with batch normalisation, an activation after each, and the mean over all places.
  private final class RoutedCase: Module, RoutedTrunk {
    let conv1: Conv2d, norm1: BatchNorm2d, conv2: Conv2d
    let features: Features
    let activation: Activation

    init(_ input: GoldenFields, _ activation: Activation) throws {
      let generator = Generator(seed: 0),
        shapes = try ["conv1.weight", "conv2.weight"].map { try input.tensor($0).shape }
      conv1 = Conv2d(shapes[0][1], shapes[0][0], kernel: 3, padding: 1, generator: generator)
      norm1 = BatchNorm2d(shapes[0][0])
      conv2 = Conv2d(shapes[1][1], shapes[1][0], kernel: 3, padding: 1, generator: generator)
      features = .vector(shapes[1][0])
      self.activation = activation
    }

    var routedLayers: [RoutedLayer] {
      [RoutedLayer("norm1", norm1, units: conv1.weight.size(0)), RoutedLayer("conv2", conv2, units: features.size)]
    }

    func outputShape(for input: [Int]) -> [Int] { [features.size] }

    func callAsFunction(_ x: Tensor) -> Tensor { activation(conv2(activation(norm1(conv1(x))))).mean([2, 3]) }
  }

  @Sendable private static func routedNetwork(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input, names = try (0..<input.tensor("heads.weight").size(0)).map { "\($0)" }
    let trunk = try RoutedCase(input, item.hyperparameters.string("activation") == "tanh" ? .tanh : .relu)
    let masks = try ["mask1", "mask2"].map { name in
      try input.tensor(name).unbind().map { $0.array(of: Double.self).map { $0 > 0 } }
    }
    let generator = Generator(seed: 0), outputs = try input.tensor("heads.weight").size(1)
    let heads = names.map { ($0, Linear(trunk.features.size, outputs, generator: generator)) }
    let network = TaskRouting(
      trunk, masks: RoutingMasks(masks), heads: heads, tasksPerStep: .perSample, generator: generator)
    network.to(.float64)
    for (name, tensor) in network.stateDictionary() {
      if name.hasPrefix("trunk."), let value = try input.optionalTensor(String(name.dropFirst("trunk.".count))) {
        withoutGradients { _ = tensor.copyInPlace(value) }
      }
    }
    for (place, head) in heads.enumerated() {
      try withoutGradients {
        _ = head.1.weight.copyInPlace(try input.tensor("heads.weight").select(0, index: place))
        _ = head.1.bias!.copyInPlace(try input.tensor("heads.bias").select(0, index: place))
      }
    }
    network.eval()
    let labels = try input.tensor("labels", .int64), tasks = try input.tensor("task", .int64)
    var results: [String: GoldenValue] = [:]
    func add(_ logits: Tensor, _ suffix: (logits: String, loss: String, gradient: String)) {
      network.parameters.clearGradients()
      let loss = CrossEntropy()(logits, labels)
      loss.backward()
      results[suffix.logits] = GoldenValue(logits)
      results[suffix.loss] = GoldenValue(loss)
      func gradient(_ tensor: Tensor) -> Tensor { tensor.grad ?? tensor.detach().zerosLike() }
      for (name, tensor) in trunk.namedParameters() {
        results["\(suffix.gradient) \(name)"] = GoldenValue(gradient(tensor))
      }
      results["\(suffix.gradient) heads.weight"] = GoldenValue(Tensor.stack(heads.map { gradient($0.1.weight) }))
      results["\(suffix.gradient) heads.bias"] = GoldenValue(Tensor.stack(heads.map { gradient($0.1.bias!) }))
    }
    var mixed = Inputs(try input.tensor("x"))
    mixed.ways = tasks
    let all = Tensor.stack(network.outputs(mixed, tasks: names).values, 1)
    let own = tasks.oneHot(names.count).to(.float64).unsqueeze(2)
    add((all * own).sum([1]), ("logits", "loss", "grad"))
    add(
      network.outputs(Inputs(try input.tensor("x")), tasks: ["0"])["0"]!,
      ("logits_all_samples_as_task_0", "loss_task_0", "grad_task_0"))
    return results
  }

  @Sendable private static func routingCounts(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let generator = Generator(seed: 0), tasks = try item.input.numbers("tasks")
    let trunk = VGG(generator: generator), normalised = VGG(isNormalised: true, generator: generator)
    let head = Double(Linear(trunk.features.size, 2, generator: generator).parameterCount)
    let (own, units) = (Double(trunk.parameterCount), Double(trunk.routedLayers.reduce(0) { $0 + $1.units }))
    return [
      "features": .number(own), "features_with_batch_norm": .number(Double(normalised.parameterCount)),
      "routed_units": .number(units), "head": .number(head), "trainable": GoldenValue(tasks.map { own + $0 * head }),
      "mask_bits": GoldenValue(tasks.map { $0 * units }),
      "single_task_networks": GoldenValue(tasks.map { $0 * (own + head) }),
    ]
  }

  /// A convolution whose kernel is its stride, and ReLU.
  private final class Patches: Module, Trunk {
    let conv: Conv2d
    let features: Features

    init(_ weight: Tensor) {
      let (outputs, inputs, side) = (weight.size(0), weight.size(1), weight.size(2))
      conv = Conv2d(inputs, outputs, kernel: side, stride: side, bias: false, generator: Generator(seed: 0))
      features = .map(channels: outputs, stride: side)
      super.init()
      to(.float64)
      withoutGradients { _ = conv.weight.copyInPlace(weight) }
    }

    func callAsFunction(_ x: Tensor) -> Tensor { conv(x).relu() }
  }

  @Sendable private static func severalBackbones(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input, generator = Generator(seed: 0)
    let trunks = try ["trunkA", "trunkB"].map { Patches(try input.tensor("\($0).weight")) }
    let trunk = try SeveralBackbones(trunks, generator: generator)
    let heads = try ["a", "b"].map { name -> (task: String, head: any UnaryLayer) in
      let outputs = try input.tensor("\(name).out.bias").size(0),
        width = try input.tensor("\(name).norm.weight").size(0)
      let head = LightHead(trunk.features.size, outputs: outputs, width: width, stride: 4, generator: generator)
      head.to(.float64)
      let values = try ["conv.weight", "norm.weight", "norm.bias", "out.weight", "out.bias"].map {
        try input.tensor("\(name).\($0)")
      }
      withoutGradients { for (tensor, value) in zip(head.parameters, values) { _ = tensor.copyInPlace(value) } }
      return (name, head)
    }
    let network = HardSharing(trunk: trunk, heads: heads), x = try input.tensor("x")
    let outputs = network(x)
    let losses = outputs.values.map { $0.square().mean() }
    let loss = losses[0] + losses[1]
    loss.backward()
    var results: [String: GoldenValue] = [
      "fused": GoldenValue(trunk(x)), "loss": GoldenValue(loss),
      "grad trunkA.weight": GoldenValue(trunks[0].conv.weight.grad!),
      "grad trunkB.weight": GoldenValue(trunks[1].conv.weight.grad!),
    ]
    for (name, head) in heads {
      results["out \(name)"] = GoldenValue(outputs[name]!)
      let keys = ["conv.weight", "norm.weight", "norm.bias", "out.weight", "out.bias"]
      for (key, tensor) in zip(keys, head.parameters) { results["grad \(name).\(key)"] = GoldenValue(tensor.grad!) }
    }
    return results
  }

  @Sendable private static func backbonesCounts(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let generator = Generator(seed: 0),
      layers: [String: ResNet.Layers] = [
        "resnet18": .resnet18, "resnet34": .resnet34, "resnet50": .resnet50,
      ]
    var built: [String: ResNet] = [:]
    for (name, layers) in layers { built[name] = ResNet(layers, outputStride: .eight, generator: generator) }
    let outputs = [13, 1, 3]
    var results: [String: [Double]] = [:]
    for names in try item.input.list("trunks") {
      guard case .list(let names) = names else { throw GoldenError("`trunks` should be lists of names.") }
      let trunks = try names.map { name -> ResNet in
        guard case .string(let name) = name, let trunk = built[name] else {
          throw GoldenError("`trunks` should be of \(layers.keys.sorted().quotedList).")
        }
        return trunk
      }
      // A trunk that stands twice in the list has its parameters once.
      let own = trunks.reduce(0) { $0 + $1.parameterCount }
      let channels = try SeveralBackbones(trunks, generator: generator).features.size
      func heads(_ make: (Int) -> Module) -> Double { Double(outputs.reduce(0) { $0 + make($1).parameterCount }) }
      results["trunk", default: []].append(Double(own))
      results["channels", default: []].append(Double(channels))
      results["total_light", default: []].append(
        Double(own) + heads { LightHead(channels, outputs: $0, stride: 8, generator: generator) })
      results["total_deeplab", default: []].append(
        Double(own) + heads { DeepLabHead(channels, outputs: $0, stride: 8, generator: generator) })
    }
    return results.mapValues { GoldenValue($0) }
  }
}
