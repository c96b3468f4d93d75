extension Sequence where Element == Int {
  /// The sum, or the largest or smallest integer if it lies beyond. Counts that are read from files may hold anything.
  package func saturatedSum() -> Int {
    reduce(0) { sum, next in
      let (total, overflows) = sum.addingReportingOverflow(next)
      return overflows ? (next > 0 ? .max : .min) : total
    }
  }
}
