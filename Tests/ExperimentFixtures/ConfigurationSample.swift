import Balancing
import Components
import Configuration
import Foundation

/// A catalogue as the toolkit's parts would give it.
package enum ConfigurationSample {
  package static let catalogue: ExperimentCatalogue = {
    var catalogue = ExperimentCatalogue()
    catalogue.methods = Registry(
      "a balancing method",
      [
        method("ew", "EW"),
        method(
          "scalarization", "Scalarization",
          [
            Setting(
              "weights", .numbers(.nonNegative), isRequired: true, "one for each task",
              search: Setting.Search(.simplex(parts: 10), refinement: 0.02, source: "a test"))
          ]),
        method(
          "rlw", "RLW",
          [
            Setting("distribution", .word(["normal", "dirichlet"]), default: "normal", "how weights are drawn"),
            Setting("period", .wholeNumber(.positive), default: 1, "updates between two draws"),
          ]),
        method(
          "uw", "UW",
          [
            Setting("start", .number(.finite), default: -0.5, "the first value"),
            Setting("per-likelihood", .truth, default: false, "whether the formula depends on the loss"),
          ]),
        method("uw-o", "UW-O"),
        method("pcgrad", "PCGrad", gradients: .gramian(heads: .own)),
        method(
          "cagrad", "CAGrad", [Setting("c", .number(.nonNegative), default: 0.4, "the radius")],
          gradients: .gramian([.shared, .representation], heads: .own)),
        method("graddrop", "GradDrop", gradients: .jacobian(heads: .own)),
        method(
          "uw-so", "UW-SO",
          [
            Setting(
              "temperature", .number(.positive), default: 1, "how even the weights are",
              search: Setting.Search(
                .list(stride(from: 5.0, through: 50, by: 5).map(SettingValue.number)), refinement: 1,
                isForSearchAlone: true, source: "a test")),
            Setting("floor", .number(.properFraction), "the least weight"),
          ]),
        method("needy", "Needy", [Setting("budget", .number(.positive), isRequired: true, "what it needs")]),
      ])
    return catalogue
  }()

  /// The card of an invented method.
  private static func method(
    _ name: String, _ title: String, _ settings: [Setting] = [], gradients: MethodCard.Gradients? = nil
  ) -> MethodCard {
    MethodCard(
      name: name, title: title, summary: "", citation: nil, formula: "", symbols: [], settings: settings,
      weightSum: .free, gradients: gradients)
  }

  /// Documents that together take every branch of the schema.
  package static let everything = [
    """
    name: all
    data: {kind: scenes, imperfections: {image-noise: 0.1}}
    tasks:
      segmentation: {loss: {kind: cross-entropy, class-weights: [1, 2.5]}, metrics: [mIoU], weight: 2}
      depth: {loss: {kind: huber, delta: 0.5}}
      normals: {loss: cosine}
    balancing: {method: uw-so, temperature: 3}
    training: {optimizer: sgd, schedule: {kind: step, every: 5}, early-stopping: {patience: 3}, augmentation: [flip],
      diagnostics: {every: 5, per: sample, scope: last-layer}}
    comparison:
      methods:
        - ew
        - {method: scalarization, grid: {weights: {step: 0.25, refine: 0.05}}}
        - {method: uw-so, label: tuned, grid: {temperature: [1, 3, 10]}}
        - {method: uw-so, label: searched, training: {learning-rate: 1e-4, epochs: 3}, grid: {temperature: {from: 5, to: 20, step: 5, refine: 1}}}
        - {method: rlw, grid: {period: {values: [1, 2], refine: 1}, training: {learning-rate: [1e-3, 1e-2], weight-decay: [0]}}}
        - {method: cagrad, scope: representation, heads: weighted, storage: jacobian, smoothing: 0.5, loss-scale: first-epoch, every: 2, sharpness-aware: 0.05, regulariser: {strength: 2}}
        - uw-o+pcgrad
      single-task: {training: {learning-rate: 1e-4}, tasks: {depth: {training: {weight-decay: 0.1, batch: 4}}}}
    search: {learning-rates: [1e-3], prune: {rule: halving, factor: 4}}
    """,
    """
    data: {kind: multi-digit, folder: /data/mnist, ink: 100}
    balancing: {method: cagrad, c: 0.2, losses: uw-o, every: 4, sharpness-aware: 0.05, regulariser: {strength: 1, form: finite-difference}}
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
        - {column: z, kind: binary, loss: dice}
        - {name: poor, column: z, kind: binary, loss: dice-focal}
        - {column: months, kind: survival, event: died, event-value: yes, loss: cox}
        - {column: days, kind: survival, event: died, intervals: [0, 1, 2], loss: discrete-time}
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
    tasks: {t: {loss: {kind: binary-cross-entropy, positive-weights: [2]}}}
    """,
    "data: {kind: nyuv2, folder: /data/nyuv2, split: {validation: 0.2}, normals-mask: channel-sum, damaged-limit: 3}",
    "data: {kind: cityscapes, folder: /data/city, format: png, classes: 19, height: 64, cache: /fast}",
    "data: {kind: cityscapes, folder: /data/city}",
    "data: {kind: celeba, folder: /data/celeba, size: 64}",
    """
    data: {kind: celeba, folder: /data/faces}
    training: {augmentation: [flip, {kind: corruption, kinds: [fog, extra], severities: [3], constants: 32, probability: 0.5}]}
    """,
    "data: {kind: camvid, folder: /data/camvid}",
    "{data: {kind: camvid, folder: /c}, evaluation: {corruptions: {kinds: [fog], severities: [1, 5], seed: 2}}}",
    """
    data:
      kind: cifar
      files: {train: [data_batch_1.bin, data_batch_2.bin.gz], test: test_batch.bin}
      derived:
        - {name: animal, classes: [bird, cat, deer, dog, frog, horse]}
        - {name: low, classes: [0, 1, 2, 3, 4, 5]}
    """,
    """
    data:
      kind: image-folder
      folder: birds
      labels: birds.csv
      height: 32
      width: 32
      targets: [{column: species, kind: classification, loss: {kind: focal}}]
      split: {by: group, column: nest}
    """,
    """
    data:
      kind: image-folder
      folder: birds
      labels: birds.csv
      height: 32
      width: 32
      targets: [{column: migrates, kind: binary}, {column: weight, kind: regression}, {column: age, kind: survival, event: died}]
      split: {by: column, column: year, validation-values: [2024], test-values: [2025]}
    """,
    "data: {kind: lesion-boxes, photographs: p, boxes: b.csv, height: 64, contrast: {margin: 3}, split: {folds: 5, fold: 2}}",
    "data: {kind: image-list, folder: office, lists: {train: a.txt, validation: b.txt, test: c.txt}, task: amazon, classes: 31}",
    """
    data:
      kind: dense-folder
      folder: rooms
      image: "{split}/colour/*.jpg"
      label: "{split}/classes/*.png"
      classes: 5
      ignored-labels: [255]
      depth: "{split}/depth/*.png"
      depth-scale: 0.001
      normals: "{split}/normals/*.png"
      height: 96
      width: 128
    """,
    "data: {kind: dense-folder, folder: r, image: '{split}/*.png', depth: '{split}/*.npy', folders: {validation: v, test: t}}",
    """
    network: {trunk: resnet18, output-stride: 8, sharing: mtan, heads: deeplab, pretrained: r.safetensors}
    training: {schedule: {kind: polynomial}}
    """,
    "{network: {trunk: segnet, published: true}}",
    "{network: {trunk: segnet, sharing: cross-stitch, heads: light}}",
    "{network: {trunk: segnet, sharing: nddr}}",
    "{network: {trunk: segnet, sharing: {kind: sluice, all-levels: false, own: 0.5}}}",
    "{network: {trunk: segnet, sharing: sluice}}",
    "{network: {trunk: segnet, sharing: learning-to-branch}}",
    "{network: {trunk: vgg11, sharing: mmoe}}",
    "{network: {trunk: segnet, sharing: cgc}}",
    "{network: {trunk: segnet, sharing: ple}}",
    "{network: {trunk: segnet, sharing: dselect-k}}",
    "{network: {trunk: segnet, sharing: {kind: layer-assignment, levels: [1, 2, 8]}}}",
    "{network: {trunk: segnet, sharing: shared-private}}",
    "{network: {trunk: bi-lstm, sharing: {kind: shared-private, orthogonality: 0.05, adversarial: 0.05, gate: true, label-embedding: true}}}",
    "{network: {trunk: text-cnn, sharing: {kind: shared-private, wiring: stacked}}}",
    "{network: {trunk: text-transformer}}",
    "{network: {trunk: segnet, sharing: adapters}}",
    "{network: {trunk: segnet, sharing: low-rank-adapters}}",
    "{network: {trunk: segnet, sharing: {kind: backbones, fuse: 8, rates: [1, 0]}}}",
    "{network: {trunk: segnet, sharing: backbones, backbones: [{trunk: segnet, pretrained: r.safetensors}]}}",
    "{network: {trunk: segnet, sharing: routing}}",
    "{network: {trunk: segnet, sharing: subspace}}",
    "{network: {trunk: segnet, sharing: cross-stitch, starts: {segmentation: r.safetensors}}}",
    "{network: {trunk: segnet, as-large-as: {kind: mmoe, experts: 2}}}",
    "{network: {trunk: lstm}}",
    "{network: {trunk: cnn}}",
    "{network: {trunk: transformer}}",
    "{data: {kind: moleculenet, file: tox21.csv.gz}}",
    "{data: {kind: arff, files: {train: scene-train.arff.gz}, targets: 6}}",
    "{data: {kind: arff, files: {train: a.arff}, split: {by: column, column: c, validation-values: [1], test-values: [2]}}}",
    "{data: {kind: event-log, file: log.csv, columns: {case: id}}, training: {last-batch: keep}}",
    "{data: {kind: text, format: conll-u, files: {train: a.conllu}, tasks: [upos, {column: genre, name: kind, metrics: [f1]}], select: {train: {genres: [a], count: 9}}}}",
    "{data: {kind: text, format: columns, columns: [word, pos], files: {train: a.txt, validation: b.txt, test: [c.txt, d.txt]}, tasks: [pos]}}",
    "{data: {kind: text-table, files: {train: a.csv}, text: review, targets: [{column: stars, kind: regression}, {column: days, kind: survival, event: gone}]}}",
    "{data: {kind: text-table, files: {train: a.csv}, text: review, targets: [{column: kind, kind: classification, classes: [a, b]}, {column: good, kind: binary, positive: yes}], split: {by: column, column: c, validation-values: [1], test-values: [2]}}}",
    "{data: {kind: text, format: slots, files: {train: snips/train, test: snips/test}, tasks: [slots, intent]}}",
    "{network: {trunk: identity, heads: bias-free, sharing: {kind: muir, block: [1, 20], start: 0.5, alignment: [0, 0]}}, training: {events-per-batch: 4, updates-per-epoch: 100}}",
    "{network: {trunk: mlp, orthogonal: 1.4}, training: {schedule: one-cycle}}",
    """
    data:
      sets:
        digits: {kind: multi-digit, folder: /data/mnist}
        houses: {kind: table, files: {train: houses.csv}, targets: [{column: price, kind: regression}]}
      mix: one
      power: 0.5
    network: {stems: {digits: lenet, houses: {trunk: mlp, hidden: [8]}}, stem-width: 16}
    """,
    "{training: {optimizer: {kind: adadelta}, schedule: {kind: cosine-restarts, first: 3}}}",
    """
    comparison: {seeds: 5, methods: [ew, uw, {method: uw-so, temperature: 3}]}
    claims:
      - {kind: not-worse, rows: [uw-so, ew], margin: 1}
      - {kind: superiority, claim: Sharing helps depth., rows: [UW, single-task], figure: depth/MAE, change: percent, margin: 0.5}
      - {kind: ordering, rows: [uw-so, uw, ew], figure: seconds}
    """,
    "{training: {optimizer: {kind: adamax}}}",
    "{training: {optimizer: {kind: nadam}}}",
    "{data: {kind: mt-regression, tasks: 2, scales: [1, 10]}, network: {freeze: trunk}}",
    "{training: {share: 0.5}, comparison: {each: {tasks: 2, share: [0.1, 0.5]}}}",
    "{comparison: {each: {tasks: [[segmentation, depth], [normals]]}}}",
    "{data: {kind: grouped-linear}}",
    "{data: {kind: conflicting-labels}}",
    "{data: {kind: correlated-labels, tasks: 3, correlation: -0.2}}",
    "{data: {kind: shared-features, tasks: 3, task: 2, seed: run}}",
    """
    data: {kind: tumour-volumes, side: 16, censored: 0.3, train: 12, validation: 4, test: 4}
    network: {trunk: residual-unet, widths: [4, 8], sharing: {kind: deepmts, blocks: [2, 2], transitions: [4, 4]}}
    tasks: {tumour: {loss: dice-focal}}
    training: {augmentation: [{kind: volume-motion, flip: 0.5, shift: 2, rotation: 5}]}
    """,
    "{data: {kind: permuted-labels, folder: /data/mnist, tasks: 3, task: 2, train: 100}}",
    "data: {kind: omniglot, folder: /data/omniglot, tasks: characters, alphabets: [Greek, Latin], first: 8}",
    """
    data: {kind: multi-digit, folder: /data/mnist, right: /data/fashion-mnist}
    """,
    """
    data: {kind: multi-digit, folder: /data/mnist, canvas: 64, pairs: parity}
    network: {trunk: conv, filters: [8, 8], kernel: 5, stride: 2, norm: batch, dropout: 0.3, heads: {kind: conv-hidden, width: 20}}
    """,
  ]

  package static func document(_ yaml: String, _ sets: [String] = []) throws -> ConfigurationDocument {
    let surroundings = ConfigurationSurroundings(
      folder: URL(filePath: "/experiments/", directoryHint: .isDirectory),
      currentFolder: URL(filePath: "/here/", directoryHint: .isDirectory),
      environment: ["HOME": "/home/me", "DATA": "/big"])
    var document = try ConfigurationDocument(yaml: yaml, surroundings: surroundings)
    for assignment in sets { try document.set(assignment) }
    return document
  }

  package static func read(_ yaml: String, _ sets: [String] = []) throws -> ExperimentConfiguration {
    try ExperimentConfiguration(reading: document(yaml, sets), catalogue: catalogue)
  }
}
