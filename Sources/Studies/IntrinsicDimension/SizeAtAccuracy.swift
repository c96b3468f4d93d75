import Foundation

/// The size from which networks reach an accuracy, from the accuracies of a few sizes.
///
/// The accuracies are first made to grow with the size: neighbours that fall are replaced by their mean (isotonic regression). Between
/// two sizes the accuracy is a straight line over the logarithm of the size.
enum SizeAtAccuracy {
  /// The accuracies after isotonic regression, in their order.
  static func isotonic(_ accuracies: [Double]) -> [Double] {
    var blocks: [(mean: Double, count: Int)] = []
    for accuracy in accuracies {
      blocks.append((accuracy, 1))
      while blocks.count > 1, blocks[blocks.count - 2].mean > blocks[blocks.count - 1].mean {
        let last = blocks.removeLast(), before = blocks.removeLast(), count = before.count + last.count
        let sum = before.mean * Double(before.count) + last.mean * Double(last.count)
        blocks.append((sum / Double(count), count))
      }
    }
    return blocks.flatMap { [Double](repeating: $0.mean, count: $0.count) }
  }

  /// The smallest size that reaches `goal`; nil if none does. If the smallest of the sizes does, it is the answer.
  ///
  /// - Parameter points: sizes in ascending order with their accuracies.
  static func size(_ points: [(size: Double, accuracy: Double)], reaching goal: Double) -> Double? {
    let fitted = isotonic(points.map(\.accuracy))
    guard let place = fitted.firstIndex(where: { $0 >= goal }) else { return nil }
    guard place > 0 else { return points[0].size }
    let share = (goal - fitted[place - 1]) / (fitted[place] - fitted[place - 1])
    return exp(log(points[place - 1].size) * (1 - share) + log(points[place].size) * share)
  }
}
