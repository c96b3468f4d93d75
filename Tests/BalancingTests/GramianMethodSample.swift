import Tasks
import Testing
import Torch

@testable import Balancing

/// A Gramian weighting that solves a small problem, with parameters, as the property tests run over it.
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

  /// Every method in its forms.
  static let all: [GramianMethodSample] = [
    GramianMethodSample("mgda"), GramianMethodSample("mgda", ["normalisation": "l2"]),
    GramianMethodSample("mgda", ["normalisation": "loss"]), GramianMethodSample("mgda", ["normalisation": "loss+"]),
    GramianMethodSample("cagrad"), GramianMethodSample("cagrad", ["c": 0.9, "rescale": 2]),
    GramianMethodSample("nash-mtl"), GramianMethodSample("nash-mtl", ["update-every": 3, "max-norm": 1]),
    GramianMethodSample("fairgrad"), GramianMethodSample("fairgrad", ["alpha": 0.5]), GramianMethodSample("upgrad"),
    exactUPGrad, GramianMethodSample("dualproj"), exactDualProj, GramianMethodSample("sdmgrad", ["learning-rate": 0.1]),
    GramianMethodSample("modo", ["gamma": 0.05]), GramianMethodSample("pcd"),
  ]

  /// Whether the method has an answer for a Jacobian.
  func isSolvable(_ sample: HardJacobian) -> Bool { !(["nash-mtl", "fairgrad"].contains(name) && sample.vanishes) }

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
