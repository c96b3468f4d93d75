import Testing

@testable import Balancing
import Components

/// The settings with which property tests run over the methods of the catalogue.
///
/// A method that is not in the table runs with its defaults; so a new method is tested before anybody thinks of its forms.
enum MethodForms {
  typealias Settings = [String: SettingValue]

  private static let table: [String: [Settings]] = [
    "ew": [[:], ["reduction": "mean"]],
    "rlw": [
      [:], ["distribution": "dirichlet"], ["sum": "tasks"], ["distribution": "uniform"], ["distribution": "bernoulli"],
      ["distribution": "constrained-bernoulli"],
    ],
    "gls": [[:], ["priorities": [2, 1, 0.5]]],
    "uw": [
      [:], ["form": "likelihood"], ["form": "likelihood", "parameter": "sigma"], ["form": "revised"],
      ["form": "revised", "parameter": "sigma"],
    ],
    "uw-o": [[:], ["form": "likelihood"], ["objective": "plug-in"], ["form": "likelihood", "objective": "plug-in"]],
    "uw-so": [[:], ["temperature": 20], ["floor": 0.01], ["relative-temperature": 2]],
    "uw-so-auto": [
      [:], ["rule": "relative"], ["rule": "entropy"], ["rule": "entropy", "half-life": 2], ["window": 2],
    ],
    "uw-so-hyper": [["period": 1]],
    "slaw": [[:], ["beta": 0.5], ["start": "zero"], ["start": "first-value"]],
    "lbtw": [[:], ["period": 2]],
    "logse": [[:], ["factors": [1, 2, 4]]],
    "adaptive": [[:], ["sum": "one"], ["update": "epoch"], ["gradient": "attached"]],
    "famo": [[:], ["min-losses": [-1, -0.5, -2], "weight-decay": 0]],
    "stch": [
      [:], ["mu": 0.1, "weights": [0.2, 0.3, 0.5], "reference": [0.1, -0.2, 0]], ["form": "log", "warmup": 0],
    ],
    "cosmos": [[:], ["lambda": 0.1, "weights": [1, 2, 3]]],
    "pbi": [[:], ["theta": 0.5, "weights": [1, 2, 3], "reference": [0.1, -0.2, 0]]],
    "bandit-mtl": [[:], ["rho": 0.01, "eta": 2]],
    "auto-lambda": [[:], ["primary": [1, 0, 1]]],
    "softadapt": [
      [:], ["form": "normalised", "beta": 5], ["form": "loss-weighted"], ["form": "both", "beta": -2],
    ],
    "relobralo": [[:], ["alpha": 0.5, "rho": 0.5], ["rho": 0, "temperature": 2]],
    "igb": [[:], ["base-epoch": 1]],
    "go4align": [[:], ["groups": 1], ["groups": 3, "beta": 0.5]],
    "ldc-mtl": [[:], ["normalisation": "plain", "lambda": 0.2]],
    "constant": [["weights": [0.2, 1.5, 0.7]]],
    "gradvac": [[:], ["beta": 0.5]],
    "aligned-mtl": [[:], ["scale": "median"], ["scale": "rmse", "sum": "tasks"], ["preference": [1, 2, 3]]],
    "gradnorm": [[:], ["parameter": "softmax", "alpha": 0.5]],
    "config": [[:], ["preference": [1, 2, 3]]],
    "krum": [[:], ["selected": 2, "distance": "euclidean"]],
    "mgda": [[:], ["normalisation": "l2"], ["normalisation": "loss"], ["normalisation": "loss+"]],
    "cagrad": [[:], ["c": 0.9, "rescale": 2]],
    "nash-mtl": [[:], ["update-every": 3, "max-norm": 1]],
    "fairgrad": [[:], ["alpha": 0.5]],
    "upgrad": [[:], ["reg-eps": 0]],
    "dualproj": [[:], ["reg-eps": 0]],
    // Steps that leave the inner problem between its start and its end.
    "sdmgrad": [["learning-rate": 0.1]],
    "modo": [["gamma": 0.05]],
    "gcs": [[:], ["form": "hard"]],
    "metabalance": [[:], ["relaxation": 0.3, "beta": 0.5]],
    "graddrop": [[:], ["form": "sign-agnostic"], ["leak": 0.2], ["leaks": [0.1, 0.2, 0.3]]],
    "trimmed-mean": [[:], ["trim": 0]],
    "moco": [[:], ["gradients": "scaled", "simplex": "softmax"]],
    "excess-mtl": [[:], ["warmup-epochs": 0], ["warmup-epochs": 0, "convention": "tasks"]],
    "db-mtl": [[:], ["beta": 0]],
  ]

  /// All forms of some methods.
  static func of(_ methods: [any BalancingMethod.Type]) -> [(name: String, settings: Settings)] {
    methods.flatMap { method in (table[method.card.name] ?? [[:]]).map { (method.card.name, $0) } }
  }

  /// The names and settings of the table that no method has.
  static var strangers: [String] {
    table.flatMap { name, forms -> [String] in
      guard let card = try? Catalogue.find(name).card else { return [name] }
      let known = Set(card.settings.map(\.name))
      return forms.flatMap { $0.keys.filter { !known.contains($0) }.map { "\(name) \($0)" } }
    }
  }
}

@Suite struct MethodFormsTests {
  @Test func everyMethodOfTheCatalogueRunsThroughThePropertyTests() {
    #expect(Set(MethodSample.all.map(\.name)) == Set(Catalogue.lossWeightings.map { $0.card.name }))
    let gramian = GramianMethodSample.all + GramianMethodSample.solverFree
    #expect(Set(gramian.map(\.name)) == Set(Catalogue.gramianWeightings.map { $0.card.name }))
    #expect(Set(AggregatorSample.all.map(\.name)) == Set(Catalogue.jacobianAggregators.map { $0.card.name }))
  }

  @Test func theTableNamesMethodsAndSettingsThatThereAre() { #expect(MethodForms.strangers == []) }
}
