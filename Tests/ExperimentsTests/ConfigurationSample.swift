import Foundation

@testable import Experiments

/// A catalogue as the toolkit's parts would give it.
enum ConfigurationSample {
  static let catalogue = ExperimentCatalogue(
    methods: [
      MethodSchema(name: "ew", title: "EW"),
      MethodSchema(
        name: "scalarization", title: "Scalarization", parameters: [ParameterSchema("weights", .numbers(.nonNegative))]),
      MethodSchema(
        name: "rlw", title: "RLW",
        parameters: [
          ParameterSchema("distribution", .word(["normal", "dirichlet"]), default: .word("normal")),
          ParameterSchema("every", .wholeNumber(.positive), default: .wholeNumber(1)),
        ]),
      MethodSchema(
        name: "uw", title: "UW",
        parameters: [
          ParameterSchema("start", .number(.any), default: .number(-0.5)),
          ParameterSchema("per-likelihood", .truth, default: .truth(false)),
        ]),
      MethodSchema(name: "uw-o", title: "UW-O"),
      MethodSchema(
        name: "uw-so", title: "UW-SO",
        parameters: [
          ParameterSchema("temperature", .number(.positive), default: .number(1)),
          ParameterSchema("floor", .number(.properFraction)),
        ]),
      MethodSchema(
        name: "needy", title: "Needy", parameters: [ParameterSchema("budget", .number(.positive), isRequired: true)]),
    ],
    tasks: [.scenes: ["segmentation", "depth", "normals"], .multiDigit: ["left", "right"]],
    imperfections: [
      ParameterSchema("image-noise", .number(.nonNegative), default: .number(0.02)),
      ParameterSchema("depth-noise", .number(.nonNegative), default: .number(0.00285)),
      ParameterSchema("missing-depth", .number(.properFraction), default: .number(0.06)),
      ParameterSchema("border-label-noise", .number(.fraction), default: .number(0.3)),
      ParameterSchema("ignored-labels", .number(.properFraction), default: .number(0.05)),
      ParameterSchema("normal-noise", .number(.nonNegative), default: .number(4)),
      ParameterSchema("normal-window", .wholeNumber(.nonNegative), default: .wholeNumber(1)),
      ParameterSchema("normal-break", .number(.positive), default: .number(0.3)),
    ],
    metrics: ["mIoU", "pixel-accuracy", "absolute-error", "accuracy", "rmse"], augmentations: ["flip", "crop"])

  /// Documents that together take every branch of the schema.
  static let everything = [
    """
    name: all
    data: {kind: scenes, imperfections: {image-noise: 0.1}}
    tasks:
      segmentation: {loss: {kind: cross-entropy, class-weights: [1, 2.5]}, metrics: [mIoU], weight: 2}
      depth: {loss: {kind: huber, delta: 0.5}}
      normals: {loss: cosine}
    balancing: {method: uw-so, temperature: 3}
    training: {optimizer: sgd, schedule: {kind: step, every: 5}, early-stopping: {patience: 3}, augmentation: [flip]}
    comparison:
      methods:
        - ew
        - {method: scalarization, grid: {weights: {step: 0.25}}}
        - {method: uw-so, label: tuned, grid: {temperature: [1, 3, 10]}}
    """,
    """
    data: {kind: multi-digit, folder: /data/mnist}
    network: {heads: {width: 50, dropout: 0.5}}
    tasks: {left: {loss: {kind: focal, gamma: 1}}, right: {loss: dice}}
    training: {optimizer: {kind: rmsprop}, schedule: {kind: multi-step, at: [2, 4.5]}}
    """,
    """
    data:
      kind: table
      files: {train: a.csv}
      inputs: {numeric: [x, y], categorical: [c], drop: [d]}
      targets:
        - {column: t, kind: regression, loss: l2}
        - {name: rich, column: income, kind: binary, positive: ">50K", loss: binary-cross-entropy, metrics: [accuracy]}
        - {column: u, kind: regression, loss: {kind: huber}}
        - {column: v, kind: classification, loss: cross-entropy}
        - {column: w, kind: classification, loss: focal}
      split: {by: group, column: person}
    training: {optimizer: adagrad, schedule: exponential}
    """,
    """
    data:
      kind: table
      files: {train: a.f64, test: b.f64}
      format: float64
      columns: 3
      targets: [{column: 2, kind: classification, classes: [b, a]}]
      split: {by: column, column: 0, validation-values: [1]}
    training: {optimizer: adamw, schedule: cosine}
    """,
    """
    data:
      kind: table
      files: {train: a.csv, validation: b.csv}
      targets: [{column: t, kind: binary, positive: [1, 2]}]
      split: {by: column, column: c, test-values: [x]}
    """,
    "{network: {trunk: resnet18}, training: {schedule: {kind: polynomial}}}",
    "{network: {trunk: mlp}, training: {schedule: one-cycle}}",
  ]

  static func document(_ yaml: String, _ sets: [String] = []) throws -> ConfigurationDocument {
    let surroundings = ConfigurationSurroundings(
      folder: URL(filePath: "/experiments/", directoryHint: .isDirectory),
      currentFolder: URL(filePath: "/here/", directoryHint: .isDirectory),
      environment: ["HOME": "/home/me", "DATA": "/big"])
    var document = try ConfigurationDocument(yaml: yaml, surroundings: surroundings)
    for assignment in sets { try document.set(assignment) }
    return document
  }

  static func read(_ yaml: String, _ sets: [String] = []) throws -> ExperimentConfiguration {
    try ExperimentConfiguration(reading: document(yaml, sets), catalogue: catalogue)
  }

  /// The package's root.
  static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
}

/// The error that a body throws, as the user reads it.
func configurationError(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}
