import Tasks

extension DataSource {
  /// Generated rooms with the three tasks of NYUv2: segmentation (13 classes), depth (metres) and normals. The splits
  /// show different rooms.
  ///
  /// Inputs are `[3, height, width]` in 0 … 1. Targets: `segmentation` `[height, width]` class numbers, −1 without a
  /// label; `depth` `[1, height, width]`, 0 where not measured; `normals` `[3, height, width]`, zero where not measured.
  ///
  /// - Parameters:
  ///   - train: the number of images of this split; `validation` and `test` likewise.
  ///   - height: the height in pixels, 8 to 4096; `width` likewise.
  ///   - seed: each seed shows other rooms.
  /// - Throws: `DatasetError` if a number is out of range.
  public static func scenes(
    train: Int, validation: Int, test: Int, height: Int = 96, width: Int = 128, seed: UInt64 = 0,
    imperfections: SceneImperfections = SceneImperfections()
  ) throws -> DataSource {
    let generator = try SceneGenerator(height: height, width: width, seed: seed, imperfections: imperfections)
    func dataset(_ count: Int, _ split: Split) throws -> InMemoryDataset {
      guard count > 0 else { throw DatasetError("`\(split)` of the scenes should be positive. Found \(count).") }
      return InMemoryDataset(scenes: generator.images(count, split: split))
    }
    var source = DataSource(
      name: "scenes", train: try dataset(train, .train), validation: try dataset(validation, .validation),
      test: try dataset(test, .test), tasks: sceneTasks,
      input: .image(channels: 3, height: height, width: width))
    source.classNames["segmentation"] = SceneClass.names
    return source
  }

  /// The tasks of scenes.
  public static var sceneTasks: [LearningTask] {
    [.segmentation("segmentation", classes: SceneClass.allCases.count), .depth("depth"), .normals("normals")]
  }
}

extension InMemoryDataset {
  /// Creates a data set of scenes.
  public init(scenes: SceneImages) {
    let size = [scenes.height, scenes.width]
    self.init(
      inputs: Field(image: scenes.image, shape: [3] + size),
      targets: [
        "segmentation": Field(classes: scenes.label, shape: size),
        "depth": Field(scenes.depth, shape: [1] + size, absence: .zero),
        "normals": Field(scenes.normals, shape: [3] + size, absence: .zero),
      ])
  }
}
