// A sharing scheme of one's own: two trunks, of which each task reads a mixture with a learned share of its own.
//
//   cd examples/scheme && swift run -c release Twins

import Equipoise

final class Twins: Module, MultiTaskNetwork {
  let trunks: [any Trunk]
  let tasks: [String]
  let heads: ModuleDictionary
  let shares: ModuleDictionary

  final class Share: Module { @Parameter var value = Tensor.full([1], 0) }

  init(_ trunks: [any Trunk], heads: [(task: String, head: any UnaryLayer)]) {
    self.trunks = trunks
    tasks = heads.map(\.task)
    self.heads = ModuleDictionary(heads.map { ($0.task, $0.head) })
    shares = ModuleDictionary(heads.map { ($0.task, Share()) })
  }

  func callAsFunction(_ x: Tensor) -> TaskTensors {
    let (a, b) = (trunks[0](x), trunks[1](x))
    return TaskTensors(
      uniqueKeysWithValues: tasks.map { task in
        let share = (shares[task] as! Share).value.sigmoid()
        return (task, (heads[task] as! any UnaryLayer)(b + (a - b) * share))
      })
  }

  // Who moves what. Balancing, checks and drawings follow from it.
  var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "trunks"))] + ownGroups(below: "shares", "heads")
  }
  var lastSharedParameters: [(name: String, tensor: Tensor)] { trunks.flatMap { sharedParameters(of: $0.lastLayer) } }

  static let card = SharingCard(
    About("twins", "two trunks, mixed for each task"), needs: .anyTrunk, words: "two mixed trunks"
  ) {
    let trunks = [try $0.trunk(), try $0.trunk()]
    return Twins(trunks, heads: try $0.heads(on: trunks[0].features))
  }
}

var schemes = Schemes.all
schemes.add(Twins.card)
let tasks = [LearningTask.regression("sum"), .regression("difference")]
let network = try schemes.choose("twins").network(
  for: tasks, input: .vector(2), trunk: Trunks.all.choose("mlp", ["hidden": [16]]), heads: Heads.all.choose("usual"),
  generator: Generator(seed: 1))
let step = try TrainingStep(
  ForwardPass(network), tasks: tasks, weighting: UWO(),
  gradients: GradientBalancer(.gramian(PCGrad()), tasks: tasks.map(\.name)),
  optimizer: Adam([ParameterGroup("network", network, learningRate: 1e-2)]))
let x = Tensor.rand([64, 2], generator: Generator(seed: 2)), (a, b) = (x[.all, 0], x[.all, 1])
let batch = Batch(inputs: x, targets: ["sum": a + b, "difference": a - b], labelled: [:], count: 64)
for update in 0..<200 {
  let record = try step([batch], after: update)
  if update % 50 == 49 { print("update \(update + 1): losses \(record.rows[0].losses.array(of: Double.self))") }
}
