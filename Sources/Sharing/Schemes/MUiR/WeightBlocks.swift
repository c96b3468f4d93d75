import Torch

/// The division of a weight into blocks of `m` outputs and `n` inputs, one at each place of the kernel.
///
/// A weight `[outputs, inputs, kernel…]` has (outputs / m) · (inputs / n) · places blocks. Block
/// (row · columns + column) · places + place is a vector of m · n numbers, output by output.
package struct WeightBlocks {
  /// The shape of the weight.
  let shape: [Int]
  private let outputs: Int
  private let inputs: Int

  /// Divides a weight; nil for one that the blocks do not divide, and for a vector.
  package init?(_ shape: [Int], outputs: Int, inputs: Int) {
    guard shape.count >= 2, shape[0] % outputs == 0, shape[1] % inputs == 0 else { return nil }
    self.shape = shape
    self.outputs = outputs
    self.inputs = inputs
  }

  private var rows: Int { shape[0] / outputs }
  private var columns: Int { shape[1] / inputs }
  private var places: Int { shape.dropFirst(2).reduce(1, *) }

  /// The number of blocks.
  package var count: Int { rows * columns * places }

  /// The inputs of one output, kernel included.
  var fanIn: Int { shape[1] * places }

  /// The weight whose blocks are the rows of `[count, m · n]`.
  package func weight(of blocks: Tensor) -> Tensor {
    guard count > 1 else { return blocks.view(shape) }
    return blocks.view([rows, columns, places, outputs, inputs]).permute([0, 3, 1, 4, 2]).reshape(shape)
  }

  /// The blocks of a weight, `[count, m · n]`.
  func blocks(of weight: Tensor) -> Tensor {
    weight.reshape([rows, outputs, columns, inputs, places]).permute([0, 2, 4, 1, 3]).reshape([count, outputs * inputs])
  }
}
