import Foundation
import OrderedCollections
import Tasks

extension DataSource {
  /// CelebA: a yes-or-no task for each of its 40 attributes, judged by the error rate as in the published protocol. Inputs
  /// are `[3, side, side]` in 0 … 1; the splits are the official ones.
  ///
  /// - Parameters:
  ///   - folder: as its authors distribute it, or as Kaggle does.
  ///   - side: the side in pixels to which pictures are resized, without regard to their proportions.
  /// - Throws: `DatasetError` if a list is wrong, and for more damaged pictures than permitted.
  public static func celebA(folder: URL, side: Int, reading: FileReading) throws -> DataSource {
    let files = try CelebAFiles(folder: folder)
    let reader = PictureReader(files.pictures, size: .init(height: side, width: side))
    let samples = try StoredSamples(reader, reading)
    let width = files.attributes.count
    let targets = files.attributes.enumerated().map { column, name in
      (name, Field(stride(from: column, to: files.answers.count, by: width).map { files.answers[$0] }))
    }
    var fingerprint = Fingerprint()
    fingerprint.add(samples.fingerprint)
    fingerprint.add(files.answers)
    for name in files.attributes { fingerprint.add(name) }
    fingerprint.add(files.division.train)
    let all = InMemoryDataset(inputs: samples.inputs!, targets: OrderedDictionary(uniqueKeysWithValues: targets))
    func dataset(_ split: Split, _ indices: [Int]) throws -> Subset {
      let usable = samples.usable(indices)
      guard !usable.isEmpty else { throw DamagedSample.error(emptySplit: split, of: folder.path, samples.damaged) }
      return Subset(of: all, indices: usable)
    }
    var source = DataSource(
      name: "celeba", train: try dataset(.train, files.division.train),
      validation: try dataset(.validation, files.division.validation), test: try dataset(.test, files.division.test),
      tasks: try celebATasks(files.attributes),
      input: .image(channels: 3, height: side, width: side), fingerprint: fingerprint.text)
    source.damaged = samples.damaged
    return source
  }

  /// The tasks of the attributes of the published list.
  package static func celebATasks() throws -> [LearningTask] { try celebATasks(FaceFolder.attributes) }

  private static func celebATasks(_ attributes: [String]) throws -> [LearningTask] {
    try attributes.map { try LearningTask.binary($0, isComplete: true).measured(by: ["error-rate"]) }
  }
}
