/// The experiments: generated tasks, molecules and characters, each with a share of the units that a task uses.
extension RoutingStudy {
  static func generated(keep: Double, isUnrelated: Bool, _ scale: StudyCard.Scale) -> String {
    """
    data: {kind: conflicting-labels\(isUnrelated ? ", conflict: 0" : "")}
    network: {trunk: mlp, hidden: [96, 96], sharing: {kind: routing, keep: \(keep)}}
    training:
      epochs: \(scale == .quick ? 2 : 667)
      batch: 64
      learning-rate: 1e-3
      weight-decay: 1e-4
      schedule: constant
      select: {criterion: last}
    comparison:
      single-task: false
      seeds: \(scale == .quick ? 2 : 10)
      methods: [ew]
    """
  }

  static func molecules(keep: Double, _ scale: StudyCard.Scale) -> String {
    """
    data:
      kind: moleculenet
      file: "${EQUIPOISE_DATA:-data}/moleculenet/toxcast.csv.gz"
      fingerprints: "${EQUIPOISE_DATA:-data}/moleculenet/toxcast_ecfp4_1024.bits.gz"
      split: {validation: 0.1, test: 0.2, seed: 0}
    network: {trunk: mlp, hidden: [256, 256], sharing: {kind: routing, keep: \(keep), tasks-per-step: per-sample}}
    training:
      epochs: \(scale == .quick ? 1 : toxcastEpochs)
      batch: 64
      learning-rate: 1e-3
      schedule: constant
      select: {criterion: last}
    comparison:
      single-task: false
      seeds: \(scale == .quick ? 2 : 5)
      methods: [ew]
    """
  }

  /// The alphabets that have the first characters.
  ///
  /// - Parameter tasks: one of `growth`.
  private static func alphabets(_ tasks: Int) -> String {
    func alphabet(_ name: String, first: Int? = nil) -> String {
      "{kind: omniglot, folder: \"${EQUIPOISE_DATA:-data}/omniglot\", tasks: characters, alphabets: [\(name)]"
        + (first.map { ", first: \($0)}" } ?? "}")
    }
    let sets =
      switch tasks {
      case growth[0]: ["Balinese": alphabet("Balinese", first: growing)]
      case growth[1]: ["Balinese": alphabet("Balinese"), "Early_Aramaic": alphabet("Early_Aramaic", first: 8)]
      default:
        Dictionary(
          uniqueKeysWithValues: ["Balinese", "Early_Aramaic", "Greek", "Korean", "Latin"].map { ($0, alphabet($0)) })
      }
    guard sets.count > 1 else { return "data: \(sets.values.first!)" }
    return "data:\n  sets:\n" + sets.sorted { $0.key < $1.key }.map { "    \($0.key): \($0.value)\n" }.joined()
      + "  mix: one"
  }

  static func characters(_ tasks: Int, keep: Double, _ scale: StudyCard.Scale) -> String {
    // An alphabet of 24 characters needs three times as many epochs as eight of them, for as many answers of each.
    let epochs = tasks == growing ? 80 : 240
    return """
      \(alphabets(tasks))
      network: {trunk: lenet, sharing: {kind: routing, keep: \(keep), tasks-per-step: per-sample}}
      training:
        epochs: \(scale == .quick ? 1 : epochs)
        batch: 32
        learning-rate: 2e-3
        schedule: constant
        select: {criterion: last}
      comparison:
        single-task: \(tasks == growing && keep == 1)
        seeds: \(scale == .quick ? 2 : 5)
        methods: [ew]
      """
  }
}
