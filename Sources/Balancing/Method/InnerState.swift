import Torch

/// The state of a method inside another one.
extension [String: Tensor] {
  private static var prefix: String { "inner." }

  /// The entries under their names in the state of the outer method.
  var nested: [String: Tensor] {
    [String: Tensor](uniqueKeysWithValues: map { (Self.prefix + $0.key, $0.value) })
  }

  /// The entries of the inner method under their own names.
  var unnested: [String: Tensor] {
    [String: Tensor](
      uniqueKeysWithValues: filter { $0.key.hasPrefix(Self.prefix) }.map {
        (String($0.key.dropFirst(Self.prefix.count)), $0.value)
      })
  }
}
