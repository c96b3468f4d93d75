import Equipoise
import Testing

/// Network, data and tasks that do not belong together end a fit before its first update, with the task and the shapes.
@Suite struct FitTests {
  private func network(_ heads: [(String, Int)], inputs: Int = 4) -> HardSharing {
    let generator = Generator(seed: 1)
    return HardSharing(
      trunk: MLP(inputs, hidden: [8], generator: generator),
      heads: heads.map { ($0.0, Linear(8, $0.1, generator: generator)) })
  }

  private func data(_ targets: OrderedDictionary<String, Field>) throws -> DataLoader {
    let inputs = Field([Float](repeating: 0.5, count: 32), shape: [4])
    return try DataLoader(InMemoryDataset(inputs: inputs, targets: targets), batchSize: 8)
  }

  private func trainer(_ network: any MultiTaskNetwork, _ tasks: [LearningTask], gradients: String? = nil) throws
    -> Trainer
  {
    let setup = BalancingSetup(tasks)
    return Trainer(
      network: network, tasks: tasks, weighting: try Catalogue.lossWeighting("ew", setup),
      gradients: try gradients.map { try GradientBalancer(GradientMethod($0, setup), tasks: tasks.map(\.name)) },
      optimizer: Adam(network.parameters), schedule: ConstantRate(), options: TrainingOptions(epochs: 1))
  }

  private func refusal(
    _ network: any MultiTaskNetwork, _ tasks: [LearningTask], _ targets: OrderedDictionary<String, Field>,
    gradients: String? = nil
  ) throws -> String? {
    let before = network.parameters.map { $0.detach().clone() }
    let trainer = try trainer(network, tasks, gradients: gradients)
    let error = #expect(throws: FitError.self) { _ = try trainer.fit(data(targets)) }
    #expect(zip(before, network.parameters).allSatisfy { $0.array(of: Float.self) == $1.array(of: Float.self) })
    return error?.description
  }

  private let numbers = Field([Float](repeating: 1, count: 8), shape: [1])
  private let classes = Field(classes: [Int64](repeating: 1, count: 8))

  @Test(arguments: [nil, "mgda"]) func anOutputOfAnotherWidth(_ gradients: String?) throws {
    #expect(
      try refusal(
        network([("kind", 1)]), [.classification("kind", classes: 3)], ["kind": classes], gradients: gradients)
        == "`kind`: the network's output should be [8, 3]. Found [8, 1].")
  }

  @Test func numbersInPlaceOfClasses() throws {
    #expect(
      try refusal(network([("kind", 3)]), [.classification("kind", classes: 3)], ["kind": numbers])
        == "`kind`: targets should be classes, as integers. Found float32.")
  }

  @Test func targetsOfAnotherWidth() throws {
    let wide = Field([Float](repeating: 1, count: 16), shape: [2])
    #expect(
      try refusal(network([("y", 1)]), [.regression("y")], ["y": wide])
        == "`y`: targets should be [8, 1], as the outputs. Found [8, 2].")
  }

  @Test(arguments: [nil, "mgda"]) func aTaskThatTheNetworkLacks(_ gradients: String?) throws {
    #expect(
      try refusal(
        network([("a", 1)]), [.regression("a"), .regression("b")], ["a": numbers, "b": numbers], gradients: gradients)
        == "`b`: the network should have an output of this name. Found `a`.")
  }

  @Test func aTaskThatTheDataLack() throws {
    #expect(
      try refusal(network([("a", 1), ("b", 1)]), [.regression("a"), .regression("b")], ["a": numbers])
        == "`b`: the data should have targets of this name. Found `a`.")
  }

  @Test func inputsOfAnotherWidthAreTheForwardPasssError() throws {
    let trainer = try trainer(network([("y", 1)], inputs: 5), [.regression("y")])
    let error = #expect(throws: TrainingError.self) { _ = try trainer.fit(data(["y": numbers])) }
    #expect(error?.description.contains("should be [5]. Found [4]") == true, "\(error as Any)")
  }

  @Test func anEvaluationChecksItsOwnData() throws {
    let trainer = try trainer(network([("y", 1)]), [.regression("y")])
    let error = #expect(throws: FitError.self) { _ = try trainer.evaluate(data(["z": numbers])) }
    #expect(error?.description == "`y`: the data should have targets of this name. Found `z`.")
  }

  @Test func whatFitsIsTrained() throws {
    let tasks: [LearningTask] = [.classification("kind", classes: 3), .binary("yes"), .regression("y")]
    let trainer = try trainer(network([("kind", 3), ("yes", 1), ("y", 1)]), tasks)
    #expect(try trainer.fit(data(["kind": classes, "yes": numbers, "y": numbers])).steps == 1)
  }
}
