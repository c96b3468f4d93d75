import Balancing
import Datasets
import Tasks
import Testing
import Torch

@testable import Training

/// Whatever operation of a step fails, the step ends in one error, and nothing behind the failure traps.
///
/// Each case is run again and again, with another operation failing each time: every one of the first forty, and then
/// fewer and fewer, until there are no more.
@Suite struct FailingStepTests {
  /// - Parameter body: makes everything again, because a failure may leave anything behind.
  /// - Returns: the number of failures that were looked at.
  private func failEverywhere(_ body: () throws -> () throws -> Void) throws -> Int {
    var number = 1, looked = 0
    while true {
      let run = try body()
      do {
        let reached = try withFailure(ofOperation: number, run)
        if !reached.failed { return looked }
        Issue.record("operation \(number) failed, and there was no error")
      } catch TrainingError.operation(_, let error) {
        #expect(error.message.contains("on purpose"), "operation \(number): \(error)")
      } catch {
        Issue.record("operation \(number): \(type(of: error)) \(error)")
      }
      looked += 1
      number += number < 40 ? 1 : number / 8
    }
  }

  private func steps(
    _ batches: [Batch], normalised: Bool = false, penalised: Bool = false, _ make: (StepProblem) throws -> TrainingStep
  ) throws -> () throws -> Void {
    let step = try make(StepProblem(normalised: normalised, penalised: penalised))
    return { try step(batches) }
  }

  @Test(arguments: Catalogue.cards.map(\.name)) func everyMethod(_ method: String) throws {
    let batches = [StepProblem.batch(10)]
    let looked = try failEverywhere { try steps(batches, normalised: true) { try $0.step(method, clipNorm: 1) } }
    #expect(looked > 40)
  }

  static let scopes = Catalogue.cards.flatMap { card in
    (card.gradients?.permitted ?? []).filter { $0 != card.gradients?.usual }.map { (card.name, $0) }
  }

  @Test(arguments: scopes) func everyOtherScope(_ method: String, _ scope: GradientScope) throws {
    let batches = [StepProblem.batch(10)]
    #expect(try failEverywhere { try steps(batches) { try $0.step(method, scope: scope) } } > 40)
  }

  @Test(arguments: ["upgrad", "pcgrad", "aligned-mtl"]) func stageByStage(_ method: String) throws {
    let batches = [StepProblem.batch(10)]
    #expect(try failEverywhere { try steps(batches) { try $0.step(method, storage: .gramian) } } > 40)
  }

  @Test(arguments: ["ew", "uw-so", "uw", "mgda", "graddrop"]) func accumulation(_ method: String) throws {
    let batches = [StepProblem.batch(10), StepProblem.batch(11, present: false)]
    #expect(
      try failEverywhere { try steps(batches) { try $0.step(method, scope: Self.kept(method), accumulates: true) } }
        > 40)
  }

  /// The scope in which batches add up; nil for a loss weighting.
  private static func kept(_ method: String) -> GradientScope? {
    method == "mgda" || method == "graddrop" ? .shared : nil
  }

  @Test(arguments: [OrthogonalGradients.Form.exact, .finiteDifference])
  func penalties(_ form: OrthogonalGradients.Form) throws {
    let batches = [StepProblem.batch(10)]
    let looked = try failEverywhere {
      try steps(batches) { try $0.step("ew", penalty: OrthogonalGradients(strength: 1, form: form)) }
    }
    #expect(looked > 40)
  }

  @Test(arguments: ["ew", "uw-so", "pcgrad", "mgda", "modo"]) func penaltiesOfTheNetworksOwn(_ method: String) throws {
    let batches = [StepProblem.batch(10)]
    #expect(try failEverywhere { try steps(batches, penalised: true) { try $0.step(method) } } > 40)
  }

  @Test func diagnostics() throws {
    let batches = [StepProblem.batch(10)]
    let looked = try failEverywhere {
      let step = try StepProblem().step("ew")
      step.probe = GradientProbe(
        DiagnosticsSettings(every: 1, samples: 2), tasks: ["x", "y", "z"], generator: Generator(seed: 4))
      return { try step(batches) }
    }
    #expect(looked > 40)
  }

  /// Metrics of every kind of label.
  private static let evaluated: [LearningTask] = [.regression("x"), .binary("y"), .regression("z")]

  @Test func evaluation() throws {
    let inputs = Tensor.randn([8, 6], generator: Generator(seed: 5)).array(of: Float.self)
    let numbers = (0..<8).map { Float($0) / 8 }
    let data = InMemoryDataset(
      inputs: Field(inputs, shape: [6]),
      targets: [
        "x": Field(numbers, shape: [1]), "y": Field(numbers.map { $0.rounded() }, shape: [1]),
        "z": Field(numbers, shape: [1]),
      ])
    let loader = try DataLoader(data, batchSize: 3, shuffle: false, prefetch: 0)
    let looked = try failEverywhere {
      let problem = StepProblem(tasks: { _ in Self.evaluated })
      let evaluator = Evaluator(ForwardPass(problem.network), tasks: problem.tasks)
      return {
        do { _ = try evaluator(loader) } catch let error as TorchError {
          throw TrainingError.operation(step: 0, error)
        }
      }
    }
    #expect(looked > 40)
  }
}
