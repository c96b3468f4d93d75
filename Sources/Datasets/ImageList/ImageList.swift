import Components
import Foundation
import Tasks

/// Lists of pictures with a class each, one list a split: the form in which Office-31 and Office-Home are passed on, with three
/// lists for each of their domains.
///
/// Source: K. Saenko et al., [Adapting Visual Category Models to New Domains](https://doi.org/10.1007/978-3-642-15561-1_16),
/// ECCV 2010 (Office-31); H. Venkateswara et al., [Deep Hashing Network for Unsupervised Domain
/// Adaptation](https://arxiv.org/abs/1706.07522), CVPR 2017 (Office-Home); the lists are those of
/// [LibMTL](https://github.com/median-research-group/LibMTL/tree/main/examples/office/data_txt).
public struct ImageList: Hashable, Sendable {
  /// The path of the folder of pictures; the lists hold paths below it.
  public var folder: String
  /// The path of the list of training pictures, a text file, plain or gzip.
  public var train: String
  /// The path of the list of validation pictures.
  public var validation: String
  /// The path of the list of test pictures.
  public var test: String
  /// The name of the task.
  public var task: String
  /// The number of classes; nil for one more than the largest number of the lists.
  public var classes: Int?
  /// The height in pixels to which pictures are resized, without regard to their proportions.
  public var height: Int
  /// The width in pixels to which pictures are resized.
  public var width: Int

  public init(
    folder: String, train: String, validation: String, test: String, task: String, classes: Int? = nil, height: Int,
    width: Int
  ) {
    self.folder = folder
    (self.train, self.validation, self.test) = (train, validation, test)
    self.task = task
    self.classes = classes
    (self.height, self.width) = (height, width)
  }

  /// The task for so many classes.
  package func task(classes: Int) -> LearningTask { .classification(task, classes: classes, isComplete: true) }
}

extension DataSource {
  /// Pictures of lists with a classification, judged by accuracy. Inputs are `[3, height, width]` in 0 … 1.
  ///
  /// - Throws: `DatasetError` if a line is wrong, if a picture is in the lists twice, and for more damaged or missing pictures
  ///   than permitted.
  public static func imageList(_ list: ImageList, reading: FileReading) throws -> DataSource {
    let files = try [list.train, list.validation, list.test].map {
      try ImageListFile(URL(filePath: $0), classes: list.classes)
    }
    let lines = files.flatMap(\.lines)
    var places: [String: String] = [:]
    for line in lines {
      if let other = places.updateValue(line.place, forKey: line.picture) {
        throw DatasetError(
          "\(line.place) should name a picture of its own. Found `\(Found.cut(line.picture))`, which is in \(other).")
      }
    }
    let samples = try StoredSamples(
      PictureReader(
        lines.map { list.folder + "/" + $0.picture }, size: .init(height: list.height, width: list.width),
        places: lines.map(\.place)), reading)
    let all = InMemoryDataset(
      inputs: samples.inputs!, targets: [list.task: Field(classes: lines.map { Int64($0.label) })])
    var fingerprint = Fingerprint()
    fingerprint.add(samples.fingerprint)
    fingerprint.add(list.task)
    fingerprint.add(lines.map(\.label))
    fingerprint.add(files.map(\.lines.count))
    var start = 0
    let splits = try zip(Split.allCases, files).map { split, file in
      let usable = samples.usable(Array(start..<start + file.lines.count))
      start += file.lines.count
      guard !usable.isEmpty else { throw DamagedSample.error(emptySplit: split, of: file.path, samples.damaged) }
      return Subset(of: all, indices: usable)
    }
    let classes = list.classes ?? max(ImageListFile.classes.lowerBound, 1 + lines.map(\.label).max()!)
    var source = DataSource(
      name: list.task, train: splits[0], validation: splits[1], test: splits[2],
      tasks: [list.task(classes: classes)],
      input: .image(channels: 3, height: list.height, width: list.width), fingerprint: fingerprint.text)
    source.damaged = samples.damaged
    return source
  }
}
