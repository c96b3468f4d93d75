import Foundation
import OrderedCollections
import Tasks

/// The division of a dense data set's samples.
public struct DenseDivision: Hashable, Sendable {
  /// The folder names that replace `{split}` in the patterns. Without a name for validation or test, its samples are
  /// held out of those for training.
  public var train = "train"
  public var validation: String?
  public var test: String?
  /// The share of the training samples that is held out if there is no folder.
  public var validationShare = 0.0
  public var testShare = 0.0
  /// The fold whose samples are the test split, instead of ``testShare``; nil for one division by shares.
  public var fold: Fold?
  /// The seed that decides which samples are held out.
  public var seed: UInt64 = 0

  public init() {}
}

extension DataSource {
  /// Pictures with labels for every pixel: the tasks `segmentation`, `depth` and `normals`, as far as the layout has
  /// them.
  ///
  /// Inputs are `[3, height, width]` in 0 … 1. Targets are as in
  /// ``scenes(train:validation:test:height:width:seed:imperfections:)``. With a validation share of 0 and no folder for
  /// validation, every training sample is trained on, and a fifth of them serves as validation too.
  ///
  /// - Parameters:
  ///   - rule: when a normal counts as measured.
  /// - Throws: `DatasetError` if files are missing or do not belong together, and for more damaged files than
  ///   permitted.
  public static func dense(
    _ name: String, _ layout: DenseLayout, root: URL, division: DenseDivision, reading: FileReading,
    rule: DirectionLabels.Rule = .anyComponent
  ) throws -> DataSource {
    var layout = layout
    var damaged: [DamagedSample] = []
    var notes: [String] = []
    var fingerprint = Fingerprint()
    func part(_ split: String) throws -> StoredSamples {
      let reader = try DenseReader(layout.naming(split: split), root: root)
      // Every part has the size of the first.
      layout.size = layout.size ?? reader.size
      let samples = try StoredSamples(reader, reading, isDirect: reader.isDirect, damagedBefore: damaged)
      damaged += samples.damaged
      notes += samples.notes
      fingerprint.add(samples.fingerprint)
      return samples
    }
    let train = try part(division.train)
    let validation = try division.validation.map(part), test = try division.test.map(part)
    let indices = try division.indices(
      count: train.count, hasValidation: validation != nil, hasTest: test != nil, of: root.path)
    if let fold = division.fold { fingerprint.add([fold.number, fold.count]) }
    fingerprint.add([indices.train.count, indices.validation.count, indices.test.count, Int(division.seed)])
    func dataset(_ split: Split, _ own: StoredSamples?, _ held: [Int]) throws -> any Dataset {
      let samples = own ?? train
      let usable = samples.usable(own.map { Array(0..<$0.count) } ?? held)
      guard !usable.isEmpty else {
        throw DamagedSample.error(emptySplit: split, of: root.path, samples.damaged)
      }
      return Subset(of: samples.dataset, indices: usable)
    }
    var source = DataSource(
      name: name, train: try dataset(.train, nil, indices.train),
      validation: try dataset(.validation, validation, indices.validation),
      test: try dataset(.test, test, indices.test), tasks: layout.tasks(rule),
      input: .image(channels: 3, height: layout.size!.height, width: layout.size!.width), fingerprint: fingerprint.text)
    source.damaged = damaged
    source.notes = notes
    return source
  }
}

extension DenseDivision {
  /// The share of the training samples that serves as validation if none is held out.
  static let shownAgain = 0.2

  func indices(
    count: Int, hasValidation: Bool, hasTest: Bool, of path: String
  ) throws -> SampleDivision {
    func drawn(validation: Double) throws -> SampleDivision {
      guard let fold else {
        return .shares(count, validation: validation, test: hasTest ? 0 : testShare, seed: seed)
      }
      let units = StratifiedUnits(count: count, name: "samples")
      let splits = try fold.splits(of: units, validation: validation, seed: seed, path: path)
      func of(_ split: Split) -> [Int] { splits.indices.filter { splits[$0] == split } }
      return SampleDivision(train: of(.train), validation: of(.validation), test: of(.test))
    }
    guard !hasValidation, validationShare == 0 else {
      return try drawn(validation: hasValidation ? 0 : validationShare)
    }
    var division = try drawn(validation: Self.shownAgain)
    division.train = (division.train + division.validation).sorted()
    return division
  }
}

extension DenseLayout {
  /// The tasks whose labels the layout has.
  package func tasks(_ rule: DirectionLabels.Rule) -> [LearningTask] {
    var tasks: [LearningTask] = []
    if let labels { tasks.append(.segmentation("segmentation", classes: labels.classes)) }
    if let depth { tasks.append(.depth("depth", unit: depth.unit)) }
    if normals != nil { tasks.append(.normals("normals", rule: rule)) }
    return tasks
  }
}
