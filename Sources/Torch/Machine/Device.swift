import CTorch

/// A device that holds tensors and computes with them.
public struct Device: Hashable, Sendable, CustomStringConvertible {
  let kind: Int32
  /// The number of the device among those of its kind, from 0.
  public let index: Int

  /// Host memory.
  public static let cpu = Device(kind: 0, index: 0)
  /// An NVIDIA GPU. Check `isCUDAAvailable` first, since every operation on an absent device fails.
  public static func cuda(_ index: Int = 0) -> Device { Device(kind: 1, index: index) }
  /// Apple's GPU.
  public static let mps = Device(kind: 13, index: 0)

  /// Whether an NVIDIA GPU can be used: the CUDA half of LibTorch is installed and a device answers.
  public static var isCUDAAvailable: Bool { ct_cuda_available() }
  /// Whether Apple's GPU can be used.
  public static var isMPSAvailable: Bool { ct_mps_available() }
  /// The devices that can be used here, the CPU first.
  public static var available: [Device] {
    [.cpu] + (0..<cudaCount).map { .cuda($0) } + (isMPSAvailable ? [.mps] : [])
  }
  /// The number of NVIDIA GPUs that can be used.
  public static var cudaCount: Int { Int(ct_cuda_count()) }

  /// The device of a name: "cpu", "cuda", "cuda:1" or "mps"; nil for any other text.
  public init?(_ name: String) {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("cpu", 1): self = .cpu
    case ("mps", 1): self = .mps
    case ("cuda", 1): self = .cuda()
    case ("cuda", 2):
      guard let index = Int(parts[1]), index >= 0 else { return nil }
      self = .cuda(index)
    default: return nil
    }
  }

  init(kind: Int32, index: Int) {
    self.kind = kind
    self.index = index
  }

  /// Whether work is queued on the device, so that reading a value waits for it.
  public var isAsynchronous: Bool { self != .cpu }

  /// Waits until everything queued on the device is done.
  public func synchronize() { checked(ct_synchronize(kind, Int32(index))) }

  /// The device's name, such as "cpu", "cuda:0" or "mps"; `init(_:)` reads it.
  public var description: String {
    switch kind {
    case 0: "cpu"
    case 1: "cuda:\(index)"
    case 13: "mps"
    default: "device \(kind)"
    }
  }
}
