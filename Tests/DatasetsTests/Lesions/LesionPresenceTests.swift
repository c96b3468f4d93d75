import Foundation
import Localisation
import TestSupport
import Testing

@testable import Datasets

@Suite struct LesionPresenceTests {
  private let folder = TemporaryFolder()

  /// Ten photographs of 24×32 pixels, the even ones with exudates, each a bright disc with a brighter spot.
  private func settings() -> LesionPresence {
    let (count, height, width) = (10, 24, 32)
    let pixels = (0..<count * height * width).flatMap { place -> [UInt8] in
      let (row, column) = (Double(place / width % height) - 11.5, Double(place % width) - 15.5)
      guard row * row + column * column < 121 else { return [0, 0, 0] }
      return abs(row) < 1 && abs(column) < 1 ? [250, 240, 230] : [120, 80, 40]
    }
    let header: [UInt8] = [0, 0, 8, 4] + [count, height, width, 3].flatMap { [0, 0, 0, UInt8($0)] }
    let rows = (0..<count).map { "\($0),a\($0),0,optic_disc,0.5,0.5,0.1,0.1\n" }
    let lesions = stride(from: 0, to: count, by: 2).map { "\($0),a\($0),1,hard_exudates,0.3,0.5,0.1,0.1\n" }
    var settings = LesionPresence(
      photographs: folder.write(header + pixels, "p").path,
      boxes: folder.write(
        "index,source_id,class,class_name,cx,cy,w,h\n" + (rows + lesions).joined(), "boxes.csv"
      ).path)
    (settings.height, settings.width, settings.contrast.margin) = (12, 16, 1)
    return settings
  }

  @Test func inputsAreTheLocalContrastInTheirSize() throws {
    let source = try DataSource.lesionPresence(settings())
    #expect(source.inputShape == [3, 12, 16] && source.tasks.map(\.name) == ["hard_exudates", "haemorrhage"])
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [7, 1, 2])
    let values = try source.train.batch([0]).inputs.sole.floats
    #expect(values[0] == 0 && values.max()! > 0 && values.allSatisfy { abs($0) <= 3 })
  }

  @Test func aTaskKnowsWhetherAPhotographShowsTheLesion() throws {
    let settings = settings(), source = try DataSource.lesionPresence(settings)
    let photographs = try settings.evaluation().splits[.train]!
    let targets = try source.train.batch(Array(photographs.indices)).targets
    #expect(targets["hard_exudates"]!.floats == photographs.map { $0 % 2 == 0 ? 1 : 0 })
    #expect(targets["haemorrhage"]!.floats.allSatisfy { $0 == 0 })
    #expect(source.place?(1, .train) == "`\(settings.photographs)` photograph \(photographs[1])")
  }

  @Test func eachPhotographIsTestedInOneFold() throws {
    var settings = settings()
    let tested = try (1...5).flatMap { number in
      settings.fold = Fold(number, of: 5)
      let splits = try settings.evaluation().splits
      #expect(splits[.test]!.count { $0 % 2 == 0 } == 1, "a fold has its share of exudates")
      return splits[.test]!
    }
    #expect(tested.sorted() == Array(0..<10))
  }

  @Test func withoutValidationSamplesAreShownAgain() throws {
    var settings = settings()
    settings.validation = 0
    let splits = try settings.evaluation().splits
    #expect(splits[.train]!.count == 8 && Set(splits[.validation]!).isSubset(of: splits[.train]!))
  }

  @Test func aPhotographWithoutAFieldOfViewIsNamed() throws {
    var settings = settings()
    settings.contrast.margin = 20
    #expect(
      errorText { try DataSource.lesionPresence(settings) }
        == "`\(settings.photographs)`, photograph 0: A field of view should have pixels further than 20 from its edge. "
        + "Found none.")
  }
}
