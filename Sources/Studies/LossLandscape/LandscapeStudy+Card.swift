import Components
import Configuration

extension LandscapeStudy {
  /// The study of which methods come down a landscape of two tasks, and with which optimiser.
  package static let card = StudyCard(
    About(
      "landscape", title: "Ways down a landscape of two tasks",
      "which methods reach the minimum of two conflicting tasks, with gradient descent and with Adam",
      citation: Citation(
        "C. Elich, L. Kirchdorfer, J. M. Köhler, L. Schott", "Examining Common Paradigms in Multi-Task Learning",
        "GCPR",
        2024, "arXiv 2311.04698"),
      deviations: [
        "The paper does not say when the minimum counts as reached. Here it is where the mean loss is less than 0.1 above it; with "
          + "this gap the published counts come out at learning rates from 0.1 up.",
        "Computed in double precision; the published counts are of single precision and drift from ours at learning rates below 0.1.",
        "Of the paper's nine learning rates four are tried. It finds one more at which EW comes down with gradient descent: 5.",
      ]),
    minutes: 1,
    protocolText: [
      "Two parameters, two losses (the toy problem of Liu et al., \"Conflict-Averse Gradient Descent\", NeurIPS 2021), the paper's "
        + "three starts. EW, PCGrad and CAGrad with c = 0.5, each with gradient descent and with Adam.",
      "A method has reached the minimum when it has from every start, within 100,000 updates.",
    ],
    claims: [
      reaching(
        "With Adam, equal weights reach the minimum at every learning rate.", "the table of updates on the toy problem",
        ["ew adam"], true,
        otherwise: "a learning rate at which a start does not get there."),
      reaching(
        "With gradient descent, neither equal weights nor PCGrad reach it at any of them.",
        "the table of updates on the toy problem",
        ["ew gd", "pcgrad gd"], false, otherwise: "a learning rate at which all starts get there."),
      reaching(
        "CAGrad reaches it with gradient descent, at learning rates up to 1.",
        "the table of updates on the toy problem", ["cagrad gd"], true,
        rates: [1, 0.1, 0.01], otherwise: "one of these rates at which a start does not get there."),
    ],
    computed: { scale in
      let study = try LandscapeStudy(configuration(scale))
      var counts: [String: Double] = [:]
      for method in study.configuration.methods {
        for optimizer in study.configuration.optimizers {
          for rate in study.configuration.learningRates {
            let name = figure("\(method.name) \(optimizer.rawValue)", rate)
            counts[name] = study.reached(method.label, optimizer, rate).map(Double.init) ?? .infinity
          }
        }
      }
      return counts
    })

  private static let rates: [Double] = [10, 1, 0.1, 0.01]
  private static let quickRates: [Double] = [1]

  private static func figure(_ arm: String, _ rate: Double) -> String { "updates of \(arm) at \(rate.brief)" }

  /// The landscape at a scale. A quick look has the rate at which most methods arrive soon.
  private static func configuration(_ scale: StudyCard.Scale) throws -> LandscapeConfiguration {
    let size = scale == .quick ? "learning-rates: \(quickRates)\niterations: 1000" : "iterations: 100_000"
    let yaml = "methods: [ew, pcgrad, {method: cagrad, c: 0.5}]\n\(size)"
    return try LandscapeConfiguration(
      reading: ConfigurationDocument(yaml: yaml, file: "landscape.yaml"), methods: ExperimentCatalogue.toolkit.methods)
  }

  /// A claim that arms do, or do not, reach the minimum from every start.
  private static func reaching(
    _ sentence: String, _ source: String, _ arms: [String], _ isReached: Bool, rates: [Double] = rates,
    otherwise: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: .paper, kind: .exact,
      control: "the same starts with the other optimiser stand in the same table.", otherwise: otherwise
    ) { results in
      .init(
        checks: try arms.flatMap { arm in
          try rates.filter { results.scale != .quick || quickRates.contains($0) }.map { rate in
            let count = try results.computed(figure(arm, rate))
            let found = count.isFinite ? "\(Int(count)) updates" : "not reached"
            return ("\(arm), learning rate \(rate.brief): \(found)", count.isFinite == isReached)
          }
        })
    }
  }
}
