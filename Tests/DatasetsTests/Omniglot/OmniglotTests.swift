import Foundation
import Tasks
import TestSupport
import Testing
import Torch

@testable import Datasets

/// Omniglot's files, their tasks and their division, and what is said where a file is damaged.
@Suite struct OmniglotTests {
  private let folder = TemporaryFolder()

  /// Two characters of A, three of B and two of C, by 20 drawers each.
  private static let list = "0 A 2\n1 B 3\n2 C 2\n"
  private static let places: [[UInt8]] = [2, 3, 2].enumerated().flatMap { alphabet, characters in
    (0..<characters).flatMap { character in
      (1...20).map { [UInt8(alphabet), UInt8(character), UInt8($0)] }
    }
  }

  private static func idx(_ sizes: [Int], _ data: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(sizes.count)] + sizes.flatMap { size in [24, 16, 8, 0].map { UInt8(size >> $0 & 255) } } + data
  }

  /// Images of 2 × 1 pixels: 100 · alphabet + 10 · character, and the drawer.
  private func write(_ places: [[UInt8]] = places, list: String = list, images: Int? = nil) {
    folder.write(
      gzip(
        Self.idx(
          [images ?? places.count, 2, 1],
          (0..<(images ?? places.count)).flatMap { image in
            let place = places[image % places.count]
            return [place[0] &* 100 &+ place[1] &* 10, place[2]]
          })), "images-28x28-idx3-ubyte.gz")
    folder.write(Self.idx([places.count, 3], places.flatMap { $0 }), "labels-idx2-ubyte")
    folder.write(list, "alphabets.txt")
  }

  private func source(_ change: (inout Omniglot) -> Void = { _ in }) throws -> DataSource {
    var settings = Omniglot()
    change(&settings)
    return try .omniglot(folder: folder.url, settings)
  }

  private func whole(_ set: any Dataset) throws -> Batch { try set.batch(Array(0..<set.count)) }

  /// The drawer of each drawing, by its second pixel.
  private func drawers(_ set: any Dataset) throws -> Set<Int> {
    Set(try whole(set).inputs.sole.narrow(2, start: 1, length: 1).floats.map { Int(($0 * 255).rounded()) })
  }

  @Test func anAlphabetIsATaskAndADrawingHasALabelOfOneAlone() throws {
    write()
    let source = try source(), batch = try whole(source.train)
    #expect(source.tasks.map(\.name) == ["A", "B", "C"])
    #expect(
      source.tasks.map(\.outputs) == [2, 3, 2]
        && source.tasks.map(\.kind) == .init(repeating: .classification, count: 3))
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [84, 28, 28])
    #expect(source.input == .image(channels: 1, height: 2, width: 1))
    let pixels = batch.inputs.sole.narrow(2, start: 0, length: 1).floats.map { Int(($0 * 255).rounded()) }
    for (number, task) in ["A", "B", "C"].enumerated() {
      let labels = batch.targets[task]!.array(of: Int64.self)
      #expect(labels == pixels.map { Int64($0 / 100 == number ? $0 % 100 / 10 : -1) })
    }
    #expect(source.train.labelledSamples(of: ["B"])?.count == 36)
  }

  @Test func aCharacterIsAQuestionToItsOwnAlphabet() throws {
    write()
    let source = try source { $0.tasks = .characters }, batch = try whole(source.validation)
    #expect(source.tasks.map(\.name) == ["A 1", "A 2", "B 1", "B 2", "B 3", "C 1", "C 2"])
    #expect(source.tasks.allSatisfy { $0.kind == .binary })
    let second = batch.targets["B 2"]!.floats
    #expect(second[..<8].allSatisfy(\.isNaN) && second[20...].allSatisfy(\.isNaN))
    #expect(Array(second[8..<20]) == [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0])
  }

  @Test func theRareAnswerIsJudgedByAUC() throws {
    write(list: "0 A 40\n1 B 3\n2 C 2\n")
    let tasks = try source { $0.tasks = .characters }.tasks
    #expect(tasks[0].metrics[0].name == "auc" && tasks.last?.metrics[0].name == "accuracy")
  }

  @Test func aDrawerIsInOneSplitAlone() throws {
    write()
    let source = try source { ($0.validation, $0.test) = (3, 5) }
    let parts = try [source.train, source.validation, source.test].map(drawers)
    #expect(parts.map(\.count) == [12, 3, 5])
    #expect(Set(parts.joined()) == Set(1...20))
    for task in ["A", "B", "C"] {
      let own = try #require(source.test.labelledSamples(of: [task]))
      #expect(try drawers(Subset(of: source.test, indices: own)) == parts[2])
    }
  }

  @Test func theSeedDrawsTheDrawers() throws {
    write()
    #expect(try drawers(source().test) == drawers(source().test))
    #expect(try drawers(source().test) != drawers(source { $0.seed = 1 }.test))
    #expect(try source().fingerprint != source { $0.seed = 1 }.fingerprint)
  }

  @Test func alphabetsCanBeChosen() throws {
    write()
    let source = try source { $0.alphabets = ["C", "B"] }
    #expect(source.tasks.map(\.name) == ["B", "C"])
    #expect(source.train.count == 60)
  }

  /// Drawings of alphabets without a task are left out, and those of one alphabet all have labels.
  @Test func theFirstTasksCanBeTaken() throws {
    write()
    let source = try source { ($0.tasks, $0.first) = (.characters, 3) }
    #expect(source.tasks.map(\.name) == ["A 1", "A 2", "B 1"] && source.train.count == 60)
    let one = try self.source { ($0.tasks, $0.first) = (.characters, 1) }
    let labels = try whole(one.train).targets["A 1"]!.floats
    #expect(one.train.count == 24 && labels.allSatisfy { !$0.isNaN })
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  @Test func anUnknownAlphabetIsRefusedWithTheNearest() {
    write(list: "0 Latin 2\n1 Greek 3\n2 Korean 2\n")
    #expect(
      errorText { try source { $0.alphabets = ["Grek"] } }
        == "`Grek` is not an alphabet of `\(path("alphabets.txt"))`. Did you mean `Greek`? The alphabets are `Latin`, "
        + "`Greek`, `Korean`.")
  }

  @Test func moreTasksThanThereAreAreRefused() {
    write()
    #expect(
      errorText { try source { ($0.tasks, $0.first) = (.characters, 8) } }
        == "`first` should lie in 1 … 7, the characters of `\(path("alphabets.txt"))` that are read. Found 8.")
  }

  @Test(arguments: ["images-28x28-idx3-ubyte", "labels-idx2-ubyte"]) func aMissingFileIsNamed(name: String) throws {
    write()
    for ending in ["", ".gz"] { try? FileManager.default.removeItem(at: folder.url.appending(path: name + ending)) }
    #expect(
      errorText { try source() } == "`\(folder.url.path)` should hold `\(name).gz` or `\(name)`. Found neither.")
  }

  @Test func aMissingListIsNamed() throws {
    write()
    try FileManager.default.removeItem(at: folder.url.appending(path: "alphabets.txt"))
    #expect(
      errorText { try source() }
        == "`\(path("alphabets.txt"))` should be a file that can be read. Found: No such file or directory.")
  }

  /// A file that ends early, another magic number, and labels of two numbers.
  @Test func damagedLabelsAreRefused() {
    write()
    let bytes = Self.idx([140, 3], Self.places.flatMap { $0 }), file = path("labels-idx2-ubyte")
    folder.write(Array(bytes.dropLast(5)), "labels-idx2-ubyte")
    #expect(
      errorText { try source() }
        == "`\(file)` should hold 420 bytes of data for its shape [140, 3]. Found 415.")
    folder.write([1] + bytes.dropFirst(), "labels-idx2-ubyte")
    #expect(errorText { try source() }.contains("should start with two zero bytes, a type and a rank (IDX)."))
    folder.write(Self.idx([140, 2], [UInt8](repeating: 1, count: 280)), "labels-idx2-ubyte")
    #expect(
      errorText { try source() }
        == "`\(file)` should hold the alphabet, character and drawer of 140 images, [140, 3]. Found [140, 2].")
  }

  @Test(
    arguments: [
      ([3, 0, 1], "an alphabet in 0 … 2. Found 3."), ([1, 3, 1], "a character of B in 0 … 2. Found 3."),
      ([0, 0, 0], "a drawer in 1 … 20. Found 0."), ([0, 0, 21], "a drawer in 1 … 20. Found 21."),
    ] as [([UInt8], String)]) func aLabelOutsideItsRangeIsRefused(place: [UInt8], found: String)
  {
    var places = Self.places
    places[2] = place
    write(places)
    #expect(errorText { try source() } == "Image 2 of `\(path("labels-idx2-ubyte"))` should have \(found)")
  }

  @Test func anotherNumberOfImagesIsRefused() {
    write(images: 141)
    #expect(
      errorText { try source() }
        == "`\(path("labels-idx2-ubyte"))` should hold the alphabet, character and drawer of 141 images, [141, 3]. "
        + "Found [140, 3].")
  }

  @Test(arguments: ["0 A 2\n2 B 3\n", "0 A 1\n", "0 A x\n", "0 A\n", "0 A 2 3\n", "0 A 257\n"])
  func aListInAnotherFormIsRefused(list: String) {
    write(list: list)
    let text = errorText { try source() }
    #expect(text.contains("should be the number"), "\(text)")
    #expect(text.contains("an alphabet's name and its number of characters, 2 to 256, with a blank between. Found \""))
  }

  @Test func anAlphabetIsNamedOnce() {
    write(list: "0 A 2\n1 A 3\n2 C 2\n")
    #expect(errorText { try source() } == "`\(path("alphabets.txt"))` should name each alphabet once. Found `A` twice.")
  }

  @Test func anAlphabetWithoutDrawingsOfASplitIsRefused() {
    write(Self.places.filter { $0[0] != 1 || $0[2] == 1 })
    #expect(errorText { try source() }.contains("should have drawings of `B` for `"))
  }
}
