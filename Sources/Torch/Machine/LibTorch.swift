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
