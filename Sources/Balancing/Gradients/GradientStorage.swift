/// Whether the K task gradients are kept.
public enum GradientStorage: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
  /// The gradients are kept up to a size of ``keptBytes``.
  case auto
  /// The K × P gradients are kept: K passes through the shared network, memory for K copies of its parameters.
  case jacobian
  /// Only their inner products are kept, stage by stage of the shared network: one pass more, memory for K copies of the
  /// largest stage's parameters.
  case gramian

  /// Kept gradients of up to 4 GiB: forty tasks of ResNet-18 take 1.8 GB and save one pass of forty-one.
  public static let keptBytes = 4 << 30

  public var description: String { rawValue }

  /// The way for a method and a network, where only `gramian` and `jacobian` are answers.
  func resolved(bytes: Int, gramianSuffices: Bool, stages: Int) -> GradientStorage {
    guard self == .auto else { return self }
    return gramianSuffices && stages > 1 && bytes > Self.keptBytes ? .gramian : .jacobian
  }
}
