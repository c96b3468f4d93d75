/// The rule by which values between the known ones are found.
public enum Interpolation: Sendable, Hashable {
  case nearest
  /// Linear in each spatial dimension: linear, bilinear or trilinear by the input's rank. With `alignCorners` the
  /// centres of the corner elements stay in place, otherwise the outer edges do.
  case linear(alignCorners: Bool = false)
}

extension Tensor {
  /// The tensor `[batch, channel, position…]` resized to the given spatial size.
  public func resized(to size: [Int], _ interpolation: Interpolation = .nearest) -> Tensor {
    resized(to: size, scales: size.map { _ in nil }, interpolation)
  }

  /// The tensor `[batch, channel, position…]` enlarged (or reduced, below 1) by a factor in each spatial dimension.
  public func resized(by factor: Double, _ interpolation: Interpolation = .nearest) -> Tensor {
    let size = shape.dropFirst(2).map { Int((Double($0) * factor).rounded(.down)) }
    return resized(to: size, scales: size.map { _ in factor }, interpolation)
  }

  private func resized(to size: [Int], scales: [Double?], _ interpolation: Interpolation) -> Tensor {
    guard rank == size.count + 2, (1...3).contains(size.count) else {
      failOperation("the size \(size) should have one number for each spatial dimension. Found the shape \(shape).")
      return Tensor(owning: nil)
    }
    switch (interpolation, size.count) {
    case (.nearest, 1): return ATen.upsample_nearest1d(self, size, scales[0])
    case (.nearest, 2): return ATen.upsample_nearest2d(self, size, scales[0], scales[1])
    case (.nearest, _): return ATen.upsample_nearest3d(self, size, scales[0], scales[1], scales[2])
    case (.linear(let align), 1): return ATen.upsample_linear1d(self, size, align, scales[0])
    case (.linear(let align), 2): return ATen.upsample_bilinear2d(self, size, align, scales[0], scales[1])
    case (.linear(let align), _): return ATen.upsample_trilinear3d(self, size, align, scales[0], scales[1], scales[2])
    }
  }
}

/// Resizes `[batch, channel, position…]` to a size or by a factor.
public final class Upsample: Module, UnaryLayer {
  private enum Target {
    case size([Int])
    case factor(Double)
  }

  private let target: Target
  /// The rule by which values between the known ones are found.
  public let interpolation: Interpolation

  /// Creates a layer that resizes by a factor in each spatial dimension.
  public init(by factor: Double, _ interpolation: Interpolation = .nearest) {
    require(factor > 0, "`factor` should be positive. Found \(factor).")
    target = .factor(factor)
    self.interpolation = interpolation
  }

  /// Creates a layer that resizes to a size.
  public init(to size: [Int], _ interpolation: Interpolation = .nearest) {
    require(!size.isEmpty && size.allSatisfy { $0 > 0 }, "`size` should be positive. Found \(size).")
    target = .size(size)
    self.interpolation = interpolation
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch target {
    case .size(let size): x.resized(to: size, interpolation)
    case .factor(let factor): x.resized(by: factor, interpolation)
    }
  }
}
