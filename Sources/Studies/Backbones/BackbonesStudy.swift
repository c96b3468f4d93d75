import Backbones
import Components
import Runs
import Sharing
import Statistics
import Tasks
import Torch

/// The study of several backbones: two narrow trunks whose features are joined against one wide trunk of as many parameters.
package enum BackbonesStudy {
  package static let card = StudyCard(
    About(
      "backbones", title: "Several backbones",
      "whether two narrow trunks side by side are better than one wide trunk with as many parameters",
      citation: Citation(
        "Ciubotariu, Czibula",
        "MBMT-Net: A Multi-Task Learning Based Convolutional Neural Network Architecture for Dense Prediction Tasks",
        "IEEE Access", 2022, "DOI 10.1109/ACCESS.2022.3225746"),
      deviations: [
        "A reconstruction: only the abstract could be read. Number, kinds and places of the trunks, their heads, losses and training are not "
          + "known.",
        "CamVid at 160×120 pixels and SegNet with 8, 16 and 32 channels in place of NYUv2 and residual networks; a full run has 24, 48 and 96.",
        "The paper's trunks are pre-trained; here they are drawn, but for the arm with a frozen one, which was trained on the same three "
          + "tasks.",
        "Trunks with 1 % more or fewer parameters count as equal. Margins are ours.",
      ]),
    data: [.camvid],
    minutes: 35,
    protocolText: [
      "CamVid: segmentation of 11 classes, boundaries of classes, and which classes are there; 367 training pictures. Adam at 0.001 with a "
        + "cosine schedule, batch 8, 6 epochs, pictures mirrored at random, equal weights; the last epoch.",
      "One wide trunk has 8, 16 and 32 channels. Two trunks have the widths, scaled by one factor, with which the whole network has as many "
        + "parameters. A narrow trunk has 6, 11 and 23 channels, and so has each of the two of which the first is frozen: it is that narrow "
        + "trunk as it was trained on the three tasks.",
      "Δm is the mean over the three tasks of the mean over each task's metrics of the improvement over single-task networks with one wide "
        + "trunk and the same seed, in percent; larger is better.",
      "A step is conflicting for two tasks if the gradients of the shared parameters have a negative cosine; measured every 10 updates over "
        + "the whole training.",
    ],
    claims: [
      StudyClaim(
        "Two narrow trunks are better than one wide trunk.", source: "abstract", confidence: .abstract,
        kind: .superiority, margin: 1, unit: "points of Δm", experiments: [one, two],
        control: "one narrow trunk stands in another table.", otherwise: "an interval that lies wholly below 1 point.",
        isReconstruction: true
      ) { results in .init([try better(two, over: one, results)], ["two over one"]) },
      StudyClaim(
        "Single-task networks are better with two narrow trunks than with one wide trunk.", source: "abstract",
        confidence: .abstract, kind: .superiority, margin: 1, unit: "points of Δm", experiments: [one, two],
        control: "the networks of all tasks stand in the same tables.",
        otherwise: "an interval that lies wholly below 1 point.", isReconstruction: true
      ) { results in
        let values = try results.deltaM(ofSingleTasksOf: two, over: one).sorted { $0.key < $1.key }
        return .init([EffectEstimate(paired: values.map(\.value))], ["two over one, single-task networks"])
      },
      StudyClaim(
        "With two trunks fewer steps are conflicting than with one.", source: "the claim that one trunk is saturated",
        confidence: .abstract, kind: .superiority, margin: 0.02, unit: "share of the steps", experiments: [one, two],
        control: "both networks have as many parameters.", otherwise: "an interval that lies wholly below 0.02.",
        isReconstruction: true
      ) { results in
        .init([try results.paired(.init(two, row), .init(one, row)) { -(try conflicting($0)) }], ["one over two"])
      },
      StudyClaim(
        "A second trunk helps one that is trained already.", source: "the paper's trunks are pre-trained",
        confidence: .abstract, kind: .superiority, margin: 1, unit: "points of Δm", experiments: [frozen, narrow, one],
        control: "two trunks that are both trained have the same number of epochs.",
        otherwise: "an interval that lies wholly below 1 point.", isReconstruction: true
      ) { results in .init([try better(frozen, over: narrow, results)], ["one of two frozen over one narrow"]) },
      StudyClaim(
        "A wide trunk is better than a narrow one.", source: "ours, a check that size matters here", confidence: .own,
        kind: .superiority, margin: 1, unit: "points of Δm", experiments: [narrow, one],
        control: "without it two trunks could not be told from one.",
        otherwise: "an interval that lies wholly below 1 point."
      ) { results in .init([try better(one, over: narrow, results)], ["one wide over one narrow"]) },
      StudyClaim(
        "ResNet-18 and ResNet-34 together need fewer parameters than one ResNet-50, for the tasks of NYUv2.",
        source: "abstract: fewer parameters than the compared network", confidence: .abstract, kind: .exact,
        otherwise: "a kind of head with which they need more.", isReconstruction: true
      ) { results in
        .init(
          checks: try heads.map { head in
            (
              "with the head \(head)",
              try results.computed(count(of: "two", head)) < results.computed(count(of: "one", head))
            )
          })
      },
    ],
    experiments: { scale in
      [
        StudyExperiment(one, yaml(wide(scale), isAlone: true, scale)),
        StudyExperiment(
          two, yaml("\(wide(scale)), sharing: {kind: backbones, count: 2}, as-large-as: hard", isAlone: true, scale)),
        StudyExperiment(narrow, yaml(slim(scale), scale)),
        StudyExperiment(
          frozen,
          yaml(
            "\(slim(scale)), pretrained: \"${STUDY}/\(narrow)\", sharing: {kind: backbones, rates: [0, 1]}, "
              + "backbones: [{\(slim(scale))}]", scale)),
      ]
    },
    kept: { run in
      let shares = run.records.compactMap { $0.diagnostics?.tasks }
      return [
        "conflicting": shares.map(\.conflicting), "cosines": shares.map { Double($0.cosine.count) },
        "parameters": [Double(run.result.parameters)],
      ]
    },
    computed: { _ in
      var figures: [String: Double] = [:]
      for head in heads {
        figures[count(of: "two", head)] = Double(try parameters(["resnet18", "resnet34"], head))
        figures[count(of: "one", head)] = Double(try parameters(["resnet50"], head))
      }
      return figures
    })

  private static let one = "one-wide"
  private static let two = "two-narrow"
  private static let narrow = "one-narrow"
  private static let frozen = "one-of-two-frozen"
  private static let row = "EW"

  // MARK: figures

  private static func better(
    _ experiment: String, over other: String, _ results: StudyResults
  ) throws -> EffectEstimate {
    try results.paired(.init(experiment, row), .init(other, row)) {
      try results.deltaM(of: $0, overSingleTasksOf: one)
    }
  }

  /// The share of the pairs of tasks and measured steps whose gradients have a negative cosine.
  private static func conflicting(_ run: StudyEvidence.Run) throws -> Double {
    guard let shares = run.kept["conflicting"], let counts = run.kept["cosines"], counts.reduce(0, +) > 0 else {
      throw StudyResults.Missing(description: "\(run.result.label), seed \(run.result.seed), kept no cosines")
    }
    return zip(shares, counts).reduce(0) { $0 + $1.0 * $1.1 } / counts.reduce(0, +)
  }

  private static let heads = ["deeplab", "light"]

  private static func count(of network: String, _ head: String) -> String { "parameters of \(network), \(head)" }

  /// The parameters of a network for NYUv2's three tasks.
  private static func parameters(_ trunks: [String], _ head: String) throws -> Int {
    let tasks = [
      LearningTask.segmentation("segmentation", classes: 13), .depth("depth"), .normals("normals"),
    ]
    let chosen = try trunks.map { try Trunks.all.choose($0, ["output-stride": 8]) }
    let scheme = try trunks.count > 1 ? Schemes.all.choose("backbones") : Schemes.all.choose("hard")
    return try scheme.network(
      for: tasks, input: .image(channels: 3, height: 64, width: 64), trunk: chosen[0], heads: Heads.all.choose(head),
      further: chosen.dropFirst().map { FurtherTrunk($0) }, generator: Generator(seed: 0)
    ).parameterCount
  }

  // MARK: experiments

  private static func wide(_ scale: StudyCard.Scale) -> String { trunk(scale == .full ? [24, 48, 96] : [8, 16, 32]) }

  private static func slim(_ scale: StudyCard.Scale) -> String { trunk(scale == .full ? [17, 34, 68] : [6, 11, 23]) }

  private static func trunk(_ widths: [Int]) -> String { "trunk: segnet, widths: \(widths)" }

  private static func yaml(_ network: String, isAlone: Bool = false, _ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick
    return """
      data: {kind: camvid, folder: "${EQUIPOISE_DATA:-data}/camvid/160x120"}
      network: {\(network)}
      training:
        epochs: \(isQuick ? 1 : scale == .full ? 40 : 6)
        batch: 8
        learning-rate: 1e-3
        schedule: cosine
        select: {criterion: last}
        augmentation: [flip]
        diagnostics: {every: 10, samples: 0}\(isQuick ? "\n  share: 0.1" : "")
      comparison:
        single-task: \(isAlone)
        seeds: \(isQuick ? 2 : 5)
        methods: [ew]
      """
  }
}
