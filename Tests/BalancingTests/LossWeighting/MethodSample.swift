import Tasks
import Testing
import Torch

@testable import Balancing
@testable import Components

/// A method of the catalogue with parameters, as the property tests run over it.
struct MethodSample: CustomTestStringConvertible, Sendable {
  let name: String
  let parameters: [String: SettingValue]

  init(_ name: String, _ parameters: [String: SettingValue] = [:]) {
    self.name = name
    self.parameters = parameters
  }

  var testDescription: String { "\(name) \(parameters.sorted { $0.key < $1.key }.map { "\($0): \($1)" })" }

  /// Every loss weighting in every form.
  static let all = MethodForms.of(Catalogue.lossWeightings).map { MethodSample($0.name, $0.settings) }

  /// The default form of every method.
  static let defaults = Catalogue.lossWeightings.map { MethodSample($0.card.name) }

  /// A draw of its own makes the weights.
  var isRandom: Bool { name == "rlw" }

  /// Whether the places of the tasks matter.
  var hasPlaces: Bool { name == "scalarization" || name == "ldc-mtl" }

  /// Whether a factor of a task's gradient may be negative.
  var mayBeNegative: Bool { name == "cosmos" || name == "pbi" || parameters["gradient"] == "attached" }

  /// The method for K tasks, whose likelihoods and whose numbers in lists take turns. Scalarization's weights are 1/K, 2/K, ….
  ///
  /// - Parameter places: where each task stands among all, for those numbers; 0, 1, … by default.
  func make(
    _ count: Int, dtype: DType = .float64, seed: UInt64 = 0, places: [Int]? = nil
  ) throws -> any LossWeighting {
    let setup = try setup(count, dtype: dtype, seed: seed, places: places)
    return try Catalogue.lossWeighting(name, setup)
  }

  func setup(
    _ count: Int, dtype: DType = .float64, seed: UInt64 = 0, places: [Int]? = nil
  ) throws -> BalancingSetup {
    let tasks = (0..<count).map {
      BalancingSetup.BalancedTask("task \($0)", Likelihood.allCases[$0 % Likelihood.allCases.count])
    }
    var parameters = parameters.mapValues { value in
      guard case .numbers(let list) = value else { return value }
      return .numbers((places ?? Array(0..<count)).map { list[$0 % list.count] })
    }
    if name == "scalarization", parameters["weights"] == nil {
      parameters["weights"] = .numbers((1...count).map { Double($0) / Double(count) })
    }
    return BalancingSetup(tasks, parameters: parameters, generator: Generator(seed: seed), dtype: dtype)
  }
}

/// Loss vectors that are hard for a method.
struct LossVector: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let values: [Double]

  var count: Int { values.count }

  static let all: [LossVector] = {
    let generator = Generator(seed: 11)
    func powers(_ count: Int, _ low: Double, _ high: Double) -> [Double] {
      (Tensor.rand([count], dtype: .float64, generator: generator) * (high - low) + low).array(of: Double.self)
        .map { Tensor(scalar: 10, dtype: .float64).pow($0).item() }
    }
    return [
      LossVector(testDescription: "one task", values: [0.7]),
      LossVector(testDescription: "equal", values: [1.3, 1.3, 1.3]),
      LossVector(testDescription: "of the reference", values: [0.5, 1, 2]),
      LossVector(testDescription: "two, far apart", values: [1e-8, 1e8]),
      LossVector(testDescription: "five, far apart", values: powers(5, -8, 8)),
      LossVector(testDescription: "all tiny", values: powers(4, -8, -7)),
      LossVector(testDescription: "all huge", values: powers(4, 7, 8)),
      LossVector(testDescription: "64 tasks", values: powers(64, -3, 3)),
    ]
  }()
}

/// What a method answers for one loss vector.
struct Answer {
  let objective: Double
  let weights: [Double]
  /// The objective's derivatives with respect to the losses.
  let gradient: [Double]
  let carriesGradient: Bool

  init(_ method: any LossWeighting, _ losses: [Double], dtype: DType = .float64, present: [Bool]? = nil) {
    let input = Tensor(losses).to(dtype).clone().requiringGrad()
    let weighted = method.weigh(input, present: present.map { Tensor($0) })
    objective = weighted.objective.item()
    weights = weighted.weights.array(of: Double.self)
    carriesGradient = weighted.weights.requiresGrad
    gradient = Tensor.grad(of: [weighted.objective], respectTo: [input])[0]?.array(of: Double.self) ?? []
  }
}
