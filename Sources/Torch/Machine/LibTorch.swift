import CTorch

/// LibTorch, the engine that computes: its version and what it uses of this machine.
public enum LibTorch {
  /// The version that this program was built against, such as "2.13.0".
  public static var version: String { String(cString: ct_version()) }

  /// The versions that are supported.
  public static let supportedVersions = ["2.13.0", "2.11.0"]

  /// The vector instructions that LibTorch uses here, such as "AVX512".
  public static var cpuCapability: String { String(cString: ct_cpu_capability()) }
}

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

/// The host's memory: its size, and whether this process keeps what its tensors have freed.
public enum HostMemory {
  /// The machine's memory in bytes, or the limit of this process's container if that is less.
  public static var size: Int { ct_memory() }

  /// Keeps freed memory for the next tensors instead of giving it back to the system.
  ///
  /// A training step frees and asks for the same large blocks in every step. By default the C library returns them to
  /// the system each time, which then has to clear every page again. With this call the process stays at its largest
  /// size until it ends. The call concerns the whole process, so a program makes it once at its start. With a C library
  /// other than GNU's it does nothing.
  public static func keepFreed() { ct_keep_freed_memory() }
}
