import Foundation
import Localisation

@testable import Datasets
@testable import Torch

/// Readers of files of data.
enum FileReaders {
  nonisolated(unsafe) static let harnesses: [String: Harness] = [
    "safetensors": { _ = try SafeTensors.decode($0, path: "f.safetensors") },
    "header": { _ = try HeaderJSON($0) },
    "npy": { _ = try Npy.decode($0, path: "f.npy") },
    "idx": { bytes in
      let images = try IDX(file(bytes))
      if images.bytes.count < longest { _ = images.values }
    },
    "cifar": { _ = try CIFAR10File(file($0)) },
    "image-list": { bytes in
      _ = try ImageListFile(file(bytes), classes: (bytes.last ?? 0) & 1 == 0 ? nil : 3)
    },
    "omniglot": { bytes in
      guard let choice = bytes.first else { return }
      var settings = Omniglot()
      if choice & 4 != 0 { settings.tasks = .characters }
      try look(DataSource.omniglot(folder: omniglot(Data(bytes.dropFirst()), at: Int(choice & 3)), settings))
    },
    "csv": { bytes in
      let choice = bytes.last ?? 0
      let separators: [Character] = [",", "\t", ";", " "]
      let table = try CSV(
        file(bytes), separator: separators[Int(choice & 3)], hasHeader: choice & 4 == 0, numbersDoubled: choice & 8 != 0
      )
      for row in 0..<min(table.count, mostRows) {
        _ = table.line(row)
        for column in table.columns.indices { _ = (table.text(row, column), table.number(row, column)) }
      }
    },
    "table": { bytes in
      let url = try file(bytes)
      let table = try CSV(url)
      guard table.columns.count >= 3 else { return }
      var schema = TableSchema(
        train: url.path,
        targets: [
          .init(name: "a", column: table.columns[0], kind: .regression),
          .init(name: "b", column: table.columns[1], kind: .classification),
        ])
      schema.numeric = [table.columns[2]]
      schema.categorical = Array(table.columns.dropFirst(3))
      try look(DataSource.table(schema))
    },
    "arff": { bytes in
      let relation = try ARFF(file(bytes))
      for row in 0..<min(relation.count, mostRows) {
        _ = relation.line(row)
        for column in relation.attributes.indices { _ = (relation.text(row, column), relation.number(row, column)) }
      }
    },
    "lesion-boxes": { _ = try LesionBoxes(file($0), images: 3) },
    "markings": { bytes in
      let markings = try MarkingFile(file(bytes)).markings
      _ = try MarkingConsensus.map([markings], type: "Haemorrhages", height: 32, width: 32)
    },
    "photographs": { _ = try FundusPhotographs(file($0)) },
    "labels": { _ = try labelNames(in: file($0)) },
    "gzip": { _ = try ByteStream(file($0)).rest(limit: longest) },
    "raw64": { _ = try RawFloat64(file($0), width: 3) },
    "celeba": { bytes in
      let table = try CelebATable(file(bytes), names: (bytes.first ?? 0) & 1 == 0)
      for row in table.names.indices { _ = table.line(row) }
    },
    "events": { bytes in
      var rules = (bytes.last ?? 0) & 1 == 0 ? EventLogProtocol.clean : .published
      if (bytes.last ?? 0) & 2 != 0 { rules.order = .published }
      try look(DataSource.eventLog(EventLog(file(bytes)), rules, seed: 1))
    },
    "conllu": { bytes in
      var data = TextData(.conllu, train: [try file(bytes).path], tasks: ["upos", "feats", "deprel-side", "genre"])
      (data.validation, data.test, data.words.characters) = (data.train, data.train, 2)
      (data.bound.longest, data.bound.longer) = (4, (bytes.last ?? 0) & 1 == 0 ? .cut : .drop)
      try look(DataSource.text(data))
    },
    "word-columns": { bytes in
      var columns = WordColumns(["word", "-", "tag"])
      if (bytes.last ?? 0) & 1 != 0 { (columns.separator, columns.hasComments) = (.tab, true) }
      let data = TextData(.columns(columns), train: [try file(bytes).path], tasks: ["tag"])
      try look(DataSource.text(data))
    },
    "text-table": { bytes in
      let url = try file(bytes)
      let names = try CSV(url).columns
      guard names.count >= 2 else { return }
      var schema = TableSchema(train: url.path, targets: [.init(name: "b", column: names[1], kind: .classification)])
      schema.text = names[0]
      try look(TextTable(schema).source())
    },
    "vectors": { bytes in
      var counts = WordCounts()
      for word in ["a", "The", "é"] { counts.add(word, count: 1) }
      _ = try WordVectors(file(bytes), for: TextVocabulary(counts))
    },
    "nifti": { bytes in
      _ = try Volume(reading: file(bytes).path)
    },
    "nrrd": { bytes in
      let url = try file(bytes).deletingPathExtension().appendingPathExtension("nrrd")
      try Data(bytes).write(to: url)
      _ = try Volume(reading: url.path)
    },
    "png": { _ = try Picture(Data($0), as: $0.count & 1 == 0 ? .colours : .numbers, path: "f.png") },
    "jpeg": { _ = try Picture(Data($0), as: .colours, path: "f.jpg") },
  ]

  private static let longest = 1 << 20
  private static let mostRows = 1000
  private static let mostSamples = 8

  /// Readers open files: the bytes as one, on a disk in memory. Each process has its own.
  private static let place = URL(
    filePath: ProcessInfo.processInfo.environment["FUZZ_FOLDER"] ?? "/dev/shm"
  ).appending(path: "\(ProcessInfo.processInfo.processIdentifier).csv")

  private static func file(_ bytes: UnsafeRawBufferPointer) throws -> URL {
    try Data(bytes).write(to: place)
    return place
  }

  /// A folder of Omniglot's files, 20 drawings of one pixel for each of four characters, of which one is replaced.
  private static func omniglot(_ bytes: Data, at place: Int) throws -> URL {
    var images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 80, 0, 0, 0, 1, 0, 0, 0, 1],
      labels: [UInt8] = [0, 0, 8, 2, 0, 0, 0, 80, 0, 0, 0, 3]
    images += [UInt8](repeating: 9, count: 80)
    for character in 0..<4 as Range<UInt8> {
      for drawing in 1...20 as ClosedRange<UInt8> { labels += [character / 2, character % 2, drawing] }
    }
    var files = [
      ("images-28x28-idx3-ubyte", Data(images)), ("labels-idx2-ubyte", Data(labels)),
      ("alphabets.txt", Data("0 A 2\n1 B 2\n".utf8)),
    ]
    if files.indices.contains(place) { files[place].1 = bytes }
    let folder = Self.place.deletingPathExtension()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, content) in files { try content.write(to: folder.appending(path: name)) }
    return folder
  }

  /// Batches of every split.
  private static func look(_ source: DataSource) throws {
    for split in [source.train, source.validation, source.test] where split.count > 0 {
      _ = try split.batch(Array(0..<min(split.count, mostSamples)))
    }
  }
}
