/// The rows of one of the published tables that a full run trains, in the published protocol and with the settings that were
/// selected there.
struct PublishedRows {
  let trunk: String
  /// The rows' items of `comparison.methods`.
  let rows: [String]
  /// The learning rate of the rows that say none.
  let learningRate: String
  /// The learning rates of the next activity, the next time and the remaining time alone.
  let ratesAlone: [String]

  static let all = [
    PublishedRows(
      trunk: "cnn",
      rows: [
        "ew", "dwa", "rlw", "uw", "uw-o", "{method: uw-so, temperature: 3}", "gls", "{method: imtl, scope: shared}",
        "{method: gradnorm, alpha: 2, parameter: softmax, scope: shared, training: {learning-rate: 1e-4}}",
        "{method: ew, label: Nash-MTL, training: {learning-rate: 1e-4, clip: 1}}",
        "{method: nash-mtl, label: \"Nash-MTL, solved\", training: {learning-rate: 1e-4}}", "graddrop", "pcgrad",
        "{method: cagrad, c: 0.3}",
      ], learningRate: "1e-3", ratesAlone: ["1e-4", "1e-4", "1e-3"]),
    PublishedRows(
      trunk: "lstm", rows: ["ew", "dwa", "rlw", "uw", "uw-o", "{method: uw-so, temperature: 15}", "gls"],
      learningRate: "1e-3", ratesAlone: ["1e-4", "1e-3", "1e-3"]),
    PublishedRows(
      trunk: "transformer", rows: ["{method: uw-so, temperature: 20}", "gls"], learningRate: "1e-4",
      ratesAlone: ["1e-3", "1e-4", "1e-4"]),
  ]

  var yaml: String {
    """
    seed: 42
    data: {kind: event-log, file: "${EQUIPOISE_DATA:-data}/process-monitoring/Sepsis.csv.gz", protocol: published}
    network: {trunk: \(trunk)}
    training:
      epochs: 200
      batch: 32
      last-batch: keep
      learning-rate: \(learningRate)
      schedule: constant
      early-stopping: 10
      select: {criterion: loss}
    comparison:
      methods: [\(rows.joined(separator: ", "))]
      seeds: [42, 123, 2025]
      delta-m: metric-mean
      single-task:
        tasks:
          next-activity: {training: {learning-rate: \(ratesAlone[0])}}
          next-time: {training: {learning-rate: \(ratesAlone[1])}}
          remaining-time: {training: {learning-rate: \(ratesAlone[2])}}
    """
  }
}
