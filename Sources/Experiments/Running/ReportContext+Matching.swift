import Datasets

extension ExperimentConfiguration {
  /// The facts that decide whether a published table is of the same data and network, and what seeds decide, in the
  /// form of `experiment.json`.
  var matching: [String: String] {
    var facts = [
      "data-kind": type(of: data).name, "trunk": network.trunk.kind.rawValue, "sharing": network.sharing.rawValue,
      "training": trainingText,
    ]
    if case .scalar(let scalar)? = resolved["data.protocol"]?.content { facts["data-protocol"] = scalar.text }
    if let draw = data.draw, draw.seed == .run {
      let splits: ReportContext.SeedSplits = draw.drawsTest ? .all : .validation
      facts["seed-splits"] = splits.rawValue
    }
    return facts
  }

  /// The ratio of test samples to all others, if each seed has its own split.
  func testRatio(of data: DataSource) -> [String: String] {
    guard let draw = self.data.draw, draw.seed == .run, draw.drawsTest else { return [:] }
    return ["test-ratio": "\(Double(data.test.count) / Double(data.train.count + data.validation.count))"]
  }

  /// The training in words: "at most 20 epochs, batch 32, adam at 0.001, …".
  private var trainingText: String {
    let patience = training.patience.map { ", stopped after \($0) epochs without a better one" } ?? ""
    return """
      \(training.patience == nil ? "" : "at most ")\(training.epochs) epochs, batch \(training.batch), \
      \(training.optimizer.kind.rawValue), learning rate \(NumberText.scientific(training.learningRate)), weight decay \
      \(NumberText.scientific(training.weightDecay)) where a row does not say otherwise\(patience).
      """
  }
}

extension ReportContext {
  /// Reads the facts of ``ExperimentConfiguration/matching``. An older experiment has none.
  mutating func match(_ facts: [String: String]) {
    dataKind = facts["data-kind"]
    trunk = facts["trunk"]
    sharing = facts["sharing"]
    dataProtocol = facts["data-protocol"]
    protocolText = facts["training"]
    testRatio = facts["test-ratio"].flatMap(Double.init).flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
    seedSplits = facts["seed-splits"].flatMap(SeedSplits.init) ?? .none
  }
}
