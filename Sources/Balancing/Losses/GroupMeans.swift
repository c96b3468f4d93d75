import Torch

extension Tensor {
  /// Each of K numbers replaced by the mean of its group, where the groups have the least sum of squared distances from their means
  /// that so many groups can have: k-means in one dimension, exactly.
  ///
  /// Groups of sorted numbers are intervals, so the best ones come from a recursion over their ends: with the costs C of all
  /// intervals, the best g groups of the first j numbers cost D_g(j) = min_i D_{g−1}(i) + C(i, j). It takes a few operations on
  /// `[K + 1, K + 1]`, and no step waits for the device.
  ///
  /// - Parameter groups: at most so many, at least 1. Absent tasks are in none, and get 0.
  func groupMeans(_ groups: Int, _ presence: Presence?) -> Tensor {
    // Absent tasks come last.
    let (sorted, order) = ATen.sort((presence?.fill(self, with: .infinity) ?? self).to(.float64), 0, false)
    let numbers = presence == nil ? sorted : sorted.maskedFill(mask: sorted.isInfinite(), 0)
    let sums = numbers.runningSums, costs = Tensor.intervalCosts(sums, numbers.square().runningSums)
    var best = costs.select(0, index: 0)
    var starts: [Tensor] = []
    for _ in 1..<groups {
      let (least, place) = ATen.min_dim(best.unsqueeze(1) + costs, 0, false)
      best = least
      starts.append(place)
    }
    let all = Tensor.full([1], Double(count), dtype: .int64, device: device)
    var ends = [presence?.mask.sum().reshape([1]) ?? all]
    for start in starts.reversed() { ends.append(start.indexSelect(0, ends[ends.count - 1])) }
    ends.append(all.zerosLike())
    let means = Tensor.means(of: sums, between: Tensor.cat(ends.reversed()))
    let own = means.indexSelect(0, order.argsort()).to(dtype)
    return presence?.zero(own) ?? own
  }

  /// `[K + 1]`: 0, and the sum of the first number, the first two, ….
  private var runningSums: Tensor { Tensor.cat([narrow(0, start: 0, length: 1).zerosLike(), cumsum(0)]) }

  /// `[K + 1, K + 1]`: the squared distances of the numbers i..<j from their mean; 0 for none, and infinite for j below i.
  private static func intervalCosts(_ sums: Tensor, _ squares: Tensor) -> Tensor {
    func between(_ x: Tensor) -> Tensor { x.unsqueeze(0) - x.unsqueeze(1) }
    let counts = between(sums.onesLike().cumsum(0))
    let costs = between(squares) - between(sums).square() / counts.clamp(min: 1)
    return costs.clamp(min: 0).maskedFill(mask: counts.less(0), .infinity)
  }

  /// The mean of the interval of each place.
  ///
  /// - Parameter ends: the intervals' ends, beginning with 0, in ascending order.
  private static func means(of sums: Tensor, between ends: Tensor) -> Tensor {
    let count = sums.size(0) - 1
    let places = sums.onesLike().narrow(0, start: 0, length: count).cumsum(0) - 1
    let bounds = ends.to(sums.dtype).unsqueeze(0).expand([count, ends.size(0)])
    let isBefore = bounds.lessOrEqual(places.unsqueeze(1))
    let first = ATen.max_dim(bounds.maskedFill(mask: isBefore.logicalNot(), 0), 1, false).0
    let last = ATen.min_dim(bounds.maskedFill(mask: isBefore, Double(count)), 1, false).0
    let differences = sums.indexSelect(0, last.to(.int64)) - sums.indexSelect(0, first.to(.int64))
    return differences / (last - first).clamp(min: 1)
  }
}
