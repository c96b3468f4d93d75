import Foundation

/// A data set of the study, with the settings of its trainings and its experiments.
struct SearchedData: Sendable {
  let name: String
  /// The section `data` of an experiment at a scale.
  let data: @Sendable (StudyCard.Scale) -> String
  let network: String
  /// The section `tasks`; nil for the data's own losses and metrics.
  var tasks: String?
  let batch: Int
  /// The epochs of a standard run, and of a full one.
  let epochs: (standard: Int, full: Int)
  /// Further lines of the section `training`.
  var training: [String] = []
  /// The step of Scalarization's weights in a quick run; nil for data with too many tasks to search weights.
  var quickStep: Double?

  static let learningRates = ["1e-2", "3e-3", "1e-3"]
  static let temperatures = [1.0, 3, 10, 30, 100]
  /// The common weightings of the paper.
  static let common = [
    ("ew", "EW"), ("rlw", "RLW"), ("dwa", "DWA"), ("gls", "GLS"), ("imtl-l", "IMTL-L"), ("uw", "UW"),
  ]

  func epochs(_ scale: StudyCard.Scale) -> Int {
    switch scale {
    case .quick: 2
    case .standard: epochs.standard
    case .full: epochs.full
    }
  }

  // MARK: experiments

  /// The search of the paper: learning rates with each method's own parameter, then weight decays, then seeds.
  func search(_ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick
    var rows = Self.common.map(\.0) + ["uw-o"]
    let temperatures = isQuick ? [3.0, 30] : Self.temperatures
    rows.append("{method: uw-so, grid: {temperature: {values: \(temperatures)}}}")
    if let quickStep { rows.append("{method: scalarization, grid: {weights: {step: \(isQuick ? quickStep : 0.1)}}}") }
    return yaml(
      scale,
      """
      comparison:
        seeds: \(isQuick ? 2 : 6)
        select-seeds: 1
        methods: [\(rows.joined(separator: ", "))]
      search:
        learning-rates: [\((isQuick ? ["3e-3"] : Self.learningRates).joined(separator: ", "))]
        weight-decay: 1e-5
        weight-decays: \(isQuick ? "[]" : "[0, 1e-5, 1e-3]")
      """)
  }

  /// Every learning rate with every weight decay, for two methods.
  func factors(_ scale: StudyCard.Scale) -> String {
    let rows = Self.factorRows.map { row in
      "{method: \(row.method), label: \"\(row.label)\", training: {learning-rate: \(row.rate), weight-decay: \(row.decay)}}"
    }
    return fixed(scale, rows, isAlone: false)
  }

  /// The rows of ``factors(_:)``.
  static let factorRows = ["ew", "uw"].flatMap { method in
    factorRates.flatMap { rate in
      factorDecays.map { (method: method, rate: rate, decay: $0, label: factorLabel(method, rate, $0)) }
    }
  }
  static let factorRates = ["1e-2", "1e-3", "1e-4"]
  static let factorDecays = ["0", "1e-4", "1e-2"]
  static func factorLabel(_ method: String, _ rate: String, _ decay: String) -> String {
    "\(method.uppercased()) \(rate) \(decay)"
  }

  /// The methods of the claims on starts, scales and oscillation, and the tasks alone.
  func rooms(_ scale: StudyCard.Scale) -> String {
    fixed(
      scale,
      [
        "ew", "uw", "{method: uw, label: \"\(Self.badStart)\", start: 1}", "imtl-l", "gls", "uw-o",
        "{method: uw-so, temperature: 3}",
      ], isAlone: true)
  }

  static let badStart = "UW from a bad start"

  /// The same with the loss of segmentation 10,000 times as large, and that of depth a tenth.
  func scaledRooms(_ scale: StudyCard.Scale) -> String {
    "tasks: {segmentation: {weight: 10000}, depth: {weight: 0.1}}\n"
      + fixed(scale, ["uw", "imtl-l", "gls", "uw-o"], isAlone: false)
  }

  /// UW-SO at many temperatures.
  func temperatures(_ scale: StudyCard.Scale) -> String {
    fixed(
      scale,
      Self.triedTemperatures.map { "{method: uw-so, label: \"\(Self.label($0))\", temperature: \($0)}" }, isAlone: false
    )
  }

  static let triedTemperatures = [0.3, 1, 3, 10, 30, 100, 300, 1000]
  static func label(_ temperature: Double) -> String { "T \(temperature)" }

  /// Trainings that go on after the validation losses have turned.
  func overfitting(_ scale: StudyCard.Scale) -> String {
    """
    data: \(data(scale))
    network: {trunk: mlp, hidden: [256, 128]}
    training:
      epochs: \(scale == .quick ? 2 : 40)
      batch: \(batch)
      learning-rate: 1e-3
      schedule: constant
      select: {criterion: last}
    comparison:
      single-task: false
      seeds: \(scale == .quick ? 2 : 5)
      methods: [ew, uw, {method: uw-so, temperature: 10}]
    """
  }

  /// An experiment without a search of rates, at the middle learning rate.
  ///
  /// - Parameters:
  ///   - isAlone: whether each task is trained alone too.
  ///   - seeds: how many there are, and how many of them choose the points of grids.
  func fixed(
    _ scale: StudyCard.Scale, _ rows: [String], isAlone: Bool, seeds: (count: Int, choosing: Int)? = nil
  ) -> String {
    let seeds = seeds ?? (scale == .quick ? 2 : 5, 1)
    return yaml(
      scale, further: ["learning-rate: \(Self.learningRates[1])"],
      """
      comparison:
        single-task: \(isAlone)
        seeds: \(seeds.count)
        select-seeds: \(seeds.choosing)
        methods: [\(rows.joined(separator: ", "))]
      """)
  }

  private func yaml(_ scale: StudyCard.Scale, further: [String] = [], _ comparison: String) -> String {
    let epochs = epochs(scale)
    let training =
      [
        "epochs: \(epochs)", "batch: \(batch)",
        "schedule: {kind: step, every: \(max(1, epochs / 4)), factor: 0.5}",
        "select: {criterion: metric}", "early-stopping: none",
      ] + self.training + further
    return """
      data: \(data(scale))
      \(tasks.map { "tasks: \($0)\n" } ?? "")network: \(network)
      training:
      \(training.map { "  \($0)" }.joined(separator: "\n"))
      \(comparison)
      """
  }
}
