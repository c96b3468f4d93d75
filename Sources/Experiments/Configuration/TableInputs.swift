/// The input columns of a table.
public struct TableInputs: Sendable {
  public enum Numeric: Hashable, Sendable {
    case named([String])
    /// Every column that is neither categorical, dropped, a target nor what rows are grouped by.
    case rest
  }

  public var numeric: Numeric
  public var categorical: [String]
  /// Columns that are not read.
  public var drop: [String]

  var numericNames: [String] { if case .named(let names) = numeric { names } else { [] } }

  init(reading section: ConfigurationSection) throws {
    numeric = try section.read("numeric", default: .rest, write: Self.write) { node, path in
      if case .scalar(let scalar) = node.content, scalar.text == "rest" { return .rest }
      guard case .list = node.content else { throw node.mismatch(path, "a list of columns or `rest`") }
      return .named(try node.list(path, of: "columns") { try $0.string($1) })
    }
    categorical = try section.strings("categorical", default: [])
    drop = try section.strings("drop", default: [])
    let all = numericNames + categorical + drop
    if let twice = all.first(where: { name in all.count(where: { $0 == name }) > 1 }) {
      throw ConfigurationError(
        "`data.inputs` should hold a column once. Found \"\(twice)\" twice.", at: section.node.origin)
    }
  }

  private static func write(_ value: Numeric, _ origin: ConfigurationOrigin) -> ConfigurationNode.Content {
    switch value {
    case .rest: .value("rest")
    case .named(let names): .list(names, origin) { .value($0) }
    }
  }
}
