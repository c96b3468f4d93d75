/// A size for each spatial dimension: one number for all of them, or a list.
public protocol SpatialSize: Sendable {
  /// One number for each of `rank` dimensions.
  func sizes(rank: Int) -> [Int]
}

extension Int: SpatialSize {
  public func sizes(rank: Int) -> [Int] { Array(repeating: self, count: rank) }
}

extension Array: SpatialSize where Element == Int {
  public func sizes(rank: Int) -> [Int] {
    require(count == rank, "a size should have \(rank) numbers. Found \(self).")
    return self
  }
}

extension SpatialSize {
  /// The sizes for `rank` dimensions, none of them below `least`; `name` is the hyper-parameter's name in the error.
  func sizes(rank: Int, _ name: String, atLeast least: Int) -> [Int] {
    let sizes = sizes(rank: rank)
    for size in sizes {
      require(size >= least, "`\(name)` should be \(least > 0 ? "positive" : "at least \(least)"). Found \(size).")
    }
    return sizes
  }
}

extension Int {
  /// The product, or the largest whole number if the product is larger: a size that no memory holds.
  package func saturating(times factor: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }
}
