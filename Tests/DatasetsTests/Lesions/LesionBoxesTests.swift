import Foundation
import Localisation
import TestSupport
import Testing

@testable import Datasets

private let header = "index,source_id,class,class_name,cx,cy,w,h\n"

@Suite struct LesionBoxesTests {
  private let folder = TemporaryFolder()

  private func read(_ rows: String, images: Int = 3) throws -> LesionBoxes {
    try LesionBoxes(folder.write(header + rows, "boxes.csv"), images: images)
  }

  /// The error without the folder's path.
  private func problem(_ rows: String, images: Int = 3) -> String {
    errorText { try read(rows, images: images) }.replacing("\(folder.url.path)/", with: "")
  }

  @Test func boxesAreThoseOfTheirPhotographAndStructure() throws {
    let boxes = try read(
      """
      0,0002,0,optic_disc,0.25,0.5,0.5,1
      2,0004,1,hard_exudates,0.5,0.5,0.1,0.1
      2,0004,1,hard_exudates,0.75,0.25,0.5,0.5

      """)
    let disc = try Box(top: 0, left: 0, bottom: 1, right: 1)
    #expect(try boxes.boxes(of: .opticDisc, height: 2, width: 4) == [[disc], [], []])
    #expect(boxes.presence(of: .hardExudates) == [false, false, true])
    #expect(try boxes.boxes(of: .hardExudates, height: 2, width: 4)[2].count == 2)
    #expect(boxes.presence(of: .haemorrhage) == [false, false, false])
    #expect(throws: LocalisationError.self) { try boxes.boxes(of: .opticDisc, height: 0, width: 4) }
  }

  @Test func aWrongRowIsNamedByItsLine() {
    #expect(
      problem("3,a,0,optic_disc,0.5,0.5,0.1,0.1\n")
        == "`boxes.csv` line 2 should name one of 3 photographs, from 0. Found 3.")
    #expect(
      problem("0,a,1,hard_exudate,0.5,0.5,0.1,0.1\n")
        == "`boxes.csv` line 2, `class_name` should be `optic_disc`, `hard_exudates`, `haemorrhage`. Found \"hard_exudate\". "
        + "Did you mean `hard_exudates`?")
    #expect(
      problem("0,a,2,hard_exudates,0.5,0.5,0.1,0.1\n")
        == "`boxes.csv` line 2, `class` should be 1 for `hard_exudates`. Found 2.")
    #expect(
      problem("0,a,0,optic_disc,0.5,0.5,0.1,0.1\n0,b,1,hard_exudates,0.5,0.5,0.1,0.1\n")
        == "`boxes.csv` line 3 should give photograph 0 the name \"a\", as the lines before. Found \"b\".")
    #expect(
      problem("0,a,0,optic_disc,0.5,x,0.1,0.1\n") == "`boxes.csv` line 2, `cy` should be a number. Found \"x\".")
    #expect(
      problem("0.5,a,0,optic_disc,0.5,0.5,0.1,0.1\n")
        == "`boxes.csv` line 2, `index` should be a whole number. Found \"0.5\".")
    #expect(
      problem("0,a,0,optic_disc,0.5,0.5,0.1,0.1\n0,a,0,optic_disc,0.5,0.5,0.1,0.1\n")
        == "`boxes.csv` line 3 should hold a box of its own. Found the one of an earlier line.")
  }

  @Test func aBoxWhoseCentreIsOutsideOrWhichIsEmptyIsRefused() throws {
    #expect(
      problem("0,a,0,optic_disc,1.2,0.5,0.1,0.1\n")
        == "`boxes.csv` line 2: The centre of a box should be shares in 0 … 1. Found 1.2, 0.5.")
    #expect(
      problem("0,a,0,optic_disc,0.5,0.5,0,0.1\n")
        == "`boxes.csv` line 2: The sides of a box should be shares above 0 and at most 1. Found 0.0, 0.1.")
    // A part beyond the border is cut off.
    let boxes = try read("0,a,0,optic_disc,0.5,0.1,0.5,0.5\n").boxes(of: .opticDisc, height: 10, width: 10)
    #expect(boxes[0] == [try Box(top: 0, left: 2, bottom: 3, right: 7)])
  }

  @Test func aTableWithoutRowsOrColumnsIsRefused() {
    #expect(problem("") == "`boxes.csv` should hold rows. Found only a header.")
    let file = folder.write("index,source,class,class_name,cx,cy,w,h\n0,a,0,optic_disc,0.5,0.5,1,1\n", "names.csv")
    #expect(errorText { try LesionBoxes(file, images: 1) }.hasPrefix("`source_id` is not a column of "))
  }

  @Test func photographsAreBytesWithThreeColours() throws {
    func idx(_ shape: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
      [0, 0, 8, UInt8(shape.count)] + shape.flatMap { [0, 0, 0, $0] } + bytes
    }
    let file = folder.write(idx([2, 1, 2, 3], Array(1...12)), "photographs")
    let photographs = try FundusPhotographs(file)
    #expect(photographs.count == 2 && photographs.height == 1 && photographs.width == 2)
    #expect(try photographs.channels(of: 1).map(\.values) == [[7, 10], [8, 11], [9, 12]])
    #expect(throws: DatasetError.self) { try photographs.channels(of: 2) }
    let grey = folder.write(idx([2, 1, 6, 1], Array(1...12)), "grey")
    #expect(
      errorText { try FundusPhotographs(grey) }.hasSuffix(
        "should hold photographs of at least one pixel, `[photograph, row, column, 3]`. Found [2, 1, 6, 1]."))
  }
}
