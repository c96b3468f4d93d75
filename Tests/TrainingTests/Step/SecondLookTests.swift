import Balancing
import Testing
import Torch
import Training

/// Methods that look at a step's batch again, on a network with running statistics and random numbers.
@Suite struct SecondLookTests {
  private func buffers(_ problem: StepProblem) -> [[Float]] {
    problem.network.namedBuffers().map { $0.tensor.array(of: Float.self) }
  }

  @Test(arguments: ["famo", "auto-lambda", "moml", "forum"]) func theLookLeavesNoTrace(_ method: String) throws {
    let (plain, looking) = (StepProblem(normalised: true), StepProblem(normalised: true))
    let (one, other) = (try plain.step("ew"), try looking.step(method))
    for seed in 10..<13 {
      // Each begins with the same parameters, so that its own pass sees the same.
      withoutGradients {
        for (a, b) in zip(looking.network.parameters, plain.network.parameters) { a.copyInPlace(b) }
      }
      let batch = StepProblem.batch(UInt64(seed))
      try one([batch])
      try other([batch])
      #expect(buffers(looking) == buffers(plain))
      #expect(looking.generator.state.array(of: UInt8.self) == plain.generator.state.array(of: UInt8.self))
    }
    #expect(looking.weights != plain.weights && looking.weights.allSatisfy { $0.isFinite })
    #expect(other.forward.count == one.forward.count * (try Catalogue.find(method).card.cost.forwardPasses))
  }

  @Test func aStepWithSeveralBatchesIsNoneForAMethodThatLooksAgain() throws {
    let step = try StepProblem().step("famo")
    let error = #expect(throws: TrainingError.self) { try step([StepProblem.batch(1), StepProblem.batch(2)]) }
    #expect(
      error?.description
        == "step 1: a step should have one batch for a method that looks again. Found 2.")
  }
}
