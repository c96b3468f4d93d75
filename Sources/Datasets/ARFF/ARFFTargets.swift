import Foundation
import Tasks

/// The attributes of an ARFF file that are targets.
public enum ARFFTargets: Sendable, Hashable {
  /// The last attributes, this many.
  case last(Int)
  /// The attributes of these names.
  case named([String])
  /// The attributes that the XML file next to the ARFF file names: for `emotions-train.arff.gz`, `emotions-train.xml`
  /// or `emotions.xml`.
  case besideFile

  /// The targets' columns.
  ///
  /// - Throws: `DatasetError` for a name that is no attribute, a number that leaves no input, and a missing XML file.
  func names(in attributes: [ARFF.Attribute], of path: String) throws -> [String] {
    let all = attributes.map(\.name)
    let names: [String]
    switch self {
    case .last(let count):
      guard count > 0, count < all.count else {
        throw DatasetError(
          "`\(path)` should have inputs as well as targets, with \(all.count) attributes. Found \(count) targets."
        )
      }
      return all.suffix(count)
    case .named(let given): names = given
    case .besideFile: names = try labelNames(in: Self.labelFile(beside: path))
    }
    let known = Set(all)
    for name in names where !known.contains(name) {
      throw DatasetError.unknownColumn(name, of: path, among: all)
    }
    return names
  }

  private static func labelFile(beside path: String) throws -> URL {
    var stem = path
    for suffix in [".gz", ".arff"] where stem.lowercased().hasSuffix(suffix) { stem.removeLast(suffix.count) }
    let whole = ["-train", "_train", ".train"].first { stem.lowercased().hasSuffix($0) }.map {
      String(stem.dropLast($0.count))
    }
    let candidates = [stem, whole].compactMap { $0 }.map { URL(fileURLWithPath: $0 + ".xml") }
    guard let file = candidates.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      let names = candidates.map { "`\($0.path)`" }.joined(separator: " or ")
      throw DatasetError("The targets of `\(path)` should be given, or be named by \(names). Found neither.")
    }
    return file
  }
}

extension TableSchema {
  /// The schema of ARFF files, from the declarations in the training file. Nominal inputs are categories. Targets are
  /// regressions if numeric, yes or no if their values are 0 and 1, otherwise classifications.
  ///
  /// - Parameters:
  ///   - train: the training file, or the only one.
  ///   - dropping: attributes that are not read.
  ///   - weight: the numeric attribute with the weight of each row; nil if all rows weigh the same.
  /// - Throws: `DatasetError`, see ``ARFF``; also for an attribute of text that is not dropped.
  public init(
    arff train: String, targets chosen: ARFFTargets, dropping dropped: [String] = [], weight: String? = nil
  ) throws {
    let attributes = try ARFF.attributes(URL(fileURLWithPath: train))
    let names = try chosen.names(in: attributes, of: URL(fileURLWithPath: train).path),
      unread = Set(names).union(dropped).union([weight].compactMap(\.self))
    let kinds = Dictionary(uniqueKeysWithValues: attributes.map { ($0.name, $0.kind) })
    for name in dropped + [weight].compactMap(\.self) where kinds[name] == nil {
      throw DatasetError.unknownColumn(name, of: train, among: attributes.map(\.name))
    }
    if let weight, kinds[weight] != .numeric {
      throw DatasetError("`\(weight)` of `\(train)` should be numeric, as the sample weight. Found nominal or text.")
    }
    self.init(
      train: train,
      targets: try names.map { name in
        switch kinds[name]! {
        case .numeric: Target(name: name, kind: .regression)
        case .nominal(["0", "1"]), .nominal(["1", "0"]): Target(name: name, kind: .binary)
        case .nominal(let values): Target(name: name, kind: .classification, classes: values)
        case .text: throw DatasetError("`\(name)` of `\(train)` should be numeric or nominal, as a target. Found text.")
        }
      })
    format = .arff
    missing = []
    absence = .mean
    sampleWeight = weight
    for attribute in attributes where !unread.contains(attribute.name) {
      switch attribute.kind {
      case .numeric: numeric.append(attribute.name)
      case .nominal: categorical.append(attribute.name)
      case .text:
        throw DatasetError(
          "`\(attribute.name)` of `\(train)` should be numeric or nominal, or be dropped. Found text.")
      }
    }
  }
}
