import Balancing

/// The kind of step that a benchmark makes: its balancing and its precision, and for a gradient method its scope and
/// how the gradients are kept.
struct StepKind: Hashable {
  /// A ``MeasuredMethod``.
  var method = "ew"
  var precision = BenchmarkPrecision.fp32
  /// The scope; nil for the method's usual one.
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

  /// The kind that a worker is told: a method and a precision, then a scope and a storage if they matter; nil for other
  /// words.
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

/// The passes of one step through the parts of a network.
struct StepPasses: Hashable, Codable {
  var trunkForward = 0
  var trunkBackward = 0
  /// The forward passes through the heads, counted one by one.
  var headForward = 0
  var headBackward = 0
}
