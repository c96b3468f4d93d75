import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

/// ‖Jᵀ(a − b)‖ relative to Σ_k |a_k| ‖g_k‖, the size of what the direction is added up from.
private func distance(_ a: [Double], _ b: [Double], _ sample: HardJacobian) -> Double {
  let gap = sample.direction(zip(a, b).map { $0 - $1 })
  let size = zip(a, sample.gramian.norms).reduce(0) { $0 + abs($1.0) * $1.1 }
  return size > 0 ? gap.reduce(0) { $0 + $1 * $1 }.squareRoot() / size : 0
}

/// (J d)_k relative to Σ_j |G_kj w_j|.
private func relativeProgress(_ weights: [Double], _ gramian: Gramian) -> [Double] {
  gramian.norms.indices.map { row in
    let terms = weights.indices.map { gramian[row, $0] * weights[$0] }
    let size = terms.reduce(0) { $0 + abs($1) }
    return size > 0 ? terms.reduce(0, +) / size : 0
  }
}

@Suite struct GramianPropertyTests {
  @Test(arguments: GramianMethodSample.all, HardJacobian.all)
  func weightsAreFinite(_ method: GramianMethodSample, _ sample: HardJacobian) throws {
    guard method.isSolvable(sample) else { return }
    let weights = try method.weights(sample)
    #expect(weights.count == sample.count)
    #expect(weights.allSatisfy { $0.isFinite && $0 >= 0 })
  }

  /// Inner products of single precision are those of no vectors, by some roundings.
  @Test(arguments: GramianMethodSample.all, HardJacobian.all.filter { $0.count < 64 })
  func roundedInnerProductsDoNoHarm(_ method: GramianMethodSample, _ sample: HardJacobian) throws {
    let rounded = Gramian(sample.gramian.values.map { Double(Float($0)) }, count: sample.count)
    let losses = sample.rows.map { _ in 1.0 }
    do {
      let weights = try method.make(sample.count).weigh(GramianSample(rounded, cross: rounded, losses: losses))
      #expect(weights.allSatisfy { $0.isFinite && $0 >= 0 })
    } catch is BalancingError where ["nash-mtl", "fairgrad"].contains(method.name) {
      // Rounding may make gradients vanish together, or keep those that do from it.
      #expect(sample.vanishes || sample.kind == .nearOpposed || sample.kind == .scales)
    }
  }

  @Test(arguments: GramianMethodSample.all, HardJacobian.all.filter { $0.count > 1 && $0.count < 64 })
  func tasksInAnotherOrderHaveTheSameDirection(_ method: GramianMethodSample, _ sample: HardJacobian) throws {
    guard method.isSolvable(sample) else { return }
    let losses = sample.rows.indices.map { 0.5 + Double($0) }
    let order = Array(sample.rows.indices.reversed())
    let plain = try method.make(sample.count).weigh(sample, losses: losses)
    // The primary task takes its place along.
    let permuted = try method.make(sample.count, method.naming(primary: sample.count - 1)).weigh(
      sample.permuted(order), losses: order.map { losses[$0] })
    #expect(distance(plain, order.map { permuted[$0] }, sample) < 1e-7)
  }

  @Test(arguments: GramianMethodSample.all.filter { ["mgda", "sdmgrad", "modo"].contains($0.name) }, HardJacobian.all)
  func weightsAreOnTheSimplex(_ method: GramianMethodSample, _ sample: HardJacobian) throws {
    let weights = try method.weights(sample)
    #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
    #expect(weights.allSatisfy { $0 >= 0 })
    #expect(type(of: try method.make(2)).card.weightSum == .one)
  }

  @Test(
    arguments: [
      GramianMethodSample("mgda"), GramianMethodSample("nash-mtl"), GramianMethodSample("fairgrad"),
      GramianMethodSample("fairgrad", ["alpha": 0.5]), .exactUPGrad, .exactDualProj,
    ], HardJacobian.all)
  func noTaskIsInConflict(_ method: GramianMethodSample, _ sample: HardJacobian) throws {
    guard method.isSolvable(sample) else { return }
    let progress = relativeProgress(try method.weights(sample), sample.gramian)
    #expect(progress.allSatisfy { $0 > -1e-13 })
  }

  @Test func theMeanIsInConflictWhereTheOthersAreNot() {
    let sample = HardJacobian(.ordinary, [[1, 0], [-3, 1]])
    #expect(relativeProgress([0.5, 0.5], sample.gramian).min()! < -0.1)
  }

  @Test(arguments: HardJacobian.all.filter { !$0.vanishes })
  func theNashSolutionIsTheSameForEveryScale(_ sample: HardJacobian) throws {
    let factors = sample.rows.indices.map { power(10, Double($0 % 3) - 1) }
    let (plain, scaled) = (
      try GramianMethodSample("nash-mtl").weights(sample),
      try GramianMethodSample("nash-mtl").weights(sample.scaled(by: factors))
    )
    #expect(distance(plain, zip(scaled, factors).map { $0 * $1 }, sample) < 1e-9)
    #expect(isClose(sample.gramian.quadratic(plain), Double(sample.count), .relative(1e-6)))
  }

  @Test(arguments: [0.5, 1, 2], HardJacobian.all.filter { !$0.vanishes && $0.count < 64 })
  func fairWeightsScaleWithAKnownPower(_ alpha: Double, _ sample: HardJacobian) throws {
    let method = GramianMethodSample("fairgrad", ["alpha": .number(alpha)])
    let scaled = try method.weights(sample.scaled(by: sample.rows.map { _ in 100 }))
    let factor = power(1e4, alpha / (1 + alpha))
    #expect(distance(try method.weights(sample), scaled.map { $0 * factor }, sample) < 1e-9)
  }

  @Test(
    arguments: [
      GramianMethodSample("mgda"), GramianMethodSample("mgda", ["normalisation": "l2"]), GramianMethodSample("cagrad"),
      GramianMethodSample("upgrad"), .exactUPGrad, GramianMethodSample("dualproj"), .exactDualProj,
      GramianMethodSample("pcd", ["eps": 0]),
    ], HardJacobian.all.filter { $0.count < 64 })
  func oneScaleForAllTasksChangesNoWeight(_ method: GramianMethodSample, _ sample: HardJacobian) throws {
    let scaled = try method.weights(sample.scaled(by: sample.rows.map { _ in 1e4 }))
    #expect(distance(try method.weights(sample), scaled, sample) < 1e-7)
  }

  @Test(arguments: HardJacobian.all.filter { $0.count > 1 && $0.count < 64 })
  func theUnconflictingProjectionIsLinearUnderScaling(_ sample: HardJacobian) throws {
    let (a, b) = (sample.rows.indices.map { 1 + Double($0) }, sample.rows.indices.map { 7 - 0.5 * Double($0) })
    func direction(_ factors: [Double]) throws -> [Double] {
      // In weights of the unscaled rows.
      zip(try GramianMethodSample.exactUPGrad.weights(sample.scaled(by: factors)), factors).map { $0 * $1 }
    }
    let sum = try direction(zip(a, b).map { $0 + $1 })
    #expect(distance(sum, zip(try direction(a), try direction(b)).map { $0 + $1 }, sample) < 1e-7)
  }

  @Test func aSecondaryTasksScaleDoesNotMatterToPriorities() throws {
    let sample = HardJacobian(.ordinary, [[1, 0, 0.5], [-1, 1, 0], [0.2, -1, 1]])
    let method = GramianMethodSample("pcd", ["eps": 0, "tau": 0.3])
    let plain = try method.weights(sample)
    let scaled = try method.weights(sample.scaled(by: [1, 100, 0.01]))
    #expect(isClose(plain, zip(scaled, [1, 100, 0.01]).map { $0 * $1 }, .relative(1e-9)))
  }

  @Test(arguments: ["nash-mtl", "fairgrad", "auxinash"]) func whatHasNoSolutionIsToldWithNames(_ name: String) throws {
    func message(_ rows: [[Double]], tasks: [Int]? = nil, of count: Int) -> String {
      let names = ["depth", "normals", "edges", "parts"]
      return errorText {
        let setup = BalancingSetup(
          names.prefix(count).map { BalancingSetup.BalancedTask($0) },
          parameters: name == "fairgrad" ? [:] : ["stationary": "stop"], dtype: .float64)
        _ = try Catalogue.gramianWeighting(name, setup).weigh(HardJacobian(.opposed, rows), tasks: tasks)
      }
    }
    #expect(
      message([[1, 0], [0, 0], [0, 1]], of: 3) == "`\(name)` has no solution: the gradient of `normals` is zero.")
    #expect(
      message([[0, 0], [0, 0], [0, 1]], of: 3)
        == "`\(name)` has no solution: the gradients of `depth`, `normals` are zero.")
    #expect(
      message([[1, 0], [0, 1], [-2, 0]], of: 3)
        == "`\(name)` has no solution: a combination of the gradients of `depth`, `edges` with positive weights vanishes."
    )
    #expect(
      message([[1, 0], [-2, 0]], tasks: [1, 3], of: 4)
        == "`\(name)` has no solution: a combination of the gradients of `normals`, `parts` with positive weights vanishes."
    )
    #expect(message([[1, 0], [1, 0]], of: 2) == "no error")
  }

  @Test func nashGoesOnWithEqualWeightsWhereThereIsNoSolution() throws {
    let method = try GramianMethodSample("nash-mtl").make(3)
    #expect(try method.weigh(HardJacobian(.opposed, [[1, 0], [0, 1], [-2, 0]])) == [1, 1, 1])
    #expect(
      method.remarks == [
        "`nash-mtl` had no solution in 1 of its 1 steps and weighed the tasks equally there: a "
          + "combination of their gradients vanished, or nearly."
      ])
    let ordinary = HardJacobian(.ordinary, 3, 6, seed: 40)
    #expect(try method.weigh(ordinary) == (try GramianMethodSample("nash-mtl").weights(ordinary)))
    // A training that goes on counts on, and one of version 0.1, which never went on, counts from zero.
    let copy = try GramianMethodSample("nash-mtl").make(3)
    try copy.load(state: method.state)
    #expect(copy.remarks == method.remarks && method.remarks[0].contains(" 1 of its 2 steps "))
    try copy.load(state: method.state.filter { $0.key != "unsolved" })
    #expect(copy.remarks.isEmpty)
  }

  @Test func lossesThatCannotNormaliseAreNamed() throws {
    let method = try GramianMethodSample("mgda", ["normalisation": "loss"]).make(2)
    let sample = GramianSample(Gramian([[1, 0], [0, 1]]), losses: [1, 0])
    #expect(
      throws: BalancingError("`mgda` with `normalisation: loss` should have positive losses. Found 0.0 for `task 1`.")
    ) { try method.weigh(sample) }
  }

  @Test(arguments: ["sdmgrad", "modo"]) func independentPartsAreAskedFor(_ name: String) throws {
    let method = try GramianMethodSample(name).make(2)
    #expect(type(of: method).card.parts == 3)
    #expect(
      throws: BalancingError(
        "`\(name)` should be given the gradients of three independent parts of a batch. Found those of one batch.")
    ) { try method.weigh(GramianSample(Gramian([[1, 0], [0, 1]]), losses: [1, 1])) }
  }

  @Test func badParametersAreNamed() {
    func message(_ name: String, _ parameters: [String: SettingValue]) -> String {
      errorText { _ = try GramianMethodSample(name, parameters).make(3) }
    }
    #expect(message("cagrad", ["c": -1]) == "`c` should be zero or positive. Found -1.0.")
    #expect(message("cagrad", ["rescale": 3]).hasPrefix("`rescale` should be between 0 and 2. Found 3"))
    #expect(message("fairgrad", ["alpha": 0]) == "`alpha` should be positive. Found 0.0.")
    #expect(message("nash-mtl", ["update-every": 0]).hasPrefix("`update-every` should be at least 1. Found 0"))
    #expect(
      message("upgrad", ["preference": [1, 2]])
        == "`preference` should have one number for each task, 3 in all. Found 2.")
    for name in ["pcd", "gcs", "metabalance"] {
      #expect(message(name, ["primary": 3]) == "`primary` should be below the number of tasks, 3. Found 3.")
    }
    #expect(message("auxinash", ["preference": [1, 0, 1]]) == "`preference` should each be positive. Found 0.0.")
    #expect(message("encodec", ["shares": [0, 0, 0]]).hasPrefix("`shares` should have a positive number."))
    #expect(message("metabalance", ["relaxation": 1.5]) == "`relaxation` should be between 0 and 1. Found 1.5.")
    #expect(message("pcd", ["tau": 1.5]) == "`tau` should be between 0 and 1. Found 1.5.")
    #expect(
      message("mgda", ["normalisation": "l1"])
        == "`normalisation` should be `none` or `l2` or `loss` or `loss+`. Found `l1`.")
  }

  @Test(arguments: GramianMethodSample.all) func absentTasksAreAsIfTheyWereNotThere(_ method: GramianMethodSample)
    throws
  {
    let whole = HardJacobian(.ordinary, 4, 9)
    let few = whole.permuted([1, 3])
    let losses = [0.7, 2.5]
    let weights = try method.make(4, method.naming(primary: 1)).weigh(few, losses: losses, tasks: [1, 3])
    #expect(isClose(weights, try method.make(2).weigh(few, losses: losses), .relative(1e-9)))
  }

  @Test func everyPairOfMethodsDiffers() throws {
    let sample = HardJacobian(.ordinary, [[1, 0.3, -0.5], [-0.8, 1.1, 0.2], [0.1, -0.4, 0.6]])
    // IMTL is IMTL-G on other losses, and AuxiNash without preferences Nash-MTL.
    let names = Catalogue.gramianWeightings.map { $0.card.name }.filter { !["imtl", "auxinash"].contains($0) }
    let answers = try names.map { name in
      // All gradients conflict with the first, which is then GCS's answer and Krum's choice.
      let chosen: [String: [String: SettingValue]] = [
        "constant": ["weights": [0.2, 1.5, 0.7]], "gcs": ["primary": 1],
      ]
      let parameters = chosen[name] ?? [:]
      let method = try GramianMethodSample(name, parameters).make(3)
      // MoDo starts with equal weights and moves slowly.
      for _ in 0..<20 { _ = try method.weigh(sample) }
      return (name, try method.weigh(sample))
    }
    for (index, (name, a)) in answers.enumerated() {
      for (other, b) in answers[..<index] {
        #expect(!isClose(a, b, .relative(1e-3)), "\(name) and \(other) should differ. Both are \(a).")
      }
    }
  }
}
