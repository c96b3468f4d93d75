import CTorch

/// The number of threads that LibTorch uses within one operation. The setting belongs to the calling thread.
public enum Threads {
  /// The number of threads, at least 1 and at most ``most``; one for each processor by default.
  ///
  /// Any other number is a failed operation: it traps, or `withTorchErrors` throws it, and nothing changes.
  public static var count: Int {
    get { Int(ct_threads()) }
    set {
      let isPossible = requirement(
        (1...most).contains(newValue),
        "`threads` should be between 1 and \(most). Found \(newValue), on a machine with \(processors) processors.")
      if isPossible { ct_set_threads(Int32(newValue)) }
    }
  }

  /// The processors of this machine.
  public static var processors: Int { max(1, Int(ct_processors())) }

  /// The largest number of threads: one for each processor, or `leastMost` if that is more.
  public static var most: Int { max(processors, leastMost) }

  /// The number of threads that is always permitted. A run made on a larger machine can then continue on a smaller one
  /// with as many threads as before, and gives the same bits.
  private static let leastMost = 64
}
