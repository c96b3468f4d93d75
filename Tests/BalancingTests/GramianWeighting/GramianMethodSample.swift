import Testing

@testable import Balancing
@testable import Components

/// A Gramian weighting with parameters, as the property tests run over it.
struct GramianMethodSample: CustomTestStringConvertible, Sendable {
  let name: String
  let parameters: [String: SettingValue]

  init(_ name: String, _ parameters: [String: SettingValue] = [:]) {
    self.name = name
    self.parameters = parameters
  }

  var testDescription: String { "\(name) \(parameters.sorted { $0.key < $1.key }.map { "\($0): \($1)" })" }

  static let exactUPGrad = GramianMethodSample("upgrad", ["reg-eps": 0])
  static let exactDualProj = GramianMethodSample("dualproj", ["reg-eps": 0])

  /// Methods whose weights have a formula and may be negative: no small problem is solved.
  private static let formulas: Set = [
    "sum", "mean", "constant", "pcgrad", "gradvac", "imtl-g", "imtl", "aligned-mtl", "gradnorm", "config", "krum",
  ]

  private static let catalogue = MethodForms.of(Catalogue.gramianWeightings).map {
    GramianMethodSample($0.name, $0.settings)
  }

  /// Every Gramian weighting in every form, but for those that need no solver.
  static let all = catalogue.filter { !formulas.contains($0.name) }

  /// Those that need no solver, in every form.
  static let solverFree = catalogue.filter { formulas.contains($0.name) }

  /// Those without chance and without one number for each task: the answer follows the tasks' order.
  static let plain = solverFree.filter { form in
    !["pcgrad", "gradvac", "constant"].contains(form.name) && form.parameters["preference"] == nil
  }

  /// For how many tasks it is defined at least.
  var leastCount: Int { name == "krum" ? 3 : 1 }

  /// The settings that name a task as the primary one; none for a method that knows no such task.
  func naming(primary place: Int) throws -> [String: SettingValue] {
    let settings = try Catalogue.find(name).card.settings
    return settings.contains { $0.name == "primary" } ? ["primary": .number(Double(place))] : [:]
  }

  /// Whether the method has an answer for a Jacobian.
  func isSolvable(_ sample: HardJacobian) -> Bool {
    !(["nash-mtl", "fairgrad", "auxinash"].contains(name) && sample.vanishes)
  }

  func make(_ count: Int, _ more: [String: SettingValue] = [:], seed: UInt64 = 0) throws -> any GramianWeighting {
    try Catalogue.gramianWeighting(name, setup(count, parameters.merging(more) { $1 }, seed: seed))
  }

  /// What a new method answers.
  func weights(_ sample: HardJacobian, losses: [Double]? = nil) throws -> [Double] {
    try make(sample.count).weigh(sample, losses: losses)
  }
}

extension GramianWeighting {
  /// The weights for a Jacobian; methods that look at several parts of a batch see the same one in all.
  func weigh(_ sample: HardJacobian, losses: [Double]? = nil, tasks: [Int]? = nil) throws -> [Double] {
    let gramian = sample.gramian
    let losses = losses ?? sample.rows.indices.map { 0.5 + Double($0) }
    return try weigh(GramianSample(gramian, cross: gramian, losses: losses, tasks: tasks))
  }
}
