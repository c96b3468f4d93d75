import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("ARFF") struct ARFFTests {
  private let folder = TemporaryFolder()

  private static let header = """
    % A comment, then a blank line.

    @relation 'of people'
    @ATTRIBUTE age numeric
    @attribute "eye colour" {blue, 'light green', "dark\\"er"}
    @attribute 'it\\'s' REAL
    @attribute note string
    @attribute answer {0,1}
    @data

    """

  private func table(_ rows: String, _ header: String = Self.header) throws -> ARFF {
    try ARFF(folder.write(header + rows, "people.arff"))
  }

  private func failure(_ rows: String, _ header: String = Self.header) -> String {
    errorText { _ = try table(rows, header) }.replacingOccurrences(of: folder.url.path + "/", with: "")
  }

  @Test func attributesHaveNamesAndTypes() throws {
    let table = try table("1,blue,2,x,0\n")
    #expect(table.attributes.map(\.name) == ["age", "eye colour", "it's", "note", "answer"])
    #expect(
      table.attributes.map(\.kind) == [
        .numeric, .nominal(["blue", "light green", "dark\"er"]), .numeric, .text, .nominal(["0", "1"]),
      ])
  }

  @Test func rowsAreDense() throws {
    let table = try table("  1.5 ,'light green',-2e3, 'a, b % c' ,1 \r\n% between\n?,?,?,?,?\n+3,\"dark\\\"er\",0,,0")
    #expect(table.count == 3)
    #expect((0..<3).map { table.line($0) } == [10, 12, 13])
    #expect((0..<3).map { table.number($0, 0) } == [1.5, nil, 3])
    #expect((0..<3).map { table.text($0, 1) } == ["light green", nil, "dark\"er"])
    #expect((0..<3).map { table.number($0, 2) } == [-2000, nil, 0])
    #expect((0..<3).map { table.text($0, 4) } == ["1", nil, "0"])
    #expect(table.text(0, 0) == "1.5" && table.text(2, 0) == "3")
    #expect(table.number(0, 4) == nil)
  }

  @Test func rowsAreSparse() throws {
    let table = try table("{0 7, 1 'light green', 4 1}\n{ 2 ? }\n{}\n")
    #expect((0..<3).map { table.number($0, 0) } == [7, 0, 0])
    #expect((0..<3).map { table.text($0, 1) } == ["light green", "blue", "blue"])
    #expect((0..<3).map { table.number($0, 2) } == [0, nil, 0])
    #expect((0..<3).map { table.text($0, 4) } == ["1", "0", "0"])
  }

  @Test func aCommentMayStandBehindARowOrADeclaration() throws {
    let header = """
      @relation r
      @attribute Jitter(%) real % in percent
      @attribute shape {round,'50 % off'} % two of them
      @data % and now

      """
    let table = try table("1,round % seen twice\n2,'50 % off'% again\n{0 7} % sparse\n", header)
    #expect(table.attributes.map(\.name) == ["Jitter(%)", "shape"])
    #expect((0..<3).map { table.number($0, 0) } == [1, 2, 7])
    #expect((0..<3).map { table.text($0, 1) } == ["round", "50 % off", "round"])
  }

  @Test func twoQuotesStandForOne() throws {
    let header = """
      @relation r
      @attribute 'it''s' real
      @attribute b {p,'it''s','say ''no'''}
      @data

      """
    let table = try table("1,'it''s'\n2,p\n3,\"say 'no'\"\n", header)
    #expect(table.attributes[0].name == "it's")
    #expect((0..<3).map { table.text($0, 1) } == ["it's", "p", "say 'no'"])
  }

  @Test(arguments: ["real[0,1]", "numeric [0,1]", "INTEGER [0, 10]", "Real  [0,1] % comment"])
  func aRangeBehindATypeIsReadOver(_ type: String) throws {
    let table = try table("0.5,1\n7,2\n", "@RELATION r\n@Attribute a \(type)\n@attribute b real\n@Data\n")
    #expect(table.attributes.map(\.kind) == [.numeric, .numeric])
    #expect(table.number(1, 0) == 7)
  }

  @Test func blanksAndTabsSeparateWhereThereAreNoCommas() throws {
    let header = "@relation r\n@attribute a real\n@attribute b {x y 'x y'}\n@attribute c real\n@data\n"
    let table = try table("1\tx\t3\n2   'x y' \t ?\r\n 4,y,5\n?\ty\t6\t% comment\n", header)
    #expect((0..<4).map { table.number($0, 0) } == [1, 2, 4, nil])
    #expect((0..<4).map { table.text($0, 1) } == ["x", "x y", "y", "y"])
    #expect((0..<4).map { table.number($0, 2) } == [3, nil, 5, 6])
  }

  @Test func bytesThatAreNotUTF8AreNamedByTheirLine() {
    let text = Array("@relation r\n@attribute a real\n@attribute k {".utf8) + [0xe8] + Array(",".utf8) + [0xe9]
    let file = folder.write(text + Array("}\n@data\n1,".utf8) + [0xe8, 10], "latin.arff")
    #expect(errorText { _ = try ARFF(file) } == "`\(file.path)` line 3 should be text in UTF-8. Found other bytes.")
    let labels = folder.write(
      Array("<labels>\n<label name=\"".utf8) + [0xe8] + Array("\"/></labels>".utf8), "latin.xml")
    #expect(
      errorText { _ = try labelNames(in: labels) }
        == "`\(labels.path)` line 2 should be text in UTF-8. Found other bytes.")
  }

  @Test func namesOfAttributesMayHoldAnything() throws {
    let names = ["A.A8", "..", "a/b", "50%", "<script>", "a, b", "{x}", "größe", String(repeating: "n", count: 300)]
    let header = names.map { "@attribute '\($0)' real\n" }.joined() + "@attribute d'or real\n@data\n"
    let table = try table(
      Array(repeating: "1", count: names.count + 1).joined(separator: ","), "@relation r\n" + header)
    #expect(table.attributes.map(\.name) == names + ["d'or"])
  }

  /// Quadratic reading takes minutes for these.
  @Test(.timeLimit(.minutes(1))) func manyAttributesValuesAndLabelsAreReadInLinearTime() throws {
    let count = 20_000, range = 0..<count
    let wide = "@relation r\n" + range.map { "@attribute a.\($0) real\n" }.joined() + "@data\n{3 1}\n{5 2}\n"
    #expect(try table("", wide).number(1, 5) == 2)
    let schema = try TableSchema(arff: folder.url.appendingPathComponent("people.arff").path, targets: .last(count - 1))
    #expect(schema.targets.count == count - 1)
    let nominal = "@relation r\n@attribute a {\(range.map { "v\($0)" }.joined(separator: ","))}\n@data\nv\(count - 1)\n"
    #expect(try table("", nominal).text(0, 0) == "v\(count - 1)")
    let labels = "<labels>\n" + range.map { "<label name=\"l\($0)\"></label>\n" }.joined() + "</labels>"
    #expect(try labelNames(in: folder.write(labels, "many.xml")).count == count)
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["<label", "<labels ", "<!--", "<label name='", "<label x=\"", "&lt;"])
  func labelFilesThatRepeatAnOpeningAreRefusedInLinearTime(_ piece: String) {
    let file = folder.write(String(repeating: piece, count: 30_000), "repeated.xml")
    #expect(errorText { _ = try labelNames(in: file) }.hasPrefix("`\(file.path)` should "))
  }

  @Test func aSparseFileThatAsksForTooMuchMemoryIsRefused() {
    let text = "@attribute a real\n@attribute b real\n@data\n" + String(repeating: "{}\n", count: 9)
    var parser = ARFFParser(path: "t.arff", limit: 16)
    #expect(
      errorText { try parser.parse(.init(text: Array(text.utf8), line: 1)) }
        == "`t.arff` line 12 should be within 16 values, rows times attributes. Found more.")
  }

  @Test func commentsAndEntitiesOfALabelFileAreResolved() throws {
    let text =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE labels>\n<!-- <label name=\"no\"/> -->\n<labels>\n"
      + "<label surname=\"no\" name=\"caf&#233; &#x263a; &amp;lt; &none;\"/>\n</labels>"
    #expect(try labelNames(in: folder.write(text, "entities.xml")) == ["café ☺ &lt; &none;"])
  }

  /// The schema comes from what the file declares; a wrong row behind it is named when the rows are read.
  @Test func theSchemaNeedsNoRows() throws {
    let file = folder.write("@relation r\n@attribute a real\n@attribute b real\n@data\nx,y\n", "t.arff")
    let schema = try TableSchema(arff: file.path, targets: .last(1))
    #expect(schema.numeric == ["a"] && schema.targets.map(\.name) == ["b"])
    #expect(errorText { _ = try Table(schema) }.contains("line 5 should have a finite number for `a`. Found \"x\"."))
  }

  @Test(arguments: 1...60) func thePiecesOfAFileDoNotMatter(size: Int) throws {
    let text = Array("@relation r\n% é\n\n@attribute 'a b' {x,'y z'}\r\n@attribute c real\n@data\nx,1\n'y z',2".utf8)
    let file = folder.write([0xef, 0xbb, 0xbf] + text, "t.arff")
    var parser = ARFFParser(path: "t.arff"), pieces = LinePieces(try ByteStream(file), size: size)
    while let piece = try pieces.next() { try parser.parse(piece) }
    #expect(parser.attributes.map(\.name) == ["a b", "c"])
    #expect(parser.values == [0, 1, 1, 2] && parser.lines == [7, 8])
  }

  @Test func gzipIsRead() throws {
    let file = folder.write(gzip(Array((Self.header + "1,blue,2,x,0\n").utf8)), "people.arff.gz")
    #expect(try ARFF(file).count == 1)
  }

  @Test(arguments: [
    ("1,blue,2,x\n", "should have 5 values, one for each attribute. Found 4."),
    ("1,blue,2,x,0,9\n", "should have 5 values, one for each attribute. Found 6."),
    ("one,blue,2,x,0\n", "should have a finite number for `age`. Found \"one\"."),
    ("1e999,blue,2,x,0\n", "should have a finite number for `age`. Found \"1e999\"."),
    ("1,red,2,x,0\n", "should have one of blue, light green, dark\"er for `eye colour`. Found \"red\"."),
    ("1,blue,2,'x,0\n", "should close the quote that it opens."),
    ("1,'blue' 2,x,0\n", "should have a comma between two values. Found other text."),
    ("{9 1}\n", "should number attributes from 0 to 4. Found \"9\"."),
    ("{0 1, 0 0.5}\n", "should give each attribute a value once. Found `age` twice."),
    ("{0 1 2}\n", "should have a finite number for `age`. Found \"1 2\"."),
    ("{0 1\n", "should have a comma between two values, and braces around all. Found other text."),
    ("{0 1} x\n", "should end with the braces of its values. Found other text."),
  ])
  func wrongRowsAreNamed(_ row: String, _ reason: String) {
    #expect(failure("1,blue,2,x,0\n" + row) == "`people.arff` line 11 " + reason)
  }

  @Test(arguments: [
    (
      "@attribute a relational\n",
      "line 1 should give `a` a type: numeric, real, integer, string, date, or values in braces. Found \"relational\"."
    ),
    ("@attribute\n", "line 1 should name an attribute."),
    (
      "@attribute a real\n@attribute a real\n",
      "line 2 should name an attribute that is not there yet. Found `a` again."
    ),
    ("@attribute a {x, x}\n", "line 1 should list each value of `a` once. Found \"x\" twice."),
    ("@attribute a {x, y\n", "line 1 should close the braces around the values of `a`."),
    ("@attribute a {x, 'y}\n", "line 1 should close the quote that it opens in the values of `a`."),
    ("age,colour\n", "line 1 should begin with `@relation`, `@attribute`, `@data` or `%`. Found \"age,colour\"."),
    ("@attribute a real\n", "should have a line `@data`. Found none."),
    ("@data\n", "should declare attributes. Found none."),
    ("@attribute a real\n@data\n", "should hold rows behind `@data`. Found none."),
  ])
  func wrongHeadersAreNamed(_ header: String, _ reason: String) {
    #expect(failure("", header) == "`people.arff` " + reason)
  }

  // MARK: targets

  private static let plain = """
    @relation r
    @attribute size real
    @attribute shape {round, square}
    @attribute name string
    @attribute weight real
    @attribute good {0, 1}
    @attribute class {low, middle, high}
    @data

    """

  private func write(_ name: String = "things-train.arff") -> URL {
    let rows = (0..<20).map {
      "\($0),\(["round", "square"][$0 % 2]),n,\($0 * 3),\($0 % 2),\(["low", "middle", "high"][$0 % 3])"
    }
    return folder.write(Self.plain + rows.joined(separator: "\n") + "\n", name)
  }

  @Test func targetsAreTheLastAttributesOrNamed() throws {
    let file = write()
    let last = try TableSchema(arff: file.path, targets: .last(3), dropping: ["name"])
    #expect(last.targets.map(\.name) == ["weight", "good", "class"])
    #expect(last.targets.map(\.kind) == [.regression, .binary, .classification])
    #expect(last.targets[2].classes == ["low", "middle", "high"])
    #expect(last.numeric == ["size"] && last.categorical == ["shape"])
    let named = try TableSchema(arff: file.path, targets: .named(["size"]), dropping: ["name", "class"])
    #expect(named.targets.map(\.name) == ["size"])
    #expect(named.numeric == ["weight"] && named.categorical == ["shape", "good"])
  }

  @Test func anXMLFileBesideNamesTheTargets() throws {
    let file = write()
    #expect(
      errorText { _ = try TableSchema(arff: file.path, targets: .besideFile, dropping: ["name"]) }
        .hasSuffix("things.xml`. Found neither."))
    _ = folder.write(
      "<labels xmlns=\"x\">\n<label name='good'><label\n name = \"class\"/></label></labels>", "things.xml")
    let schema = try TableSchema(arff: file.path, targets: .besideFile, dropping: ["name"])
    #expect(schema.targets.map(\.name) == ["good", "class"])
    let other = folder.write("<labels>\n<label></label></labels>", "other.xml")
    #expect(
      errorText { _ = try labelNames(in: other) }.hasSuffix(
        "line 2 should give the element `label` a `name` in quotes. Found none."))
    let entities = folder.write("<label name=\"a &lt;b&gt; &amp;amp;\"/>", "entities.xml")
    #expect(try labelNames(in: entities) == ["a <b> &amp;"])
  }

  @Test(arguments: [
    ("<labels>\n<label name=\"a\"></label>\n", 2, 1),
    ("<labels>\n<label name=\"a\"/>\n<label name=\"b\"", 2, 0),
    ("<labels>\n<label name=\"a\">\n</labels>\n", 2, 1),
  ])
  func anXMLFileThatIsCutOffIsRefused(_ text: String, _ opened: Int, _ closed: Int) {
    let file = folder.write(text, "cut.xml")
    #expect(
      errorText { _ = try labelNames(in: file) }
        == "`\(file.path)` should close each element `label` and `labels` that it opens. "
        + "Found \(opened) opened, \(closed) closed.")
  }

  @Test func targetsThatDoNotFitAreNamed() {
    let path = write().path
    func text(_ targets: ARFFTargets, _ dropped: [String] = ["name"]) -> String {
      errorText { _ = try TableSchema(arff: path, targets: targets, dropping: dropped) }
        .replacingOccurrences(of: folder.url.path + "/", with: "")
    }
    #expect(text(.named(["wieght"])) == "`wieght` is not a column of `things-train.arff`. Did you mean `weight`?")
    #expect(
      text(.last(6)) == "`things-train.arff` should have inputs as well as targets, with 6 attributes. Found 6 targets."
    )
    #expect(
      text(.last(1), []) == "`name` of `things-train.arff` should be numeric or nominal, or be dropped. Found text.")
    #expect(
      text(.named(["name"]), [])
        == "`name` of `things-train.arff` should be numeric or nominal, as a target. Found text.")
    #expect(text(.last(1), ["nmae"]) == "`nmae` is not a column of `things-train.arff`. Did you mean `name`?")
  }

  @Test func aSourceHasATaskForEachTarget() throws {
    let schema = try TableSchema(arff: write().path, targets: .last(3), dropping: ["name"])
    let source = try DataSource.arff(schema)
    #expect(source.tasks.map(\.kind) == [.regression, .binary, .classification])
    #expect(source.tasks.map { $0.metrics[0].name } == ["rrmse", "accuracy", "accuracy"])
    // The size, and a round and a square shape.
    #expect(source.inputShape == [3])
    #expect(source.train.count == 14)
    let batch = try source.train.batch(Array(0..<14))
    for task in source.tasks { try task.validate(batch.targets[task.name]!) }
  }
}

/// Mulan's sets, where the folder of real data sets is present.
@Suite("Mulan's sets") struct MulanTests {
  private static func present(_ name: String) -> ConditionTrait {
    .enabled(
      if: dataFolder(name) != nil, "the folder `\(name)` of real data is not present; set EQUIPOISE_DATA to use it")
  }

  @Test(
    present("mulan-multitarget"),
    arguments: [
      ("atp1d", 337, 411, 6), ("edm", 154, 16, 2), ("enb", 768, 8, 2), ("jura", 359, 15, 3), ("oes97", 334, 263, 16),
      ("sf1", 323, 10, 3), ("wq", 1060, 16, 14), ("andro", 49, 30, 6),
    ])
  func setsForSeveralTargetsAreRead(_ name: String, _ rows: Int, _ inputs: Int, _ targets: Int) throws {
    let file = dataFolder("mulan-multitarget")!.appendingPathComponent("\(name).arff.gz")
    let schema = try TableSchema(arff: file.path, targets: .last(targets))
    #expect(schema.numeric.count + schema.categorical.count == inputs)
    let source = try DataSource.arff(schema)
    #expect(source.train.count + source.validation.count + source.test.count == rows)
    #expect(source.tasks.count == targets && source.tasks.allSatisfy { $0.kind == .regression })
  }

  @Test(
    present("mulan-multilabel"),
    arguments: [("emotions", 391, 202, 72, 6), ("scene", 1211, 1196, 294, 6), ("yeast", 1500, 917, 103, 14)])
  func setsForSeveralLabelsAreRead(_ name: String, _ train: Int, _ test: Int, _ inputs: Int, _ labels: Int) throws {
    let folder = dataFolder("mulan-multilabel")!
    var schema = try TableSchema(
      arff: folder.appendingPathComponent("\(name)-train.arff.gz").path, targets: .besideFile)
    schema.test = folder.appendingPathComponent("\(name)-test.arff.gz").path
    let source = try DataSource.arff(schema)
    #expect(source.inputShape == [inputs])
    #expect(source.train.count + source.validation.count == train && source.test.count == test)
    #expect(source.tasks.count == labels && source.tasks.allSatisfy { $0.kind == .binary })
  }
}
