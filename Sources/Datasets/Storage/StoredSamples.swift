import Foundation
import OrderedCollections
import Statistics

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
