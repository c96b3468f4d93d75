import Torch

/// k-means in one dimension, exactly: K numbers in groups with the least sum of squared distances from their groups' means.
///
/// Groups of sorted numbers are intervals, so the best ones come from a recursion over their ends: with the costs C of all
/// intervals, the best g groups of the first j numbers cost D_g(j) = min_i D_{g−1}(i) + C(i, j). It takes some operations on
/// `[K + 1, K + 1]`, and no step waits for the device.
struct GroupMeans {
  private let count: Int
  private let groups: Int
  /// `[K + 1, K + 1]`, the numbers in the interval from each row's end to each column's, at least 1.
  private let lengths: Tensor
  /// `[K + 1, K + 1]`, 0 for an interval and infinite for none.
  private let barriers: Tensor
  /// `[K, 1]`, the places 0, 1, ….
  private let places: Tensor

  /// - Parameter groups: at most so many, at least 1.
  init(_ count: Int, groups: Int, on device: Device) {
    self.count = count
    self.groups = groups
    let ends = Tensor((0...count).map(Double.init)).to(device)
    let differences = Self.between(ends)
    lengths = differences.clamp(min: 1)
    barriers = differences.zerosLike().maskedFill(mask: differences.less(0), .infinity)
    places = ends.narrow(0, start: 0, length: count).unsqueeze(1)
  }

  /// Each number replaced by the mean of its group. Absent tasks are in none, and get 0.
  ///
  /// - Parameter numbers: `[K]`, 0 for absent tasks.
  func callAsFunction(_ numbers: Tensor, _ presence: Presence?) -> Tensor {
    guard groups < count else { return numbers }
    // Absent tasks come last.
    let (ascending, order) = ATen.sort((presence?.fill(numbers, with: .infinity) ?? numbers).to(.float64), 0, false)
    let sorted = presence == nil ? ascending : ascending.maskedFill(mask: ascending.isInfinite(), 0)
    let sums = Self.runningSums(sorted)
    let squares = Self.between(Self.runningSums(sorted.square())) - Self.between(sums).square() / lengths
    let ends = ends(of: squares.clamp(min: 0) + barriers, presence?.mask.sum().reshape([1]))
    let means = means(sums, ends).indexSelect(0, order.argsort()).to(numbers.dtype)
    return presence?.zero(means) ?? means
  }

  /// The ends of the best groups, `[groups + 1]`, ascending from 0.
  ///
  /// - Parameters:
  ///   - costs: of all intervals.
  ///   - last: `[1]`, the end of the numbers to be grouped; nil for the end of all.
  private func ends(of costs: Tensor, _ last: Tensor?) -> Tensor {
    var best = costs.select(0, index: 0)
    var starts: [Tensor] = []
    for _ in 1..<groups {
      let (least, place) = ATen.min_dim(best.unsqueeze(1) + costs, 0, false)
      best = least
      starts.append(place)
    }
    var ends = [last ?? Tensor.full([1], Double(count), dtype: .int64, device: costs.device)]
    for start in starts.reversed() { ends.append(start.indexSelect(0, ends[ends.count - 1])) }
    ends.append(ends[0].zerosLike())
    return Tensor.cat(ends.reversed())
  }

  /// The mean of the interval of each place.
  private func means(_ sums: Tensor, _ ends: Tensor) -> Tensor {
    let bounds = ends.to(sums.dtype).unsqueeze(0).expand([count, groups + 1])
    let isBefore = bounds.lessOrEqual(places)
    let first = ATen.max_dim(bounds.maskedFill(mask: isBefore.logicalNot(), 0), 1, false).0
    let last = ATen.min_dim(bounds.maskedFill(mask: isBefore, Double(count)), 1, false).0
    let differences = sums.indexSelect(0, last.to(.int64)) - sums.indexSelect(0, first.to(.int64))
    return differences / (last - first).clamp(min: 1)
  }

  /// `[K + 1]`: 0, and the sum of the first number, the first two, ….
  private static func runningSums(_ numbers: Tensor) -> Tensor {
    Tensor.cat([numbers.narrow(0, start: 0, length: 1).zerosLike(), numbers.cumsum(0)])
  }

  /// The differences of the columns' numbers from the rows'.
  private static func between(_ numbers: Tensor) -> Tensor { numbers.unsqueeze(0) - numbers.unsqueeze(1) }
}
