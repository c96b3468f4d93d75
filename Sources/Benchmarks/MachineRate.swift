import Torch

/// The speed of this machine, measured now.
enum MachineRate {
  private static let side = 2048

  /// The floating-point operations a second in a product of two 2048×2048 float32 matrices: the best of `repeats`.
  static func matrixProduct(repeats: Int = 3) -> Double {
    let generator = Generator(seed: 0)
    let x = Tensor.randn([side, side], generator: generator)
    let y = Tensor.randn([side, side], generator: generator)
    let best = (0..<repeats).map { _ in seconds { _ = x.matmul(y) } }.min()!
    return 2 * Double(side * side * side) / best
  }

  /// The seconds of one addition of two 4×4 tensors, from call to result: the median of blocks.
  static func dispatch(blocks: Int = 15, size: Int = 10_000) -> Double {
    let x = Tensor.ones([4, 4])
    let y = Tensor.ones([4, 4])
    let times = (0..<blocks).map { _ in
      seconds { for _ in 0..<size { _ = x + y } } / Double(size)
    }
    return times.median
  }

  private static func seconds(_ body: () -> Void) -> Double {
    let start = ContinuousClock.now
    body()
    return start.duration(to: .now) / .seconds(1)
  }
}
