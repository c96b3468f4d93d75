/// A state dictionary that does not fit a module.
public struct StateError: Error, CustomStringConvertible, Equatable {
  /// The sentence that says what should hold and what was found, with the names and shapes.
  public let description: String

  /// An error with this text.
  public init(_ description: String) { self.description = description }
}

extension Module {
  /// Copies a state dictionary into the parameters and buffers.
  ///
  /// The state should have every name of the module with the same shape, and no other name. Otherwise nothing is
  /// copied, and the error names what is missing, left over or of another shape. Values are converted to the module's
  /// types.
  ///
  /// - Parameters:
  ///   - state: tensors by their full names, as ``Module/stateDictionary()`` gives them
  ///   - source: where the state comes from, for the error
  /// - Throws: ``StateError``
  public func load(_ state: [String: Tensor], from source: String = "the state") throws {
    let own = stateDictionary()
    let missing = own.filter { state[$0.name] == nil }.map(\.name)
    guard missing.isEmpty else {
      throw StateError("\(source) should hold \(Self.listed(missing)). Found \(Self.listed(state.keys.sorted())).")
    }
    let known = Set(own.map(\.name))
    let extra = state.keys.filter { !known.contains($0) }.sorted()
    guard extra.isEmpty else {
      throw StateError("\(source) should hold only the model's \(own.count) tensors. Found also \(Self.listed(extra)).")
    }
    for (name, tensor) in own where state[name]!.shape != tensor.shape {
      throw StateError("`\(name)` in \(source) should have the shape \(tensor.shape). Found \(state[name]!.shape).")
    }
    withoutGradients { for (name, tensor) in own { tensor.copyInPlace(state[name]!) } }
  }

  /// Runs a pass that leaves the buffers, such as running statistics, unchanged.
  package func keepingBuffers<Result>(_ body: () throws -> Result) rethrows -> Result {
    let buffers = namedBuffers().map(\.tensor)
    // Other memory takes the buffers' place: a change in place would make graphs that have read them invalid.
    let values = buffers.map { $0.detach() }
    for (buffer, value) in zip(buffers, values) { buffer.setData(value.clone()) }
    defer { for (buffer, value) in zip(buffers, values) { buffer.setData(value) } }
    return try body()
  }

  private static func listed(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    return names.isEmpty ? "nothing" : names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
