import Balancing
import Datasets
import Foundation
import Testing
import Torch
import Training

@testable import Components

/// Two steps on threads of their own, which add up what the step asks for.
private final class Twins: @unchecked Sendable {
  private let condition = NSCondition()
  private var given: [Int: [Tensor]] = [:]
  private var taken = 0
  /// Sums and means so far, of both.
  private(set) var calls = 0

  /// What both give, each in the order of the ranks; both leave when both have come.
  func exchange(_ rank: Int, _ tensors: [Tensor]) -> [[Tensor]] {
    let copies = tensors.map { $0.detach().clone() }
    return condition.withLock {
      while given[rank] != nil { condition.wait() }
      given[rank] = copies
      calls += 1
      condition.broadcast()
      while given.count < 2 { condition.wait() }
      let all = [given[0]!, given[1]!]
      taken += 1
      if taken == 2 { (given, taken) = ([:], 0) } else { while taken != 0 { condition.wait() } }
      condition.broadcast()
      return all
    }
  }
}

private struct Twin: Replicas {
  let twins: Twins
  let rank: Int
  let count = 2

  func average(_ losses: Tensor, present: [Bool]) -> (losses: Tensor, present: [Bool]) {
    let mask = Tensor(present.map { $0 ? 1 : 0 } as [Float])
    let all = twins.exchange(rank, [losses, mask])
    let masks = all.map { $0[1] }
    let sum =
      Tensor.where(masks[0].greater(0), all[0][0], all[0][0].zerosLike())
      + Tensor.where(masks[1].greater(0), all[1][0], all[1][0].zerosLike())
    let mean = sum / (masks[0] + masks[1]).clamp(min: 1)
    // The local loss counts with one half in the gradient, and with nothing in the value.
    let own = Tensor.where(mask.greater(0), losses, losses.detach().zerosLike()) * 0.5
    return (own - own.detach() + mean, (masks[0] + masks[1]).array(of: Float.self).map { $0 > 0 })
  }

  func sum(_ tensors: [Tensor]) { add(tensors, 1) }
  func average(_ tensors: [Tensor]) { add(tensors, 0.5) }

  private func add(_ tensors: [Tensor], _ factor: Double) {
    let all = twins.exchange(rank, tensors)
    withoutGradients {
      for (index, tensor) in tensors.enumerated() { tensor.copyInPlace((all[0][index] + all[1][index]) * factor) }
    }
  }
}

@Suite struct ReplicaTests {
  struct Kind: CustomTestStringConvertible, Sendable {
    var method: String
    var losses: String?
    var scope: GradientScope?
    var storage = GradientStorage.auto
    var penalty = false
    /// Whether the network has penalties of its own.
    var own = false

    var testDescription: String {
      "\(method) \(losses ?? "") \(scope.map { "\($0)" } ?? "") \(storage)\(penalty ? " with a penalty" : "")\(own ? " with own penalties" : "")"
    }

    func step(_ problem: StepProblem, accumulates: Bool, _ replicas: any Replicas = Alone()) throws -> TrainingStep {
      try problem.step(
        method, losses: losses, scope: scope, storage: storage,
        penalty: penalty ? OrthogonalGradients(strength: 0.5) : nil, clipNorm: 100, accumulates: accumulates,
        replicas: replicas)
    }
  }

  static let kinds: [Kind] = [
    Kind(method: "ew"), Kind(method: "uw"), Kind(method: "uw-so"), Kind(method: "imtl-l"), Kind(method: "gls"),
    Kind(method: "ew", penalty: true), Kind(method: "sum", losses: "uw"), Kind(method: "pcgrad"),
    Kind(method: "upgrad"),
    Kind(method: "cagrad", losses: "uw-so"), Kind(method: "mgda", storage: .jacobian),
    Kind(method: "mgda", storage: .gramian), Kind(method: "imtl-g", scope: .representation),
    Kind(method: "gradnorm", scope: .lastLayer), Kind(method: "trimmed-mean"), Kind(method: "ew", own: true),
    Kind(method: "uw-so", own: true), Kind(method: "pcgrad", own: true),
    Kind(method: "imtl-g", scope: .representation, own: true),
  ]

  /// Makes three updates with two replicas, each with one batch of every pair.
  private func train(_ kind: Kind, _ pairs: [[Batch]]) throws -> (weights: [[Float]], calls: Int) {
    let twins = Twins()
    let problems = (0..<2).map { _ in StepProblem(penalised: kind.own) }
    let steps = try (0..<2).map { try kind.step(problems[$0], accumulates: false, Twin(twins: twins, rank: $0)) }
    let failure = Failure()
    // Either would wait for the other for ever where one fails.
    nonisolated(unsafe) let both = steps
    DispatchQueue.concurrentPerform(iterations: 2) { rank in
      do { for pair in pairs { try both[rank]([pair[rank]]) } } catch { failure.stop(error) }
    }
    if let error = failure.error { throw error }
    return (problems.map(\.weights), twins.calls)
  }

  /// Three pairs of batches.
  ///
  /// - Parameter missing: whether the first of each has no label of the last task.
  private func pairs(missing: Bool) -> [[Batch]] {
    let seeds: [UInt64] = [10, 12, 14]
    return seeds.map { [StepProblem.batch($0, present: !missing), StepProblem.batch($0 + 1)] }
  }

  private func apart(_ a: [Float], _ b: [Float]) -> Float {
    var largest: Float = 0
    for (x, y) in zip(a, b) { largest = max(largest, abs(x - y)) }
    return largest
  }

  /// A thread's error ends the test, because its twin waits.
  private final class Failure: @unchecked Sendable {
    var error: (any Error)?
    func stop(_ error: any Error) { fatalError("a replica failed: \(error)") }
  }

  @Test(arguments: kinds) func twoReplicasMakeTheUpdateOfBothBatches(_ kind: Kind) throws {
    let pairs = pairs(missing: false)
    let found = try train(kind, pairs)
    #expect(found.weights[0] == found.weights[1])
    #expect(found.calls > 0)

    let alone = StepProblem(penalised: kind.own)
    let step = try kind.step(alone, accumulates: kind.accumulates)
    for pair in pairs { try step(kind.accumulates ? pair : [pair[0].joined(pair[1])]) }
    #expect(apart(found.weights[0], alone.weights) < 2e-5)

    // One half alone makes another update.
    let half = StepProblem(penalised: kind.own)
    let other = try kind.step(half, accumulates: false)
    for pair in pairs { try other([pair[0]]) }
    #expect(apart(half.weights, alone.weights) > 1e-3)
  }

  @Test(arguments: [Kind(method: "uw-so"), Kind(method: "uw"), Kind(method: "upgrad")])
  func aTaskWithoutLabelsInOneReplicaHasThemInTheUpdate(_ kind: Kind) throws {
    let pairs = pairs(missing: true)
    let found = try train(kind, pairs)
    #expect(found.weights[0] == found.weights[1])
    #expect(found.weights[0].allSatisfy { $0.isFinite })
    guard kind.method != "uw" else { return }
    let alone = StepProblem()
    let step = try kind.step(alone, accumulates: true)
    for pair in pairs { try step(pair) }
    #expect(apart(found.weights[0], alone.weights) < 2e-5)
  }

  @Test func aMethodThatLooksAgainTrainsAlone() {
    let error = #expect(throws: SettingError.self) {
      _ = try Kind(method: "famo").step(StepProblem(), accumulates: false, Twin(twins: Twins(), rank: 0))
    }
    #expect(
      error?.description == "`famo`, which looks at a step's batch again, should train in one process. Found 2.")
  }
}

extension ReplicaTests.Kind {
  /// Whether two accumulated batches make the update of both; otherwise the two joined do.
  fileprivate var accumulates: Bool { storage != .gramian && (scope ?? .shared) == .shared }
}
