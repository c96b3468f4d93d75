import Torch

/// In which order each task's gradient meets the others, where a method leaves that to chance.
enum VisitingOrder {
  /// For each of `count` tasks the others in random order, drawn independently. For up to two tasks there is one order,
  /// and nothing is drawn.
  static func draw(_ count: Int, _ generator: Generator) throws(TorchError) -> [[Int]] {
    guard count > 2 else { return (0..<count).map { task in (0..<count).filter { $0 != task } } }
    let keys = Tensor.rand([count, count], dtype: .float64, device: generator.device, generator: generator)
    let columns = try keys.argsort(dim: 1).valid().array(of: Int.self)
    return (0..<count).map { task in columns[(task * count)..<((task + 1) * count)].filter { $0 != task } }
  }
}
