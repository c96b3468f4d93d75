import Balancing

/// Which step a benchmark makes: its balancing and its precision, and, for a method that looks at gradients, its scope and
/// how they are kept.
struct StepKind: Hashable {
  /// A method of the catalogue.
  var method = "ew"
  var precision = BenchmarkPrecision.fp32
  /// Nil for the method's usual one.
  var scope: GradientScope?
  var storage = GradientStorage.auto

  init(
    _ method: String = "ew", _ precision: BenchmarkPrecision = .fp32, scope: GradientScope? = nil,
    storage: GradientStorage = .auto
  ) {
    self.method = method
    self.precision = precision
    self.scope = scope
    self.storage = storage
  }

  /// What a worker is told: a method and a precision, then a scope and a storage where they matter; nil where the words are
  /// others.
  init?(words: [String]) {
    guard words.count == 2 || words.count == 4, let precision = BenchmarkPrecision(rawValue: words[1]) else {
      return nil
    }
    self.init(words[0], precision)
    guard words.count == 4 else { return }
    guard let scope = GradientScope(rawValue: words[2]), let storage = GradientStorage(rawValue: words[3]) else {
      return nil
    }
    self.scope = scope
    self.storage = storage
  }

  var words: String {
    "\(method) \(precision.rawValue)" + (scope.map { " \($0.rawValue) \(storage.rawValue)" } ?? "")
  }
}

/// Passes of one step through the parts of a network.
struct StepPasses: Hashable, Codable {
  var trunkForward = 0
  var trunkBackward = 0
  /// Through the heads, one by one.
  var headForward = 0
  var headBackward = 0
}
