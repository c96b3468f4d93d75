import OrderedCollections
import Sharing
import Torch

/// The penalties that a network has of its own, pass by pass.
final class NetworkPenalties {
  /// The penalties of one pass.
  struct Values {
    /// The value of each penalty by name, without its graph.
    let byName: OrderedDictionary<String, Tensor>
    /// Σ weight · value with its graph; nil if nothing that is trained moves it.
    let sum: Tensor?
  }

  private let network: any Penalised
  private let device: Device
  /// The names of the first pass, which all passes should have.
  private var names: [String]?

  init(of network: any Penalised, on device: Device) {
    self.network = network
    self.device = device
  }

  /// Reads the penalties of the last pass; a further pass would replace them.
  ///
  /// - Parameter step: the number of the update, for errors.
  /// - Throws: `TorchError` for names that are not those of the first pass, and for a name that occurs twice; on the CPU
  ///   ``PenaltyError`` for a value that is not finite. On other devices that check would make the step wait.
  func read(step: Int) throws -> Values {
    let penalties = network.penalties
    let found = penalties.map(\.name)
    guard Set(found).count == found.count else {
      throw TorchError("the penalties of a network should have different names. Found \(found).")
    }
    guard names == nil || names == found else {
      throw TorchError("the penalties of a network should be \(names ?? []) after every pass. Found \(found).")
    }
    names = found
    let numbers = penalties.map { penalty in
      let value = penalty.value.reshape([])
      return value.dtype.byteCount < 4 ? value.to(.float32) : value
    }
    if !device.isAsynchronous {
      for (name, value) in zip(found, numbers) { try PenaltyError.check(name, [value]) { _ in step } }
    }
    let terms = zip(numbers, penalties).map { $0 * $1.weight }
    let sum = terms.first.map { terms.dropFirst().reduce($0, +) }
    return Values(
      byName: OrderedDictionary(uniqueKeysWithValues: zip(found, numbers.map { $0.detach() })),
      sum: sum?.requiresGrad == true ? sum : nil)
  }
}

extension [NetworkPenalties.Values] {
  /// The mean value of each penalty over the parts of a batch.
  var means: OrderedDictionary<String, Tensor> {
    guard let first, count > 1 else { return first?.byName ?? [:] }
    return OrderedDictionary(
      uniqueKeysWithValues: first.byName.keys.map { name in
        (name, Tensor.stack(compactMap { $0.byName[name] }).mean())
      })
  }
}

/// A penalty that is not finite.
public struct PenaltyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name of the penalty.
  public let penalty: String
  /// The value that was found.
  public let value: Double
  /// The number of the update.
  public let step: Int

  /// "the penalty `sparsity` should be finite. Found nan at step 12."
  public var description: String { "the penalty `\(penalty)` should be finite. Found \(value) at step \(step)." }

  /// Checks the values of a penalty in some batches. It waits for the device.
  ///
  /// - Parameter step: the number of a batch's update, by the batch's place.
  /// - Throws: ``PenaltyError`` for the first value that is not finite; `TorchError` for one whose operation failed.
  static func check(_ penalty: String, _ values: [Tensor], step: (Int) -> Int) throws {
    let numbers = try Tensor.stack(values).valid().array(of: Double.self)
    guard let place = numbers.firstIndex(where: { !$0.isFinite }) else { return }
    throw PenaltyError(penalty: penalty, value: numbers[place], step: step(place))
  }
}
