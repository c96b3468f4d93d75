import Datasets

extension ExperimentConfiguration {
  /// What tells whether a published table is of the same data and network, and what seeds decide, as `experiment.json`
  /// keeps it.
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

  /// How many test samples there are to each other sample, where each seed has a split of its own.
  func testRatio(of data: DataSource) -> [String: String] {
    guard let draw = self.data.draw, draw.seed == .run, draw.drawsTest else { return [:] }
    return ["test-ratio": "\(Double(data.test.count) / Double(data.train.count + data.validation.count))"]
  }

  /// "at most 20 epochs, batch 32, adam at 0.001, …".
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
  /// Takes what ``ExperimentConfiguration/matching`` wrote; nothing of an experiment from before.
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
