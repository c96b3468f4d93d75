import Foundation
import OrderedCollections

/// The options of reading files: the folder of their values, and the number that may be damaged.
public struct FileReading: Sendable {
  /// The folder of all stores of values.
  public var cache: URL
  /// The largest number of samples that may be left out because their files cannot be used.
  public var damagedLimit: Int

  public init(cache: URL, damagedLimit: Int = 0) {
    self.cache = cache
    self.damagedLimit = damagedLimit
  }
}

/// The samples of some files, all checked. The damaged ones must not be read.
struct StoredSamples: Sendable {
  let inputs: Field?
  let targets: OrderedDictionary<String, Field>
  private let reader: any SampleReader
  let damaged: [DamagedSample]
  /// Sentences on what deserves a look though nothing is wrong.
  let notes: [String]
  let fingerprint: String
  let count: Int

  /// Opens or reads the samples.
  ///
  /// - Parameters:
  ///   - isDirect: whether the reader itself is as quick as a copy of its values.
  ///   - damagedBefore: samples of the same data that were left out already.
  /// - Throws: `DatasetError` for more damaged samples than permitted.
  init(
    _ reader: any SampleReader, _ reading: FileReading, isDirect: Bool = false, damagedBefore: [DamagedSample] = []
  ) throws {
    let store = try SampleStore(
      reader, in: reading.cache, keepsValues: !isDirect, limit: reading.damagedLimit, damagedBefore: damagedBefore)
    self.reader = reader
    count = reader.files.count
    damaged = store.manifest.damaged
    notes = store.manifest.notes
    fingerprint = store.manifest.fingerprint
    if isDirect {
      (inputs, targets) = (nil, [:])
    } else {
      let fields = reader.fields
      inputs = try store.field(fields[0].name)
      targets = OrderedDictionary(
        uniqueKeysWithValues: try fields.dropFirst().map { field in
          (field.name, try store.field(field.name, absence: field.element == .float32 ? .zero : .negative))
        })
    }
  }

  /// The samples as a data set.
  var dataset: any Dataset {
    inputs.map { InMemoryDataset(inputs: $0, targets: targets) } ?? FileDataset(reader: reader)
  }

  /// The given samples without those that are damaged.
  func usable(_ indices: [Int]) -> [Int] {
    let damaged = Set(damaged.map(\.sample))
    return damaged.isEmpty ? indices : indices.filter { !damaged.contains($0) }
  }
}

/// The samples of each split.
struct SampleDivision {
  var train: [Int]
  var validation: [Int]
  var test: [Int]

  /// The division of `count` samples at random by shares, each split in the order of its numbers. A sample's split does
  /// not depend on which others are damaged.
  static func shares(_ count: Int, validation: Double, test: Double, seed: UInt64) -> SampleDivision {
    var random = SplitMix64(key: seed, 0x696d_6167_6573)
    let order = random.permutation(count)
    func size(_ share: Double) -> Int { share > 0 ? max(1, Int((share * Double(count)).rounded())) : 0 }
    let forTest = min(count, size(test)), forValidation = min(count - forTest, size(validation))
    return SampleDivision(
      train: order[(forTest + forValidation)...].sorted(),
      validation: order[forTest..<forTest + forValidation].sorted(), test: order[..<forTest].sorted())
  }
}
