import Foundation
import Localisation
import TestSupport
import Testing

@testable import Datasets

/// Facts of the 180 photographs of IDRiD with boxes.
@Suite(
  .enabled(
    if: dataFolder("idrid-boxes") != nil,
    "the folder `idrid-boxes` of real data is not present; set EQUIPOISE_DATA to use it"))
struct FundusFactsTests {
  /// The photographs and their boxes, read once.
  private static let data = Result { () throws -> (photographs: FundusPhotographs, boxes: LesionBoxes) in
    let folder = try #require(dataFolder("idrid-boxes"))
    let photographs = try FundusPhotographs(IDX.file("images-170x256x3-idx4-ubyte", in: folder))
    return (photographs, try LesionBoxes(folder.appending(path: "boxes.csv"), images: photographs.count))
  }

  private static func boxes(_ structure: LesionStructure) throws -> [[Box]] {
    let (photographs, boxes) = try data.get()
    return try boxes.boxes(of: structure, height: photographs.height, width: photographs.width)
  }

  /// A map of each photograph.
  private static func maps(_ map: ([Plane]) throws -> Plane) throws -> [Plane] {
    let photographs = try data.get().photographs
    return try (0..<photographs.count).map { try map(photographs.channels(of: $0)) }
  }

  @Test(arguments: [
    (LesionStructure.opticDisc, 180, 180, 0.025924606821895426), (.hardExudates, 787, 89, 0.0533736264871117),
    (.haemorrhage, 559, 94, 0.02731319422715895),
  ])
  func theBoxesHaveThePublishedCountsAndCover(
    _ fact: (LesionStructure, boxes: Int, images: Int, cover: Double)
  ) throws {
    let boxes = try Self.boxes(fact.0), photographs = try Self.data.get().photographs
    #expect(boxes.count == 180 && boxes.reduce(0) { $0 + $1.count } == fact.boxes)
    #expect(boxes.count { !$0.isEmpty } == fact.images)
    #expect(try Self.data.get().boxes.presence(of: fact.0).count { $0 } == fact.images)
    let cover = try #require(
      try PointingGame.chance(boxes: boxes, height: photographs.height, width: photographs.width))
    #expect(isClose(cover, fact.cover, .relative(1e-9)))
  }

  /// The file of box masks was made from coordinates of full precision. Every sixth photograph is compared.
  @Test func theBoxesCoverThePixelsOfTheMasks() throws {
    let (photographs, _) = try Self.data.get()
    let masks = try IDX(IDX.file("boxmask-bits-idx3-ubyte", in: #require(dataFolder("idrid-boxes"))), element: .uint8)
    let pixels = photographs.height * photographs.width
    #expect(masks.shape == [photographs.count, photographs.height, photographs.width])
    for structure in LesionStructure.allCases {
      let boxes = try Self.boxes(structure), bit: UInt8 = 1 << structure.number
      for photograph in stride(from: 0, to: photographs.count, by: 6) {
        let mask = try boxes[photograph].mask(height: photographs.height, width: photographs.width)
        let bits = masks.bytes[photograph * pixels..<(photograph + 1) * pixels]
        #expect(mask.values == bits.map { $0 & bit != 0 }, "\(structure), photograph \(photograph)")
      }
    }
  }

  @Test func theBrightestPixelMostlyLiesOnTheOpticDisc() throws {
    let maps = try Self.maps { try Plane.mean(of: $0) }
    let hits = try LesionStructure.allCases.map { try PointingGame(maps: maps, boxes: Self.boxes($0)).hits }
    #expect(hits == [165, 14, 0])
  }

  /// What a network has to surpass, of 89 and 94 photographs.
  @Test func localSpotsHitSomeLesions() throws {
    let photographs = try Self.data.get().photographs
    let fields = try (0..<photographs.count).map {
      try FundusField(of: photographs.channels(of: $0)).inner(LocalSpot.margin)
    }
    for (spot, structure, hits) in [(LocalSpot.bright, LesionStructure.hardExudates, 20), (.dark, .haemorrhage, 25)] {
      let maps = try Self.maps { try spot.map(of: $0[1]) }
      let game = try PointingGame(maps: maps, boxes: Self.boxes(structure), fields: fields)
      #expect(game.hits == hits)
    }
  }

  /// Sums of NumPy 2.4.6 and SciPy 1.17.1 (`label`, `binary_erosion`, `gaussian_filter`) for the first photograph.
  @Test func localContrastIsThatOfSciPy() throws {
    let channels = try Self.data.get().photographs.channels(of: 0), field = try FundusField(of: channels)
    #expect(field.mask.count == 30_138)
    #expect(try field.inner(6).count == 25_785)
    let contrast = try LocalContrast()(channels, field: field)
    #expect(contrast.map { $0.values.count { $0 != 0 } } == [25_785, 25_785, 25_785])
    #expect(
      isClose(
        contrast.map(\.mean), [0.0606549444513244, 0.034488526361191596, 0.01665890396621546], .relative(1e-9)))
    #expect(
      isClose(
        contrast.map { $0[85, 128] }, [-0.024962389701831, 0.4482376424295552, 0.576931757330572], .relative(1e-9)))
  }

  @Test func everyFieldOfViewIsTheDiscOfTheCamera() throws {
    let photographs = try Self.data.get().photographs
    for photograph in 0..<photographs.count {
      let mask = try FundusField(of: photographs.channels(of: photograph)).mask
      let share = Double(mask.count) / Double(mask.values.count)
      #expect(share > 0.65 && share < 0.7, "photograph \(photograph): \(share)")
    }
  }
}
