import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct SharedFeaturesTests {
  @Test func aSampleHasALabelOfItsOwnTaskAlone() {
    let source = SharedFeatures().source(train: 4, validation: 2, test: 3)
    #expect(source.train.count == 120 && source.validation.count == 60 && source.test.count == 90)
    #expect(source.train.labelledSamples(of: ["task 3"]) == Array(8..<12))
  }

  @Test func theOnlyTaskOfASetHasTheSamplesThatItHasAmongAll() throws {
    var law = SharedFeatures()
    let all = try law.source(train: 50, validation: 1, test: 1).train.batch(Array(100..<150))
    law.only = 3
    let source = law.source(train: 50, validation: 1, test: 1)
    let own = try source.train.batch(Array(0..<50))
    #expect(source.tasks.map(\.name) == ["task 3"])
    #expect(own.inputs.sole.array(of: Float.self) == all.inputs.sole.array(of: Float.self))
    #expect(own.targets["task 3"]!.array(of: Float.self) == all.targets["task 3"]!.array(of: Float.self))
  }

  /// Opposite inputs, which are equally likely, have opposite labels.
  @Test func aboutHalfOfTheLabelsAreYes() throws {
    var law = SharedFeatures()
    law.only = 1
    let labels = try law.source(train: 4_000, validation: 1, test: 1).train.batch(Array(0..<4_000)).targets["task 1"]!
    #expect(isClose(labels.mean().item(), 0.5, .absolute(0.04)))
  }

  /// With one feature every task divides the inputs by the same plane, which the mean of its inputs with the answer's sign finds.
  @Test func tasksHaveTheirFeaturesInCommon() throws {
    var law = SharedFeatures()
    (law.features, law.tasks) = (1, 4)
    let directions = try (1...4).map { task -> Tensor in
      law.only = task
      let batch = try law.source(train: 4_000, validation: 1, test: 1).train.batch(Array(0..<4_000))
      let (inputs, signs) = (batch.inputs.sole, batch.targets["task \(task)"]! * 2 - 1)
      let direction = (inputs * signs).mean([0])
      let isRight = inputs.mv(direction).greater(0).equal(signs.squeeze(1).greater(0))
      #expect(isRight.to(.float32).mean().item() > 0.95)
      return direction / direction.square().sum().sqrt()
    }
    for direction in directions { #expect(abs((direction * directions[0]).sum().item()) > 0.98) }
  }

  @Test func anotherSeedIsAnotherLaw() throws {
    var law = SharedFeatures()
    law.only = 1
    let first = try law.source(train: 20, validation: 1, test: 1).train.batch(Array(0..<20)).inputs.sole
    law.seed = 1
    let second = try law.source(train: 20, validation: 1, test: 1).train.batch(Array(0..<20)).inputs.sole
    #expect(first.array(of: Float.self) != second.array(of: Float.self))
  }
}
