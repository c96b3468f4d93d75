import Foundation
import Torch

/// The way in which a network's step is computed: the order of its images and convolution weights in memory, and the
/// precision of its products.
public struct ComputePolicy: Equatable, Sendable {
  /// The order of images and convolution weights in memory.
  public var format: MemoryFormat

  /// `.float32`, or `.bfloat16` for autocast: products and convolutions in bfloat16, parameters, losses and updates in
  /// float32.
  public var precision: DType

  public init(format: MemoryFormat = .contiguous, precision: DType = .float32) {
    self.format = format
    self.precision = precision
  }

  /// The policy of a plain loop: row-major, float32.
  public static let plain = ComputePolicy()

  /// The policy that was measured to be the fastest for a network on this machine; `plain` if nothing was measured.
  ///
  /// On CPUs, networks with convolutions over images are laid out channels-last. They multiply in bfloat16 if the CPU
  /// has such products. All other networks stay as they are. The table holds milliseconds of processor time of a
  /// training step (forward, backward, Adam) with one thread of an AMD EPYC with AVX-512 and bfloat16 products,
  /// LibTorch 2.13.0:
  ///
  /// | network, input | float32 row-major | channels-last | bfloat16 row-major | channels-last |
  /// |---|---|---|---|---|
  /// | LeNet, 256 × 36×36 | 42 | 29 | 49 | 21 |
  /// | SegNet of widths 4 and 8, 8 × 96×128 | 62 | 50 | 60 | 38 |
  /// | SegNet of widths 32 to 256, 8 × 96×128 | 645 | 560 | 390 | 305 |
  /// | ResNet-18, 64 × 64×64 | 405 | 370 | 275 | 250 |
  /// | MLP of widths 64 and 64, 256 × 21 | 0.37 | the same | 0.76 | the same |
  public static func automatic(for network: Module, device: Device = .cpu) -> ComputePolicy {
    automatic(convolutional: network.modules().contains { $0 is Conv2d }, device: device, hasBFloat16: cpuHasBFloat16)
  }

  static func automatic(convolutional: Bool, device: Device, hasBFloat16: Bool) -> ComputePolicy {
    guard convolutional, device == .cpu else { return .plain }
    return ComputePolicy(format: .channelsLast, precision: hasBFloat16 ? .bfloat16 : .float32)
  }

  /// Whether the CPU has bfloat16 products. Without them LibTorch emulates bfloat16, which is slower than float32.
  static let cpuHasBFloat16: Bool = {
    guard let information = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
      let line = information.split(separator: "\n").first(where: { $0.hasPrefix("flags") || $0.hasPrefix("Features") })
    else { return false }
    return !Set(line.split(separator: " ")).isDisjoint(with: ["avx512_bf16", "amx_bf16", "bf16"])
  }()
}
