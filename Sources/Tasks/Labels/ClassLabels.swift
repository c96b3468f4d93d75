import Components
import Foundation
import Torch

/// Class indices from 0, int64, `[batch]` or `[batch, height, width]`. Predictions are logits `[batch, classes, …]`.
public struct ClassLabels: DiscreteLabels {
  public static let words = "class labels"

  /// The class index that usually stands for "no label".
  public static let usualIgnoreIndex = -1

  public let classes: Int
  /// The index that means "no label".
  public let ignore: Int
  /// The names of the classes, by which tags mark spans and tasks share labels; empty if they are not known.
  public let names: [String]

  public init(_ classes: Int, ignore: Int = usualIgnoreIndex, names: [String] = []) {
    self.classes = classes
    self.ignore = ignore
    self.names = names
  }

  public var answer: Answer { .classNumber }

  public func mask(_ target: Tensor) -> Tensor { target.notEqual(Double(ignore)) }

  public func validate(_ target: Tensor, task: String) throws(LabelError) {
    let wrong = target.less(0).logicalOr(target.greaterOrEqual(Double(classes))).logicalAnd(mask(target))
    try refuse(
      target, where: wrong, task: task, should: "be between 0 and \(classes - 1), or \(ignore) for none",
      found: \.brief)
  }

  public func checkFit(_ target: Tensor, to output: Tensor, task: String) throws(FitError) {
    let (shape, found) = (output.shape, target.shape)
    guard shape.count > 1 else {
      throw FitError(task, "the network's output", should: "be [\(shape[0]), \(classes)]", found: "\(shape)")
    }
    let places = [shape[0]] + shape.dropFirst(2)
    guard !target.dtype.isFloatingPoint else {
      throw FitError(task, "targets", should: "be classes, as integers", found: "\(target.dtype)")
    }
    guard found == places || found == [shape[0], 1] + shape.dropFirst(2) else {
      throw FitError(task, "targets", should: "be \(places) next to outputs \(shape)", found: "\(found)")
    }
  }

  public func prediction(_ output: Tensor, scale: Scale) -> Tensor { output.argmax(dim: 1) }

  public func classProbabilities(_ output: Tensor) -> Tensor? { output.to(.float64).softmax(1) }

  public func sums(of target: Tensor, outputs: Int) -> (sums: Tensor, counts: Tensor) {
    let target = target.flatten()
    let found = target[mask(target)].bincount(minLength: outputs).narrow(0, start: 0, length: outputs).to(.float64)
    return (found, found.sum().expand([outputs]))
  }

  public func sums(of target: Tensor, outputs: Int, weights: Tensor) -> (sums: Tensor, counts: Tensor) {
    let labels = target.flatten(), mask = mask(labels), ofLabels = weights.spread(over: target.shape).flatten()
    let found = labels[mask].bincount(weights: ofLabels[mask], minLength: outputs)
      .narrow(0, start: 0, length: outputs).to(.float64)
    return (found, found.sum().expand([outputs]))
  }

  public func constant(sums: [Double], counts: [Double]) -> [Double] {
    zip(sums, counts).map { log($0.orLeastCount / $1) }
  }

  public func places(ofTarget shape: [Int]) -> [Int] { Array(shape.dropFirst()) }

  public var decision: ConfusionStatistic.Decision { .largest(ignore: ignore) }

  /// The largest probability of each sample, and whether its class is right.
  public func confidences(_ prediction: Tensor, _ target: Tensor) -> Confidences {
    let labels = target.classIndices(beside: prediction)
    return Confidences(
      prediction.softmax(1).amax([1]), isRight: prediction.argmax(dim: 1).equal(labels), isLabelled: mask(labels))
  }
}

extension LabelForm where Self == ClassLabels {
  /// Class indices from 0.
  ///
  /// - Parameters:
  ///   - ignore: the index that means "no label".
  ///   - names: the names of the classes, if they are known.
  public static func classes(
    _ count: Int, ignore: Int = ClassLabels.usualIgnoreIndex, names: [String] = []
  ) -> ClassLabels {
    ClassLabels(count, ignore: ignore, names: names)
  }
}

extension Tensor {
  /// Class indices in the form that LibTorch wants for predictions `[batch, classes, …]`: int64 without a channel
  /// dimension.
  func classIndices(beside prediction: Tensor) -> Tensor {
    let indices = rank == prediction.rank && size(1) == 1 ? squeeze(1) : self
    return indices.to(.int64)
  }
}
