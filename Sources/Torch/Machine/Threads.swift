import CTorch

/// How many threads LibTorch uses within one operation. The setting belongs to the calling thread.
public enum Threads {
  /// At least 1; by default one for each core.
  public static var count: Int {
    get { Int(ct_threads()) }
    set {
      precondition(newValue > 0, "`Threads.count` should be positive. Found \(newValue).")
      ct_set_threads(Int32(newValue))
    }
  }
}
