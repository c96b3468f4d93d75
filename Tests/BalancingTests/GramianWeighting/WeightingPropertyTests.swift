import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

/// What holds for all Gramian weightings that need no solver.
@Suite struct WeightingPropertyTests {
  /// Kinds on which a rank or a distance is not decided by rounding.
  private static let decided = HardJacobian.all.filter { sample in
    ![.opposed, .rankDeficient, .nearParallel, .scales].contains(sample.kind) && sample.count <= sample.width
  }

  @Test(arguments: GramianMethodSample.plain, decided)
  func tasksInAnotherOrderGetTheSameDirection(_ form: GramianMethodSample, _ sample: HardJacobian) throws {
    guard sample.count >= form.leastCount else { return }
    // Of three gradients the nearest two have equal scores, and the first is chosen.
    if form.name == "krum", sample.count == 3 { return }
    let order = (0..<sample.count).map { ($0 * 7 + 1) % sample.count }
    guard Set(order).count == sample.count else { return }
    let losses = (0..<sample.count).map { 1 + Double($0) }
    let (method, permuted) = (try form.make(sample.count), try form.make(sample.count))
    let other = sample.permuted(order)
    let (gramian, otherGramian) = (sample.gramian, other.gramian)
    for step in 1...3 {
      let now = losses.map { $0 / Double(step) + 0.1 * $0 * Double(step) }
      let weights = try method.weigh(GramianSample(gramian, losses: now))
      let otherWeights = try permuted.weigh(GramianSample(otherGramian, losses: order.map { now[$0] }))
      #expect(isClose(sample.direction(weights), other.direction(otherWeights), .ofLength(1e-8)))
    }
  }

  @Test(arguments: GramianMethodSample.solverFree, [1e-8, 1e8])
  func allGradientsTimesANumberGetTheSameWeights(_ form: GramianMethodSample, _ factor: Double) throws {
    // Adam's ε is as large as such derivatives.
    if form.name == "gradnorm", factor < 1 { return }
    let scaled = threeGradients.scaled(by: [factor, factor, factor])
    let (a, b) = (try form.make(3), try form.make(3))
    for _ in 1...3 {
      let losses = [1.0, 2, 3]
      let weights = try a.weigh(GramianSample(threeGradients.gramian, losses: losses))
      #expect(isClose(weights, try b.weigh(GramianSample(scaled.gramian, losses: losses)), .relative(1e-9)))
    }
  }

  @Test(arguments: GramianMethodSample.solverFree, HardJacobian.all)
  func everyAnswerIsFinite(_ form: GramianMethodSample, _ sample: HardJacobian) throws {
    guard sample.count >= form.leastCount, form.parameters.values.allSatisfy({ $0.isForAnyCount(sample.count) }) else {
      return
    }
    let weights = try form.make(sample.count).weigh(sample.gramian)
    #expect(weights.count == sample.count && weights.allSatisfy { $0.isFinite })
  }

  @Test(arguments: GramianMethodSample.solverFree)
  func weightsSumToWhatTheCardSays(_ form: GramianMethodSample) throws {
    let method = try form.make(3)
    for step in 1...3 {
      let sum = try method.weigh(GramianSample(threeGradients.gramian, losses: [1, 2, 3 / Double(step)])).reduce(0, +)
      switch type(of: method).card.weightSum {
      case .free: break
      case .one: #expect(isClose(sum, 1, .relative(1e-10)))
      case .taskCount: #expect(isClose(sum, 3, .relative(1e-10)))
      }
    }
  }

  @Test(arguments: GramianMethodSample.solverFree.filter { $0.name != "krum" })
  func absentTasksAreAsIfTheyWereNotThere(_ form: GramianMethodSample) throws {
    let present = [0, 2]
    let few = threeGradients.permuted(present)
    var parameters = form.parameters
    for (name, value) in parameters {
      if case .numbers(let list) = value { parameters[name] = .numbers(present.map { list[$0] }) }
    }
    let weights = try form.make(3).weigh(GramianSample(few.gramian, losses: [1, 2], tasks: present))
    let alone = try GramianMethodSample(form.name, parameters).make(2).weigh(
      GramianSample(few.gramian, losses: [1, 2]))
    #expect(isClose(weights, alone, .relative(1e-10)))
  }

  @Test func everyPairOfMethodsDiffers() throws {
    let forms = GramianMethodSample.solverFree.filter { form in
      form.parameters.isEmpty && form.name != "imtl" || form.name == "constant" || form.parameters["beta"] == 0.5
    }
    let answers = try forms.map { form in
      let method = try form.make(3)
      _ = try method.weigh(GramianSample(threeGradients.gramian, losses: [1, 2, 3]))
      return (form.name, try method.weigh(GramianSample(threeGradients.gramian, losses: [0.5, 2, 2])))
    }
    for (index, (name, a)) in answers.enumerated() {
      for (other, b) in answers[..<index] where name != other {
        #expect(!isClose(a, b, .relative(1e-3)), "\(name) and \(other) should differ. Both are \(a).")
      }
    }
  }
}

extension SettingValue {
  /// Whether it is no list, or one of that length.
  func isForAnyCount(_ count: Int) -> Bool {
    if case .numbers(let list) = self { list.count == count } else { true }
  }
}
