import Foundation
import TestSupport
import Testing

@testable import Datasets

/// CelebA in both of its forms, and what is said where a list is wrong.
@Suite struct CelebATests {
  private let folder = TemporaryFolder()
  private var root: URL { folder.url.appending(path: "celeba") }

  private func write(count: Int = 20) throws {
    var settings = GeneratedFolder.Settings()
    (settings.count, settings.height, settings.width) = (count, 48, 40)
    _ = try GeneratedFolder.celeba.write(to: root, settings)
  }

  private func source(limit: Int = 0) throws -> DataSource {
    try .celebA(
      folder: root, side: 16, reading: FileReading(cache: folder.url.appending(path: "cache"), damagedLimit: limit))
  }

  private func change(_ path: String, _ body: (String) -> String) throws {
    let file = root.appending(path: path)
    try Data(body(try String(contentsOf: file, encoding: .utf8)).utf8).write(to: file)
  }

  @Test func fortyTasksInTheOfficialSplits() throws {
    try write()
    let source = try source()
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [18, 1, 1])
    #expect(source.tasks.map(\.name) == FaceFolder.attributes && source.tasks.count == 40)
    #expect(source.tasks.allSatisfy { $0.kind == .binary && $0.metrics.map(\.name) == ["error-rate"] })
    let batch = try source.train.batch([2, 0])
    #expect(batch.inputs.sole.shape == [2, 3, 16, 16])
    let line = try String(contentsOf: root.appending(path: "Anno/list_attr_celeba.txt"), encoding: .utf8)
      .split(separator: "\n")[4].split(separator: " ")
    #expect(line[0] == "000003.jpg")
    #expect(source.tasks.map { batch.targets[$0.name]!.floats[0] } == line.dropFirst().map { $0 == "1" ? 1 : 0 })
  }

  @Test func answersCanBeSeen() throws {
    try write()
    let source = try source(), batch = try source.train.batch(Array(0..<18))
    // The patch of the first attribute is the first fifth of the first eighth: lighter where the answer is yes.
    let shades = (0..<18).map { batch.inputs.sole.floats[$0 * 3 * 256 + 1] }
    let answers = batch.targets["5_o_Clock_Shadow"]!.floats
    func mean(_ answer: Float) -> Float {
      let chosen = zip(shades, answers).filter { $0.1 == answer }.map(\.0)
      return chosen.reduce(0, +) / Float(chosen.count)
    }
    #expect(mean(1) > mean(0) + 0.1)
  }

  @Test func theListsOfKaggleAreTheSame() throws {
    try write()
    let before = try source()
    try change("Anno/list_attr_celeba.txt") { text in
      let lines = text.split(separator: "\n").dropFirst()
      let header = "image_id," + lines.first!.split(separator: " ").joined(separator: ",")
      return ([header] + lines.dropFirst().map { $0.split(separator: " ").joined(separator: ",") })
        .joined(separator: "\r\n")
    }
    try change("Eval/list_eval_partition.txt") { text in
      "image_id,partition\n" + text.replacing(" ", with: ",")
    }
    let files = FileManager.default
    for (old, new) in [
      ("Anno/list_attr_celeba.txt", "list_attr_celeba.csv"),
      ("Eval/list_eval_partition.txt", "list_eval_partition.csv"),
      ("Img/img_align_celeba", "img_align_celeba"),
    ] { try files.moveItem(at: root.appending(path: old), to: root.appending(path: new)) }
    let after = try source()
    #expect(after.fingerprint == before.fingerprint)
    #expect(after.tasks.map(\.name) == before.tasks.map(\.name))
  }

  @Test func damagedPicturesAreNamedAndLeftOut() throws {
    try write()
    _ = try GeneratedFolder.celeba.damage(root)
    let source = try source(limit: 3)
    #expect(source.train.count == 15)
    #expect(source.damaged.map(\.sample) == [0, 1, 2])
    #expect(errorText { _ = try self.source(limit: 2) }.contains("000003.jpg"))
  }

  @Test(arguments: [
    (1, "000002.jpg 1", "line 4 should have 41 cells, a picture and 40 numbers. Found 2."),
    (2, "", "line 4, `5_o_Clock_Shadow` should be 1 or -1. Found 3."),
    (3, "", "should have 21 pictures, as its first line says. Found 20."),
    (4, "", "line 4 should hold whole numbers. Found \"x\"."),
  ])
  func aWrongListIsNamed(which: Int, replacement: String, reason: String) throws {
    try write()
    let list = "Anno/list_attr_celeba.txt"
    try change(list) { text in
      var lines = text.split(separator: "\n").map(String.init)
      let rest = lines[3].split(separator: " ").dropFirst(2).joined(separator: " ")
      switch which {
      case 1: lines[3] = replacement
      case 2: lines[3] = "000002.jpg 3 \(rest)"
      case 3: lines[0] = "21"
      default: lines[3] = "000002.jpg x \(rest)"
      }
      return lines.joined(separator: "\n")
    }
    let text = errorText { _ = try source() }
    #expect(text == "`\(root.path)/\(list)` \(reason)", "\(text)")
  }

  /// The lists name JPEGs also where the folder holds PNGs, in the folder for them or in that of the JPEGs.
  @Test(arguments: ["img_align_celeba_png", "img_align_celeba"]) func picturesMayBePNGs(name: String) throws {
    try write()
    let old = root.appending(path: "Img/img_align_celeba"), new = root.appending(path: "Img/\(name)")
    try FileManager.default.createDirectory(at: new, withIntermediateDirectories: true)
    for file in try FileManager.default.contentsOfDirectory(at: old, includingPropertiesForKeys: nil) {
      let png = file.deletingPathExtension().appendingPathExtension("png").lastPathComponent
      try Picture(file, as: .colours).png().write(to: new.appending(path: png))
      try FileManager.default.removeItem(at: file)
    }
    if old != new { try FileManager.default.removeItem(at: old) }
    #expect(try source().train.count == 18)
  }

  @Test func anAttributeThatIsThereTwiceIsNamed() throws {
    try write()
    try change("Anno/list_attr_celeba.txt") { $0.replacing("Bald", with: "Young") }
    #expect(
      errorText { _ = try source() }
        == "`\(root.path)/Anno/list_attr_celeba.txt` line 2 should name every column once. Found `Young` again.")
  }

  @Test(arguments: ["../../x.jpg", "a/../../x.jpg", "/etc/passwd"])
  func aPictureOutsideOfTheFolderIsRefused(name: String) throws {
    try write()
    for list in ["Anno/list_attr_celeba.txt", "Eval/list_eval_partition.txt"] {
      try change(list) { $0.replacing("000003.jpg", with: name) }
    }
    #expect(
      errorText { _ = try source() }
        == "`\(root.path)/Anno/list_attr_celeba.txt` line 5 should name a picture in `\(root.path)/Img/img_align_celeba`. "
        + "Found \(name).")
  }

  @Test func everyPictureHasASplit() throws {
    try write()
    try change("Eval/list_eval_partition.txt") { $0.replacing("000004.jpg 0\n", with: "") }
    #expect(errorText { _ = try source() }.hasSuffix("Found none for 000004.jpg."))
    try FileManager.default.removeItem(at: root.appending(path: "Eval"))
    #expect(
      errorText { _ = try source() }
        == "`\(root.path)` should hold one of Eval/list_eval_partition.txt, list_eval_partition.txt, list_eval_partition.csv. Found none."
    )
  }
}

/// Pictures with a CSV file of labels.
@Suite struct ImageFolderTests {
  private let folder = TemporaryFolder()

  private func source(
    _ csv: String, damaging damaged: [Int] = [], limit: Int = 0, sampleWeight: String? = nil
  ) throws -> DataSource {
    for index in 0..<10 {
      let picture = Picture(
        width: 8, height: 8, channels: 3, .bytes(Array(repeating: UInt8(index * 20), count: 8 * 8 * 3)))
      _ = folder.write(damaged.contains(index) ? [1, 2, 3] : Array(try picture.png()), "\(index).png")
    }
    var table = TableSchema(
      train: folder.write(csv, "labels.csv").path,
      targets: [
        .init(name: "kind", kind: .classification), .init(name: "weight", kind: .regression),
        .init(name: "old", kind: .binary),
      ])
    table.sampleWeight = sampleWeight
    (table.division.rule, table.division.column) = (.column, "part")
    (table.division.validationValues, table.division.testValues) = (["v"], ["t"])
    return try .imageFolder(
      ImageFolderSchema(folder: folder.url.path, imageColumn: "file", table: table, height: 4, width: 4),
      reading: FileReading(cache: folder.url.appending(path: "cache"), damagedLimit: limit))
  }

  private var csv: String {
    "file,part,kind,weight,old\n"
      + (0..<10).map {
        "\($0).png,\($0 < 6 ? "l" : $0 < 8 ? "v" : "t"),\($0 % 2 == 0 ? "a" : "b"),\($0 == 3 ? "" : "\($0)"),\($0 / 5)"
      }
      .joined(separator: "\n")
  }

  @Test func picturesHaveTheWeightsOfAColumn() throws {
    // The row of the picture 0 is `0.png,l,a,0,0`.
    let weighted = csv.split(separator: "\n").enumerated().map { $0 == 0 ? "\($1),share" : "\($1),\($0 % 4)" }
    let source = try source(weighted.joined(separator: "\n"), damaging: [4], limit: 1, sampleWeight: "share")
    #expect(source.train.weights == [1, 2, 3, 0, 2] && source.test.weights == [1, 2])
    #expect(try source.train.batch([4, 1]).weights?.floats == [2, 2])
    #expect(source.fingerprint != (try self.source(csv, damaging: [4], limit: 1)).fingerprint)
    let none = weighted.map { $0.contains(",t,") ? $0.dropLast() + "0" : $0[...] }.joined(separator: "\n")
    #expect(
      errorText { _ = try self.source(none, sampleWeight: "share") }.hasSuffix(
        "should have a row whose weight, column `share`, is above 0. Found 0 in all 2 rows."))
  }

  @Test func rowsBecomeSamples() throws {
    let source = try source(csv)
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [6, 2, 2])
    #expect(source.tasks.map(\.kind) == [.classification, .regression, .binary])
    #expect(source.tasks.map(\.labels.isComplete) == [true, false, true])
    let batch = try source.test.batch([1])
    #expect(batch.inputs.sole.shape == [1, 3, 4, 4])
    #expect(batch.inputs.sole.floats.allSatisfy { abs($0 - 180 / 255) < 1e-6 })
    #expect(batch.targets["kind"]!.floats == [1] && batch.targets["old"]!.floats == [1])
    let scale = source.tasks[1].scale
    #expect(abs(Double(batch.targets["weight"]!.floats[0]) * scale.standardDeviation + scale.mean - 9) < 1e-5)
  }

  @Test func damagedPicturesLeaveTheOthers() throws {
    let source = try source(csv, damaging: [2], limit: 1)
    #expect(source.train.count == 5)
    #expect(try source.train.batch([2]).inputs.sole.floats[0] == 60 / 255)
  }

  @Test func wrongCellsAreNamed() {
    let path = folder.url.path + "/labels.csv"
    #expect(
      errorText { _ = try source(csv.replacing("4.png,l,a,4,0", with: "4.png,l,a")) }
        == "`\(path)` line 6 should have 5 cells, as the first line has. Found 3.")
    #expect(
      errorText { _ = try source(csv.replacing("4.png,l", with: ",l")) }
        == "`\(path)` line 6, column `file` should name a picture. Found an empty cell.")
    #expect(errorText { _ = try source(csv.replacing("4.png", with: "no.png")) }.contains("no.png` should be a file"))
    #expect(
      errorText { _ = try source(csv.replacing("9.png,t,b", with: "9.png,t,c")) }
        == "`\(path)` line 11, column `kind` should be one of the classes a, b. Found \"c\". "
        + "Training lacks it: list all classes (`classes`), or divide the rows otherwise (`split`).")
  }
}
