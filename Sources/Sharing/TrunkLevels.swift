import Backbones
import Torch

/// A trunk in one pass, level by level. Every pass needs its own, since a level may keep what a later one reads.
struct LevelPass {
  private let stages: [Stage]
  private let levels: [TrunkLevel]

  init(_ trunk: any StagedTrunk) {
    stages = trunk.stages
    levels = trunk.levels
  }

  /// The output of a level for that of the level before.
  func callAsFunction(_ level: Int, _ x: Tensor) -> Tensor { levels[level].stages.reduce(x) { stages[$1].run($0) } }

  /// What a head reads of a level's output.
  func read(_ output: Tensor, at level: Int) -> Tensor {
    level == levels.count - 1 ? output : stages[levels[level].stages.upperBound - 1].read(output)
  }
}

/// What a level gives of one sample.
struct LevelFeatures: Equatable {
  /// The shape without the batch: `[size]`, `[channels, height, width]`, or `[length, size]` for a sequence.
  let shape: [Int]

  /// The dimension of the channels in a batch.
  var axis: Int { shape.count == 2 ? 2 : 1 }

  /// The numbers at each place.
  var channels: Int { shape[axis - 1] }

  /// All numbers.
  var count: Int { shape.reduce(1, *) }

  /// A vector with a number for each channel, as a factor of a batch.
  func factor(_ channels: Tensor) -> Tensor {
    var shape = [Int](repeating: 1, count: self.shape.count + 1)
    shape[axis] = self.channels
    return channels.view(shape)
  }

  /// A new linear map of the channels at each place, without bias: a layer for vectors and sequences, a 1×1 convolution for
  /// maps.
  func map(from inputs: Int, to outputs: Int, bias: Bool, generator: Generator) -> any UnaryLayer {
    shape.count == 3
      ? Conv2d(inputs, outputs, kernel: 1, bias: bias, generator: generator)
      : Linear(inputs, outputs, bias: bias, generator: generator)
  }
}

extension StagedTrunk {
  /// What each level gives of a sample of this shape. It is found by a pass, in evaluation.
  ///
  /// - Throws: ``Backbones/ShapeError`` for a level without channels.
  func levelFeatures(for input: [Int]) throws -> [LevelFeatures] {
    try withTorchErrors {
      try evaluating {
        try withoutGradients {
          let pass = LevelPass(self)
          var h = Tensor.zeros([1] + input)
          return try levels.indices.map { level in
            h = pass(level, h)
            let shape = Array(h.shape.dropFirst())
            guard (1...3).contains(shape.count) else {
              throw ShapeError("`\(levels[level].name)` should give vectors, maps or sequences. Found \(shape).")
            }
            return LevelFeatures(shape: shape)
          }
        }
      }
    }
  }

  /// The modules of a level.
  func modules(of level: Int) -> [Module] { levels[level].stages.flatMap { stages[$0].modules } }
}
