import CTorch

/// How many threads LibTorch uses within one operation. The setting belongs to the calling thread.
public enum Threads {
  /// At least 1 and at most ``most``; by default one for each processor.
  ///
  /// Any other number is a failed operation: it traps, or is thrown by `withTorchErrors`, and changes nothing.
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

  /// The largest number of threads: one for each processor, or ``leastMost`` where that is more.
  public static var most: Int { max(processors, leastMost) }

  /// A run made on a larger machine can go on to the same bits on a smaller one, with as many threads as before.
  private static let leastMost = 64
}
