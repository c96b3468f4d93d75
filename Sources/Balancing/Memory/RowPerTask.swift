import Components
import Tasks
import Torch

/// One row of P numbers for each task that a method keeps from step to step: as much memory as the K gradients.
///
/// It is made at the first step, in the gradients' type and on their device, filled with zeros.
final class RowPerTask {
  private let method: String
  /// The name in the method's state.
  private let name: String
  private let count: Int
  private let device: Device
  /// `[K, P]`, once there was a step.
  private var rows: Tensor?

  init(_ name: String, of method: String, _ setup: BalancingSetup) {
    self.name = name
    self.method = method
    count = setup.count
    device = setup.device
  }

  /// Gives `body` the rows of the present tasks, `[tasks, P]`, to be changed in place.
  ///
  /// - Throws: `BalancingError` where the rows are of another length than the gradients: a state was loaded that belongs to
  ///   another network.
  func update<Result>(_ sample: JacobianSample, _ body: (Tensor) throws -> Result) throws -> Result {
    let all = try rows(like: sample.jacobian)
    if sample.tasks.count == count { return try body(all) }
    let places = Tensor(sample.tasks, device: all.device)
    let present = all.indexSelect(0, places)
    let result = try body(present)
    ATen.index_put_(all, [places], present, false)
    return result
  }

  private func rows(like jacobian: Tensor) throws -> Tensor {
    let width = jacobian.size(1)
    if let rows, rows.dtype == jacobian.dtype, rows.device == jacobian.device, rows.size(1) == width { return rows }
    if let rows, rows.size(1) != width {
      throw BalancingError(
        "`\(name)` of `\(method)` should have as many columns as the gradients, \(width). Found \(rows.size(1)).")
    }
    let made =
      rows?.to(jacobian.device, jacobian.dtype)
      ?? Tensor.zeros([count, width], dtype: jacobian.dtype, device: jacobian.device)
    rows = made
    return made
  }

  /// The rows by their name; empty before the first step.
  var state: [String: Tensor] { rows.map { [name: $0.clone()] } ?? [:] }

  /// What a loaded state may hold of the rows: nothing, if it was saved before the first step, or as many rows as tasks, and
  /// of the same length where there was a step.
  func check(_ state: [String: Tensor]) throws {
    guard let shape = state[name]?.shape else { return }
    let fits = shape.count == 2 && shape[0] == count && (rows == nil || rows?.shape == shape)
    guard fits else {
      let wanted = rows.map { "\($0.shape)" } ?? "[\(count), P]"
      throw SettingError("`\(name)` of `\(method)` should have the shape \(wanted). Found \(shape).")
    }
  }

  /// Takes over what was checked.
  func load(_ state: [String: Tensor]) { rows = state[name].map { $0.detach().to(device).clone() } }

  func reset() { rows = nil }

  /// The rest of a state.
  func remainder(_ state: [String: Tensor]) -> [String: Tensor] { state.filter { $0.key != name } }
}
