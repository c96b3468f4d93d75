import Foundation

/// The state from which an optimiser continues: tensors by name, numbers by name, and the optimiser to which it
/// belongs.
public struct OptimizerState: Sendable {
  /// The optimiser's name, such as "Adam".
  public var algorithm: String
  /// The optimiser's tensors. `<parameter>.step` is a scalar, the number of updates of that parameter. After the first
  /// update there are `<parameter>.exp_avg` and whatever else the optimiser keeps, under PyTorch's names.
  public var tensors: [String: Tensor]
  /// The hyper-parameters, and `<group>.learning_rate` and `<group>.weight_decay` of every group.
  public var numbers: [String: Double]

  public init(algorithm: String, tensors: [String: Tensor], numbers: [String: Double]) {
    self.algorithm = algorithm
    self.tensors = tensors
    self.numbers = numbers
  }
}

extension OptimizerState {
  private static let algorithmKey = "optimizer"
  private static let numbersKey = "numbers"

  /// Writes the state as a safetensors file, as a whole or not at all.
  public func write(to url: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let numbers = String(decoding: try encoder.encode(numbers), as: UTF8.self)
    try SafeTensors.write(
      tensors.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
      metadata: [Self.algorithmKey: algorithm, Self.numbersKey: numbers], to: url)
  }

  /// Reads a file that `write` wrote.
  public static func read(_ url: URL) throws -> OptimizerState {
    let file = try SafeTensors.read(url)
    guard let algorithm = file.metadata[algorithmKey], let text = file.metadata[numbersKey] else {
      throw StateError(
        "\(url.path) should hold `\(algorithmKey)` and `\(numbersKey)` in its metadata. "
          + "Found \(file.metadata.keys.sorted()).")
    }
    guard let numbers = try? JSONDecoder().decode([String: Double].self, from: Data(text.utf8)) else {
      throw StateError("`\(numbersKey)` in the metadata of \(url.path) should be an object of numbers. Found \(text).")
    }
    return OptimizerState(algorithm: algorithm, tensors: file.tensors, numbers: numbers)
  }
}
