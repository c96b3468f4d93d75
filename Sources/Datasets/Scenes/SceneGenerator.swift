import Dispatch
import Statistics

/// A procedural, ray-cast stand-in for NYUv2: pictures of furnished rooms with 13-class labels, depth and normals.
///
/// Image `i` of a split depends on (seed, split, i), the size and the imperfections alone. It does not depend on the
/// number of images, on the thread or on the order. The splits show different rooms.
public struct SceneGenerator: Sendable {
  /// The height of an image in pixels.
  public let height: Int
  /// The width of an image in pixels.
  public let width: Int
  /// The seed from which every room is drawn.
  public let seed: UInt64
  /// The faults of the measurements.
  public let imperfections: SceneImperfections

  /// Creates a generator.
  ///
  /// - Throws: `DatasetError` if a size or an imperfection is out of range.
  public init(height: Int, width: Int, seed: UInt64, imperfections: SceneImperfections = SceneImperfections()) throws {
    for (name, value) in [("height", height), ("width", width)] where !(8...4096).contains(value) {
      throw DatasetError("`\(name)` of the scenes should lie in 8 … 4096 pixels. Found \(value).")
    }
    try imperfections.validate()
    self.height = height
    self.width = width
    self.seed = seed
    self.imperfections = imperfections
  }

  /// The first `count` images of a split.
  ///
  /// - Parameter workers: the number of images that are made at a time; one for each core by default. The result does
  ///   not depend on it.
  public func images(_ count: Int, split: Split = .train, workers: Int? = nil) -> SceneImages {
    images(0..<count, split: split, workers: workers)
  }

  /// The images of a split with the given numbers.
  public func images(_ range: Range<Int>, split: Split = .train, workers: Int? = nil) -> SceneImages {
    SceneImages(count: range.count, height: height, width: width) { planes in
      // Few images a task, so that a core which others keep busy does not hold up the rest.
      let tasks = max(1, min(range.count, workers ?? (range.count + 7) / 8))
      ParallelLoop.run(tasks) { task in
        let canvas = RayCaster.Canvas(height: height, width: width)
        for index in stride(from: task, to: range.count, by: tasks) {
          render(range.lowerBound + index, split: split, on: canvas, into: planes.image(index))
        }
      }
    }
  }

  private func render(_ index: Int, split: Split, on canvas: RayCaster.Canvas, into planes: ScenePlanes) {
    var keys = SplitMix64(key: seed, split.number, UInt64(index))
    RayCaster(room: Room(key: keys.next()), key: keys.next()).render(into: canvas)
    Sensor(imperfections: imperfections, key: keys.next(), canvas: canvas, planes: planes).expose()
  }
}

extension SceneImperfections {
  func validate() throws {
    let shares = [
      ("imageNoise", imageNoise), ("missingDepth", missingDepth), ("borderLabelNoise", borderLabelNoise),
      ("ignoredLabels", ignoredLabels),
    ]
    for (name, value) in shares where !(0...1).contains(value) {
      throw DatasetError("`\(name)` of the scenes should lie in 0 … 1. Found \(value).")
    }
    for (name, value) in [("depthNoise", depthNoise), ("normalNoise", normalNoise), ("normalBreak", normalBreak)]
    where !(value >= 0) {
      throw DatasetError("`\(name)` of the scenes should be at least 0. Found \(value).")
    }
    guard (0...8).contains(normalWindow) else {
      throw DatasetError("`normalWindow` of the scenes should lie in 0 … 8 pixels. Found \(normalWindow).")
    }
  }
}
