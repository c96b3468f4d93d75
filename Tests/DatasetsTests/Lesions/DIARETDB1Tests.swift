import Foundation
import Localisation
import TestSupport
import Testing

@testable import Datasets

/// A file with one marking around some parts.
private func file(_ parts: String, type: String = "Haemorrhages", confidence: String = "High") -> String {
  """
  <?xml version="1.0"?>
  <imgannotooldata><header><creator>a</creator></header><markinglist>
  <marking>\(parts)<representativepoint><coords2d>9,9</coords2d></representativepoint>
  <confidencelevel>\(confidence)</confidencelevel><markingtype>\(type)</markingtype></marking>
  </markinglist></imgannotooldata>
  """
}

private let circle = "<circleregion><centroid><coords2d>2,1</coords2d></centroid><radius>1</radius></circleregion>"

@Suite struct DIARETDB1Tests {
  private let folder = TemporaryFolder()

  private func markings(_ text: String) throws -> [Marking] {
    try MarkingFile(folder.write(text, "m.xml")).markings
  }

  private func problem(_ text: String) -> String {
    errorText { try markings(text) }.replacing("\(folder.url.path)/", with: "")
  }

  @Test func aCircleIsRead() throws {
    #expect(
      try markings(file(circle)) == [
        Marking(.circle(centre: .init(x: 2, y: 1), radius: 1), confidence: .high, type: "Haemorrhages")
      ])
  }

  /// The centroid of a polygon is no corner.
  @Test func aPolygonIsRead() throws {
    let parts =
      "<polygonregion><centroid><coords2d>7,7</coords2d></centroid><coords2d>0,0</coords2d><coords2d> 3 , 0 </coords2d>"
      + "<coords2d>3,4</coords2d></polygonregion>"
    let corners = [(0.0, 0.0), (3, 0), (3, 4)].map { Marking.Point(x: $0.0, y: $0.1) }
    #expect(try markings(file(parts, confidence: "Low")).map(\.shape) == [.polygon(corners)])
  }

  @Test func anEllipseIsRead() throws {
    let parts =
      "<ellipseregion><centroid><coords2d>7,7</coords2d></centroid><radius direction=\"y\">2</radius>"
      + "<radius direction=\"x\">5</radius><angle>30</angle></ellipseregion>"
    #expect(
      try markings(file(parts)).map(\.shape) == [
        .ellipse(centre: .init(x: 7, y: 7), radiusX: 5, radiusY: 2, angle: 30)
      ])
  }

  @Test func aPictureInWhichNothingWasFoundHasNoMarkings() throws {
    #expect(try markings("<a><markinglist/></a>").isEmpty)
    #expect(problem("<a/>") == "`m.xml` should hold a `markinglist`. Found none.")
  }

  @Test func aWrongMarkingIsNamedByItsLine() {
    #expect(
      problem(file(circle, confidence: "Sure"))
        == "`m.xml` line 4 should have a confidence `High`, `Medium` or `Low`. Found \"Sure\".")
    #expect(
      problem(file(circle, type: "Haemorrhage")).hasSuffix(
        "Found \"Haemorrhage\". Did you mean `Haemorrhages`?"))
    #expect(
      problem(file(""))
        == "`m.xml` line 4 should end a marking with a shape, `confidencelevel` and `markingtype`. Found one without.")
    #expect(
      problem(file(circle + circle)) == "`m.xml` line 3 should end a marking's only shape. Found another one.")
    #expect(
      problem(file(circle.replacing("2,1", with: "2;1")))
        == "`m.xml` line 3 should hold coordinates `x,y`. Found \"2;1\".")
    #expect(
      problem(file(circle.replacing("<radius>1", with: "<radius>-1"))).contains(
        "The radius of a marking should be in 0 … 1000000. Found -1.0."))
    #expect(
      problem(file("<circleregion><radius>1</radius></circleregion>"))
        == "`m.xml` line 3 should end a circle with `centroid` and `radius`. Found one without.")
    #expect(problem(file("<polygonregion></polygonregion>")).contains("A polygon should have at least one corner."))
  }

  @Test func aDocumentTypeIsRefused() {
    let text = "<!DOCTYPE a [<!ENTITY b \"c\">]><a><markinglist>&b;</markinglist></a>"
    #expect(
      problem(text)
        == "`m.xml` should be XML without a document type; use the list of plain files. Found one.")
    #expect(problem("<a>\u{0}</a>") == "`m.xml` should be XML with one byte for each plain character. Found a byte 0.")
  }

  @Test func damagedXMLIsRefused() {
    #expect(problem("<a><markinglist>") == "`m.xml` should end each element. Found its end within `markinglist`.")
    #expect(problem("<a></b>").hasPrefix("`m.xml` line 1 should be XML. Found the parser's error "))
    #expect(problem("<a><markinglist>&b;</markinglist></a>").contains("should be XML"))
    #expect(problem("") == "`m.xml` should hold a `markinglist`. Found none.")
  }

  @Test func deepNestingIsRefused() {
    let deep = String(repeating: "<a>", count: 100_000)
    #expect(problem(deep) == "`m.xml` line 1 should nest at most 16 elements. Found more.")
  }

  private func lists(_ train: String, _ test: String) throws -> DIARETDB1 {
    folder.write(train, "ddb1_v02_01_train_plain.txt")
    folder.write(test, "ddb1_v02_01_test_plain.txt")
    return try DIARETDB1(folder: folder.url)
  }

  private func listProblem(_ train: String, _ test: String = "b.png 1 2 3 4\n") -> String {
    errorText { try lists(train, test) }.replacing("\(folder.url.path)/", with: "")
  }

  @Test func theListsNamePhotographsAndExperts() throws {
    let data = try lists("images/a.png g/1.xml g/2.xml g/3.xml g/4.xml\r\n\r\n", "images/b.png 1 2 3 4")
    #expect(data.train.count == 1 && data.test.count == 1)
    #expect(data.train[0].picture == folder.url.appending(path: "images/a.png"))
    #expect(data.train[0].experts[3] == folder.url.appending(path: "g/4.xml"))
  }

  @Test func aWrongLineOfAListIsNamed() {
    #expect(
      listProblem("a.png 1 2 3\n")
        == "`ddb1_v02_01_train_plain.txt` line 1 should hold the paths of a photograph and 4 files of markings. Found 4 paths."
    )
    #expect(
      listProblem("\na.png 1 2 3 ../4\n")
        == "`ddb1_v02_01_train_plain.txt` line 2 should hold paths below its folder. Found \"../4\".")
    #expect(
      listProblem("b.png 1 2 3 4\n")
        == "`ddb1_v02_01_test_plain.txt` line 1 should name a photograph of its own. Found `b.png`, which is in "
        + "`ddb1_v02_01_train_plain.txt` line 1.")
    #expect(listProblem("\n") == "`ddb1_v02_01_train_plain.txt` should name photographs. Found none.")
  }

  @Test func theConsensusIsThatOfTheFiles() throws {
    folder.write(file(circle), "1")
    folder.write(file(circle, confidence: "Medium"), "2")
    folder.write(file(circle.replacing("<radius>1", with: "<radius>0")), "3")
    folder.write("<a><markinglist/></a>", "4")
    let photograph = try lists("a.png 1 2 3 4\n", "b.png 1 2 3 4\n").train[0]
    // (1 + 0.75 + 1 + 0) ÷ 4 is below 0.75.
    #expect(try photograph.consensus(on: .haemorrhages, height: 3, width: 4).count == 0)
    folder.write(file(circle), "4")
    let mask = try photograph.consensus(on: .haemorrhages, height: 3, width: 4)
    #expect(mask.count == 1 && mask[1, 2])
    #expect(try photograph.consensus(on: .hardExudates, height: 3, width: 4).count == 0)
  }
}
