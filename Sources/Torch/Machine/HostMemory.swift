import CTorch

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
