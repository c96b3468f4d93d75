import Foundation
import Torch

/// Times until an event, some of them censored: one number for each sample. An event at time t is t, an observation that ended at
/// t without the event is −t (−0 for a time of 0), and NaN is a missing label.
///
/// A network gives a risk, whose exponential is proportional to the hazard; or, with intervals, the logits of surviving each of
/// them.
public struct SurvivalLabels: LabelForm {
  public static let words = "survival times"

  /// The ends of the intervals of a discrete-time model, from 0 in ascending order; empty for a risk.
  public let intervals: [Double]

  /// - Parameter intervals: see ``intervals``; n + 1 numbers for n intervals.
  public init(intervals: [Double] = []) {
    require(
      intervals.isEmpty
        || intervals.count > 1 && intervals[0] == 0 && zip(intervals, intervals.dropFirst()).allSatisfy(<),
      "`intervals` should be 0 and further numbers in ascending order. Found \(intervals).")
    self.intervals = intervals
  }

  /// The number of outputs of a network.
  public var outputs: Int { max(1, intervals.count - 1) }

  /// A label of a time.
  public static func label(_ time: Double, isEvent: Bool) -> Double { isEvent ? time : -time }

  /// The times of targets, NaN where there is none, and whether each is an event.
  public func parts(_ target: Tensor) -> (times: Tensor, events: Tensor) {
    (target.abs(), ATen.signbit(target).logicalNot().logicalAnd(mask(target)))
  }

  public func checkFit(_ target: Tensor, to output: Tensor, task: String) throws(FitError) {
    let batch = output.size(0)
    guard target.count == batch else {
      throw FitError(task, "targets", should: "be [\(batch)]", found: "\(target.shape)")
    }
  }

  /// The risks, `[batch, 1]`; with intervals, the expected times Σ width_k Π_{i ≤ k} q_i in float64.
  public func prediction(_ output: Tensor, scale: Scale) -> Tensor {
    guard !intervals.isEmpty else { return output }
    let widths = Tensor(zip(intervals, intervals.dropFirst()).map { $1 - $0 }).to(output.device)
    return (output.to(.float64).sigmoid().cumprod(1) * widths).sum([1], keepDim: true)
  }

  /// The risks of outputs, `[batch]` in float64: the larger, the earlier the event is expected.
  public func risks(_ output: Tensor) -> Tensor {
    let predicted = prediction(output, scale: .identity).to(.float64).flatten()
    return intervals.isEmpty ? predicted : -predicted
  }

  /// Whether each sample survives each interval, and whether its event is in it, `[batch, intervals]` of 0 and 1. A sample survives
  /// an interval whose end it reaches; a censored one an interval whose middle it reaches. Both are 0 for a missing label, and
  /// for intervals after those.
  ///
  /// Source: M. Gensheimer, B. Narasimhan, A Scalable Discrete-Time Survival Model for Neural Networks, PeerJ 7, 2019.
  public func course(_ target: Tensor, of dtype: DType) -> (survived: Tensor, died: Tensor) {
    let (times, events) = parts(target.flatten().to(.float64))
    func row(_ values: [Double]) -> Tensor { Tensor(values).to(target.device).unsqueeze(0) }
    let ends = Array(intervals.dropFirst())
    let column = times.unsqueeze(1), isEvent = events.unsqueeze(1)
    let middles = zip(intervals, ends).map { ($0 + $1) / 2 }
    let survived = Tensor.where(isEvent, column.greaterOrEqual(row(ends)), column.greaterOrEqual(row(middles)))
    let isWithin = column.greaterOrEqual(row(Array(intervals.dropLast()))).logicalAnd(column.less(row(ends)))
    return (survived.to(dtype), isWithin.logicalAnd(isEvent).to(dtype))
  }

  public func sums(of target: Tensor, outputs: Int) -> (sums: Tensor, counts: Tensor) {
    sums(of: target, outputs: outputs, weights: Tensor.ones([target.size(0)], dtype: .float64))
  }

  public func sums(of target: Tensor, outputs: Int, weights: Tensor) -> (sums: Tensor, counts: Tensor) {
    guard !intervals.isEmpty else {
      return (Tensor.zeros([1], dtype: .float64), (mask(target.flatten()) * weights).sum().view([1]))
    }
    let (survived, died) = course(target, of: .float64)
    let column = weights.unsqueeze(1)
    return ((survived * column).sum([0]), ((survived + died) * column).sum([0]))
  }

  /// A risk of 0 for everybody; with intervals, the shares that survive each of them, as logits.
  public func constant(sums: [Double], counts: [Double]) -> [Double] {
    guard !intervals.isEmpty else { return sums }
    return zip(sums, counts).map { log($0.orLeastCount / ($1 - $0).orLeastCount) }
  }
}

extension LabelForm where Self == SurvivalLabels {
  /// Times until an event.
  public static func survival(intervals: [Double] = []) -> SurvivalLabels { SurvivalLabels(intervals: intervals) }
}
