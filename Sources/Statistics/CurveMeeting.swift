/// The moment from which two curves stay together.
package enum CurveMeeting {
  /// The number of points after which two sets of curves have met: from there to the end, every pair of positive values differs
  /// by at most a share of the larger one.
  ///
  /// - Parameters:
  ///   - curves: pairs of curves, such as the weight of a task in two trainings; all of them have to meet.
  ///   - share: the share of the larger value by which the two may differ, from 0 to 1.
  /// - Returns: 0 if they are together from the first point; the number of points if they are apart at the last one, or there
  ///   is none.
  package static func points(before curves: [([Double], [Double])], within share: Double) -> Int {
    let count = curves.map { min($0.0.count, $0.1.count) }.min() ?? 0
    func areTogether(at point: Int) -> Bool {
      curves.allSatisfy { one, other in
        abs(one[point] - other[point]) <= share * max(abs(one[point]), abs(other[point]))
      }
    }
    return (0..<count).last { !areTogether(at: $0) }.map { $0 + 1 } ?? 0
  }
}
