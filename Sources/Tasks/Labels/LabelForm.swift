import Components
import Torch

/// The form of a task's targets: which values are labels, which value marks a missing one, and what a prediction means.
///
/// A form of one's own is a type that conforms. The defaults are those of numbers, with NaN for a missing one:
///
/// ```swift
/// struct Ages: LabelForm {
///   static let words = "ages"
///   func validate(_ target: Tensor, task: String) throws(LabelError) {
///     try refuse(target, where: target.less(0), task: task, should: "be at least 0")
///   }
/// }
/// ```
public protocol LabelForm: Hashable, Sendable {
  /// The form in words: "class labels".
  static var words: String { get }

  /// The meaning of a prediction, by which tables, pictures and summaries show it.
  var answer: Answer { get }

  /// A mask that is true where there is a label: the target's shape, without dimension 1 for directions. It does not
  /// wait for the device.
  func mask(_ target: Tensor) -> Tensor

  /// Checks that every target is a label or marks a missing one.
  ///
  /// - Throws: ``LabelError`` with the first target that is neither.
  func validate(_ target: Tensor, task: String) throws(LabelError)

  /// The first missing label in the words of an error; nil if none is missing.
  func missing(in target: Tensor) -> String?

  /// Checks from shapes and types that a target belongs to an output `[batch, outputs, …]`, or `[batch]` for one output.
  ///
  /// - Throws: ``FitError``.
  func checkFit(_ target: Tensor, to output: Tensor, task: String) throws(FitError)

  /// A network's output in a person's terms, see ``LearningTask/prediction(_:)``.
  func prediction(_ output: Tensor, scale: Scale) -> Tensor

  /// The probability of each class, `[sample, class]` in float64; nil for labels that are no classes.
  func classProbabilities(_ output: Tensor) -> Tensor?

  /// The sums over some targets from which a ``ConstantPrediction`` is made: for each output a sum and the number of its
  /// labels, both `[outputs]` in float64.
  func sums(of target: Tensor, outputs: Int) -> (sums: Tensor, counts: Tensor)

  /// These sums if samples have weights: each sample's part times its weight. By default they are made sample by sample.
  ///
  /// - Parameter weights: `[sample]` in float64, each at least 0.
  func sums(of target: Tensor, outputs: Int, weights: Tensor) -> (sums: Tensor, counts: Tensor)

  /// The answer of each output from the sums over a split, in the form that a network gives. Each count is above 0.
  func constant(sums: [Double], counts: [Double]) -> [Double]

  /// The dimensions of an output behind the outputs, for a target of a shape: `[height, width]` for dense tasks.
  func places(ofTarget shape: [Int]) -> [Int]
}

/// The meaning of a prediction for a person.
public enum Answer: Hashable, Sendable {
  /// A number in its own unit.
  case number
  /// The number of a class.
  case classNumber
  /// The probability of yes.
  case yesOrNo
  /// A unit vector.
  case direction
}

extension LabelForm {
  public var answer: Answer { .number }

  public func mask(_ target: Tensor) -> Tensor { target.equal(target) }

  public func validate(_ target: Tensor, task: String) throws(LabelError) {
    try refuse(target, where: target.isFinite().logicalNot().logicalAnd(mask(target)), task: task, should: "be finite")
  }

  public func missing(in target: Tensor) -> String? { first(target, where: mask(target).logicalNot()).map(\.brief) }

  public func checkFit(_ target: Tensor, to output: Tensor, task: String) throws(FitError) {
    guard target.count == output.count else {
      throw FitError(task, "targets", should: "be \(output.shape), as the outputs", found: "\(target.shape)")
    }
  }

  public func prediction(_ output: Tensor, scale: Scale) -> Tensor {
    scale == .identity ? output : scale.restore(prediction: output.to(.float64))
  }

  public func classProbabilities(_ output: Tensor) -> Tensor? { nil }

  public func sums(of target: Tensor, outputs: Int) -> (sums: Tensor, counts: Tensor) {
    sumsOfColumns(target, outputs, nil)
  }

  public func sums(of target: Tensor, outputs: Int, weights: Tensor) -> (sums: Tensor, counts: Tensor) {
    var all = (sums: Tensor.zeros([outputs], dtype: .float64), counts: Tensor.zeros([outputs], dtype: .float64))
    for (sample, weight) in weights.array(of: Double.self).enumerated() where weight > 0 {
      let own = sums(of: target.narrow(0, start: sample, length: 1), outputs: outputs)
      all = (all.sums + own.sums * weight, all.counts + own.counts * weight)
    }
    return all
  }

  /// The sums of numbers, one or several for each output of a sample.
  func sumsOfColumns(_ target: Tensor, _ outputs: Int, _ weights: Tensor?) -> (sums: Tensor, counts: Tensor) {
    let columns = target.reshape([target.size(0), outputs, -1])
    let mask = mask(columns)
    let known = columns.to(.float64).maskedFill(mask: mask.logicalNot(), 0)
    guard let weights = weights?.spread(over: columns.shape) else {
      return (known.sum([0, 2]), mask.sum([0, 2]).to(.float64))
    }
    return ((known * weights).sum([0, 2]), (mask * weights).sum([0, 2]))
  }

  public func constant(sums: [Double], counts: [Double]) -> [Double] { zip(sums, counts).map { $0 / $1 } }

  public func places(ofTarget shape: [Int]) -> [Int] { Array(shape.dropFirst(2)) }
}

extension LabelForm {
  /// Throws an error with the first target where `wrong` is true.
  public func refuse(
    _ target: Tensor, where wrong: Tensor, task: String, should: String,
    found: (Double) -> String = { "\($0)" }
  ) throws(LabelError) {
    if let value = first(target, where: wrong) { throw LabelError(task: task, should: should, found: found(value)) }
  }

  private func first(_ target: Tensor, where wrong: Tensor) -> Double? {
    guard wrong.any().item() != 0 else { return nil }
    return target.maskedSelect(wrong).narrow(0, start: 0, length: 1).item()
  }
}

/// A target that no label of its task can be: "`animal` labels should be between 0 and 12, or -1 for none. Found 13."
public struct LabelError: Error, Hashable, Sendable, CustomStringConvertible {
  public let task: String
  let should: String
  let found: String

  public init(task: String, should: String, found: String) {
    self.task = task
    self.should = should
    self.found = found
  }

  public var description: String { "`\(task)` labels should \(should). Found \(found)." }
}
