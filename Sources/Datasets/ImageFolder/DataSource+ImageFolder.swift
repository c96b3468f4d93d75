import Foundation
import OrderedCollections
import Tasks

extension DataSource {
  /// Pictures with a CSV file of labels, a task for each target column. Inputs are `[3, height, width]` in 0 … 1;
  /// targets are as in ``table(_:name:)``.
  ///
  /// - Throws: `DatasetError` if the file or a cell is wrong, and for more damaged pictures than permitted.
  public static func imageFolder(_ schema: ImageFolderSchema, reading: FileReading) throws -> DataSource {
    let rows = try TableRows(
      schema.table.train, schema: schema.table, .training(also: [schema.imageColumn]))
    let images = rows.texts(try rows.column(schema.imageColumn))
    var paths: [String] = []
    for row in 0..<rows.count {
      guard let name = images[row] else {
        throw DatasetError(
          "\(rows.place(row)), column `\(schema.imageColumn)` should name a picture. Found an empty cell.")
      }
      paths.append(schema.folder + "/" + name)
    }
    let parts = try rows.divided(
      by: schema.table.division, targets: schema.table.targets, takesValidation: true, takesTest: true)
    for split in Split.allCases where parts[split]?.isEmpty ?? true {
      throw DatasetError("The split `\(split)` of `\(rows.path)` should have rows. Found none.")
    }
    let encoding = try TableEncoding(schema.table, file: rows, rows: parts[.train]!)
    let weights = try schema.table.sampleWeight.map { try SampleWeights(rows, $0) }
    if let groups = encoding.groups {
      let targets = schema.table.targets
      try groups.check(
        targets,
        Split.allCases.map { split in
          try groups.labelled(targets, in: rows, rows: weights?.counted(parts[split]!) ?? parts[split]!)
        })
    }
    let labels = try encoding.targetValues(rows, rows: Array(0..<rows.count))
    let samples = try StoredSamples(
      PictureReader(paths, size: .init(height: schema.height, width: schema.width)), reading)
    var fingerprint = Fingerprint()
    fingerprint.add(samples.fingerprint)
    for target in encoding.targets {
      fingerprint.add(target.name)
      fingerprint.add(labels[target.name]!)
    }
    for split in Split.allCases { fingerprint.add(parts[split]!) }
    let ofRows = weights?.of(Array(0..<rows.count))
    if let ofRows { fingerprint.add(ofRows) }
    let all = InMemoryDataset(
      inputs: samples.inputs!,
      targets: OrderedDictionary(
        uniqueKeysWithValues: encoding.targets.map { ($0.name, $0.field(labels[$0.name]!)) }),
      weights: ofRows.map { Field($0) })
    func dataset(_ split: Split) throws -> Subset {
      let usable = samples.usable(parts[split]!)
      guard !usable.isEmpty else {
        throw DamagedSample.error(emptySplit: split, of: rows.path, samples.damaged)
      }
      try weights?.require(usable, of: split)
      return Subset(of: all, indices: usable)
    }
    var source = DataSource(
      name: URL(filePath: schema.folder).lastPathComponent, train: try dataset(.train),
      validation: try dataset(.validation), test: try dataset(.test),
      tasks: encoding.targets.map { target in
        let values = labels[target.name]!
        return target.task(isComplete: values.allSatisfy { target.isLabel($0) })
          .measured(forShares: target.shares(values))
      },
      input: .image(channels: 3, height: schema.height, width: schema.width), fingerprint: fingerprint.text)
    source.damaged = samples.damaged
    source.answers = encoding.answers
    source.sampleWeight = schema.table.sampleWeight
    source.targetNames = encoding.targetNames
    source.classNames = encoding.targets.reduce(into: [:]) { $0[$1.name] = $1.classes.isEmpty ? nil : $1.classes }
    return source
  }
}
