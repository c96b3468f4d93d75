/// Two tasks of a data set, at a share of its data: an experiment with all strategies.
struct PairOfTasks: Sendable {
  let name: String
  /// The experiment at a scale.
  let yaml: @Sendable (StudyCard.Scale) -> String

  static let all = Digits.all.flatMap { set in Digits.shares.map { set.pair($0) } } + Mulan.all.flatMap(\.pairs)

  fileprivate static func comparison(_ scale: StudyCard.Scale) -> String {
    """
    comparison:
      seeds: \(scale == .quick ? 2 : scale == .standard ? 5 : 10)
      methods: [ew, dwa, uw, {method: uw-so, temperature: 10}]
    """
  }
}

/// Two images in one picture.
struct Digits: Sendable {
  let name: String
  /// The folders of the left image and, if they are others, of the right one.
  let folders: String

  static let mnist = Digits(name: "multi-mnist", folders: folder("folder", "mnist"))
  static let fashion = Digits(name: "multi-fashion", folders: folder("folder", "fashion-mnist"))
  static let mixed = Digits(
    name: "mixed", folders: "\(folder("folder", "mnist")), \(folder("right", "fashion-mnist"))")
  static let all = [mnist, fashion, mixed]

  private static func folder(_ key: String, _ name: String) -> String { "\(key): \"${EQUIPOISE_DATA:-data}/\(name)\"" }

  /// The shares of the training pictures, in percent.
  static let shares = [2, 10, 50]

  func pair(_ percent: Int) -> PairOfTasks {
    PairOfTasks(name: "\(name)-\(percent)") { scale in
      let isQuick = scale == .quick
      // 6, 31 and 156 batches.
      let epochs = [2: 104, 10: 20, 50: 4][percent]!
      return """
        data: {kind: multi-digit, \(folders), train: \(isQuick ? 4000 : 20000), validation: \(isQuick ? 200 : 1000), test: \(isQuick ? 200 : 4000)}
        network: {trunk: lenet, heads: {width: 50}}
        training:
          share: \(Double(percent) / 100)
          epochs: \(isQuick ? 2 : scale == .full ? 4 * epochs : epochs)
          batch: 64
          learning-rate: 1e-3
          schedule: constant
          select: {criterion: metric}
          early-stopping: none
        \(PairOfTasks.comparison(scale))
        """
    }
  }
}

/// A set of Mulan with several numbers to predict.
struct Mulan: Sendable {
  let name: String
  let targets: [String]

  static let all = [
    Mulan(name: "andro", targets: ["Target"] + (2...6).map { "Target_\($0)" }),
    Mulan(
      name: "atp1d",
      targets: ["ALLminpA", "ALLminp0", "aDLminpA", "aCOminpA", "aFLminpA", "aUAminpA"].map { "LBL+\($0)+fut_001" }),
    Mulan(name: "edm", targets: ["DFlow", "DGap"]), Mulan(name: "enb", targets: ["Y1", "Y2"]),
    Mulan(name: "jura", targets: ["Cd", "Co", "Cu"]), Mulan(name: "sf1", targets: ["c-class", "m-class", "x-class"]),
  ]
  static let withSeveralPairs = all.filter { $0.pairs.count > 1 }

  /// The positions of the pairs' targets.
  var positions: [(Int, Int)] {
    targets.indices.flatMap { first in targets.indices.dropFirst(first + 1).map { (first, $0) } }
  }

  var pairs: [PairOfTasks] { positions.map { pair($0.0, $0.1) } }

  func pair(_ first: Int, _ second: Int) -> PairOfTasks {
    PairOfTasks(name: "\(name)-\(first + 1)-\(second + 1)") { scale in
      let own = [targets[first], targets[second]]
      return """
        only: [\(own.map { "\"\($0)\"" }.joined(separator: ", "))]
        data: {kind: arff, files: {train: "${EQUIPOISE_DATA:-data}/mulan-multitarget/\(name).arff.gz"}, targets: \(targets.count), \
        split: {by: random, validation: 0.2, test: 0.3}}
        tasks: {\(own.map { "\"\($0)\": {metrics: [rrmse]}" }.joined(separator: ", "))}
        network: {trunk: mlp, hidden: [64, 32]}
        training:
          epochs: \(scale == .quick ? 2 : 60)
          batch: 32
          learning-rate: 2e-3
          schedule: constant
          select: {criterion: metric}
          early-stopping: none
        \(PairOfTasks.comparison(scale))
        """
    }
  }
}
