import Datasets

extension Dictionary where Key == String {
  /// The figures of a split, which records keep by its name.
  package subscript(split: Split) -> Value? { self[split.rawValue] }
}
