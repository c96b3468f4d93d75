import Components
import Experiments
import Foundation
import Printing
import Reports
import Runs
import Statistics

/// The study of lesions of the retina that are located by networks which only know whether a photograph shows them.
enum RetinaStudy {
  static let card = StudyCard(
    About(
      "retina", title: "Lesions of the retina, located without being shown",
      "whether networks that learn from yes or no alone look at lesions, and whether one network for two lesions helps",
      citation: Citation(
        "Gondal, Köhler, Grzeszick, Fink, Hirsch",
        "Weakly-supervised localization of diabetic retinopathy lesions in retinal fundus images", "ICIP", 2017,
        "arXiv 1706.09634"),
      deviations: [
        "The paper's networks were trained on 80,000 photographs and tested on DIARETDB1. Here 180 small photographs of IDRiD with boxes take the "
          + "place of both, so that its figures are not ours to repeat.",
        "The network is a small one that is trained from the start, with global average pooling and a linear head as in the paper. It sees the local contrast "
          + "of the photographs.",
        "Tasks are the presence of exudates and of haemorrhages; the paper's network learned the grade of the disease.",
        "Margins are ours: a twentieth of the photographs, of the lesions, and of the area under the curve.",
      ]),
    data: [.idridBoxes],
    minutes: 30,
    protocolText: [
      "180 photographs of 170 × 256 pixels, 89 with hard exudates and 94 with haemorrhages, in five folds; each photograph is tested once for each of "
        + "five seeds. Inputs are the local contrast, resized to 128 × 192.",
      "\(trunk.text), the mean, a linear layer for each task. Adam at 0.001, batches of 16, 30 epochs, the last one is kept. Equal weights, UW-SO, and each task "
        + "alone.",
      "Maps are class activation maps, enlarged to the photograph and scaled to 0 … 1 within the field of view. Pointing: the largest pixel lies in a box.",
      "Controls for the same photographs: the map moved by half of the picture, the map of another photograph, and the brightest (exudates) or darkest "
        + "(haemorrhages) local spot, which needs no learning.",
      "Found at one false proposal for each photograph: proposals are connected regions above a threshold from 0.3 to 0.95; any overlap is a hit. "
        + "Beyond some false proposals the lowest threshold is reached, at which a few large proposals overlap most lesions: that end of the curve says "
        + "little.",
    ],
    claims: claims,
    experiments: { scale in [StudyExperiment(experiment, yaml(scale))] },
    kept: kept, tables: { results in try [pointing(results), finding(results)] },
    plots: { results in try [curves(results)].compactMap { $0 } })

  static let experiment = "idrid"
  private static let trunk = (
    yaml: "{trunk: conv, filters: [16, 32, 64], kernel: 5, norm: batch}",
    text: "Three convolutions with 16, 32 and 64 filters of 5 × 5 pixels, stride 2 and batch normalisation"
  )
  private static let tasks = [(name: "hard_exudates", title: "exudates"), (name: "haemorrhage", title: "haemorrhages")]
  private static let row = "EW"
  private static let rows = ["EW", "UW-SO", RunResult.singleTaskLabel]

  private static func yaml(_ scale: StudyCard.Scale) -> String {
    """
    data:
      kind: lesion-boxes
      photographs: "${EQUIPOISE_DATA:-data}/idrid-boxes/images-170x256x3-idx4-ubyte.gz"
      boxes: "${EQUIPOISE_DATA:-data}/idrid-boxes/boxes.csv"
      split: {validation: 0}
    network: \(trunk.yaml)
    training: {epochs: \(scale == .quick ? 1 : 30), batch: 16, learning-rate: 1e-3, schedule: constant, early-stopping: none, select: {criterion: last}, threads: 1}
    comparison: {seeds: \(scale == .quick ? 1 : scale == .full ? 10 : 5), splits: \(scale == .quick ? 2 : 5), methods: [ew, uw-so]}
    """
  }

  private static let kept: @Sendable (RunFolder.Finished) -> [String: [Double]] = { run in
    guard run.result.failure == nil, let folder = run.folder, let maps = try? LesionMaps(of: folder) else { return [:] }
    return maps.lesions.reduce(into: [:]) { all, lesion in
      let series = (try? maps.series(of: lesion, seed: UInt64(run.result.seed))) ?? [:]
      for (name, values) in series { all[key(lesion.task, name)] = values }
    }
  }

  private static func key(_ task: String, _ name: String) -> String { "\(task), \(name)" }

  // MARK: figures

  /// The runs of a row that have a task, by seed and fold.
  private static func runs(_ label: String, _ task: String, _ results: StudyResults) throws -> [[StudyEvidence.Run]] {
    let own = try results.runs(experiment).filter { $0.result.label == label && $0.result.tasks.contains(task) }
    if let failed = own.first(where: { $0.result.failure != nil }) {
      throw StudyResults.Missing(description: "\(label), seed \(failed.result.seed): \(failed.result.failure ?? "")")
    }
    return Dictionary(grouping: own, by: \.result.seed).sorted { $0.key < $1.key }
      .map { $0.value.sorted { $0.result.repetition < $1.result.repetition } }
  }

  private static func series(_ name: String, _ task: String, _ run: StudyEvidence.Run) throws -> [Double] {
    guard let values = run.kept[key(task, name)] else {
      throw StudyResults.Missing(description: "\(run.result.label), seed \(run.result.seed), has no maps")
    }
    return values
  }

  /// A series of the test photographs with boxes of all folds, of each seed, in the order of the photographs.
  private static func ofPhotographs(
    _ name: String, _ label: String, _ task: String, _ results: StudyResults
  ) throws -> [[Double]] {
    try runs(label, task, results).map { folds in
      let pairs = try folds.flatMap { zip(try series("photographs", task, $0), try series(name, task, $0)) }
      return pairs.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// A figure of each seed and fold.
  private static func ofFolds(
    _ label: String, _ task: String, _ results: StudyResults, _ figure: (StudyEvidence.Run) throws -> Double
  ) throws -> [[Double]] {
    try runs(label, task, results).map { try $0.map(figure) }
  }

  private static func differences(_ ones: [[Double]], _ others: [[Double]]) -> EffectEstimate {
    EffectEstimate(blocked: zip(ones, others).map { zip($0, $1).map { $0 - $1 } })
  }

  // MARK: claims

  private static let claims = [
    pointing(
      "A map points at a lesion more often than the same map in the wrong place.", over: "shifted",
      "map over moved map",
      source: "abstract: lesions are located without being shown", confidence: .abstract),
    pointing(
      "A map points at a lesion more often than the brightest or darkest spot, which needs no learning.", over: "spot",
      "map over local spot", source: "ours", confidence: .own),
    StudyClaim(
      "At one false proposal for each photograph, maps find more lesions than local spots.",
      source: "abstract: few false positives at high sensitivity", confidence: .abstract, kind: .superiority,
      margin: margin,
      unit: "share of lesions", experiments: [experiment],
      control: "spots are found by the same proposals and thresholds.",
      otherwise: otherwise, isReconstruction: true
    ) { results in
      let place = LesionMaps.falsePositives.firstIndex(of: 1)!
      return .init(
        try tasks.map { task in
          differences(
            try ofFolds(row, task.name, results) { try series("found", task.name, $0)[place] },
            try ofFolds(row, task.name, results) { try series("spots found", task.name, $0)[place] })
        }, tasks.map { "maps over spots, \($0.title)" })
    },
    StudyClaim(
      "One network for both lesions tells photographs apart better than a network for each.", source: "ours",
      confidence: .own, kind: .superiority, margin: margin, unit: "area under the curve", experiments: [experiment],
      control: "all networks see the same photographs in the same folds.", otherwise: otherwise
    ) { results in
      .init(
        try tasks.map { task in
          differences(
            try ofFolds(row, task.name, results) { try $0.metric("auc", of: task.name) },
            try ofFolds(RunResult.singleTaskLabel, task.name, results) { try $0.metric("auc", of: task.name) })
        }, tasks.map { "together over alone, \($0.title)" })
    },
  ]

  private static let margin = 0.05
  private static let otherwise = "an interval that lies wholly below a twentieth."

  private static func pointing(
    _ sentence: String, over rival: String, _ contrast: String, source: String, confidence: StudyClaim.Confidence
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: confidence, kind: .superiority, margin: margin,
      unit: "share of photographs",
      experiments: [experiment], control: "all rivals look at the same photographs; chance stands in the table.",
      otherwise: otherwise, isReconstruction: confidence != .own
    ) { results in
      .init(
        try tasks.map { task in
          differences(
            try ofPhotographs("hit", row, task.name, results), try ofPhotographs(rival, row, task.name, results))
        }, tasks.map { "\(contrast), \($0.title)" })
    }
  }

  // MARK: tables

  private static func mean(_ values: [Double]) -> Double { Statistics.mean(values) ?? .nan }

  private static func pointing(_ results: StudyResults) throws -> ReportTable {
    func cells(_ name: String, _ label: String) throws -> [ReportTable.Cell] {
      try tasks.map { task in
        .spread(of: try ofPhotographs(name, label, task.name, results).map(mean), decimals: 3)
      }
    }
    let controls = [
      ("map moved by half of the picture, EW", "shifted"), ("map of another photograph, EW", "other"),
      ("brightest or darkest local spot", "spot"), ("a pixel at random", "chance"),
    ]
    return ReportTable(
      title: "Share of photographs in which the largest pixel lies in a box, mean ± standard deviation over seeds",
      columns: [.init(title: "map", isNumeric: false)] + tasks.map { .init(title: $0.title, arrow: "↑") },
      rows: try rows.map { [.init(text: "map of \($0)")] + (try cells("hit", $0)) }
        + controls.map { [.init(text: $0.0)] + (try cells($0.1, row)) })
  }

  private static func finding(_ results: StudyResults) throws -> ReportTable {
    func cells(_ name: String, _ label: String, _ task: String) throws -> [ReportTable.Cell] {
      try LesionMaps.falsePositives.indices.map { place in
        let each = try ofFolds(label, task, results) { try series(name, task, $0)[place] }
        return .spread(of: each.map(mean), decimals: 3)
      }
    }
    let areas = try rows.flatMap { label in
      try tasks.map { task -> [ReportTable.Cell] in
        let areas = try ofFolds(label, task.name, results) { try $0.metric("auc", of: task.name) }
        return [.init(text: "\(label), \(task.title)"), .spread(of: areas.map(mean), decimals: 3)]
          + (try cells("found", label, task.name))
      }
    }
    let spots = try tasks.map { task -> [ReportTable.Cell] in
      [.init(text: "local spots, \(task.title)"), .absent] + (try cells("spots found", row, task.name))
    }
    return ReportTable(
      title:
        "Area under the curve of presence, and share of lesions found at so many false proposals a photograph; mean over folds ± standard deviation over "
        + "seeds",
      columns: [.init(title: "map", isNumeric: false), .init(title: "area", arrow: "↑")]
        + LesionMaps.falsePositives.map { .init(title: $0.brief, arrow: "↑") },
      rows: areas + spots)
  }

  // MARK: plots

  /// Found lesions over false proposals: the mean over seeds and folds.
  private static func curves(_ results: StudyResults) throws -> Plot? {
    func line(_ title: String, _ name: String, _ label: String, _ task: String) throws -> Plot.Line {
      Plot.Line(
        title,
        [(0, 0)]
          + (try LesionMaps.falsePositives.enumerated().map { place, number in
            let each = try ofFolds(label, task, results) { try series(name, task, $0)[place] }
            return (number, mean(each.flatMap { $0 }))
          }))
    }
    return Plot.lines(
      id: "froc", title: "Lesions found over false proposals",
      caption:
        "The share of lesions that a proposal overlaps, over the mean number of proposals without a lesion in a photograph; mean over seeds and folds.",
      x: "false proposals in a photograph", y: "share of lesions found",
      panels: try tasks.map { task in
        (
          task.title,
          try rows.map { try line("map of \($0)", "found", $0, task.name) }
            + [line("local spots", "spots found", row, task.name)]
        )
      })
  }
}

extension StudyData {
  static let idridBoxes = StudyData(
    "idrid-boxes", file: "idrid-boxes/images-170x256x3-idx4-ubyte.gz", "idrid-boxes/boxes.csv",
    source: "180 photographs of IDRiD as an IDX file of bytes and their boxes as a table, in the folder idrid-boxes")
}
