import CTorch

/// The host's memory, and how this process holds what tensors on the CPU no longer use.
public enum HostMemory {
  /// The machine's memory in bytes, or what this process's container may take of it.
  public static var size: Int { ct_memory() }

  /// Keeps freed memory for the next tensors instead of giving it back to the system.
  ///
  /// A training step frees and asks for the same large blocks again and again; by default the C library returns them to
  /// the system each time, which then has to clear every page anew. The process stays at its largest size until it ends.
  /// It concerns the whole process, so a program calls it once at its start; where the C library is not GNU's it does
  /// nothing.
  public static func keepFreed() { ct_keep_freed_memory() }
}
