import Datasets
import ExperimentFixtures
import Foundation
import Localisation
import TestSupport
import Testing
import Torch

@testable import Configuration
@testable import Experiments

/// Where the answer of a trained network comes from.
@Suite struct HeatMapTests {
  private let scratch = TemporaryFolder()
  private static let (count, height, width) = (40, 64, 96)

  /// The place of the bright spot in photographs with exudates, the even ones.
  private func spot(_ photograph: Int) -> (row: Int, column: Int) {
    (24 + photograph / 2 % 3 * 8, 38 + photograph / 2 % 4 * 6)
  }

  /// Forty photographs, each a disc; the even ones have a spot of nine pixels with a box around it.
  private func run() throws -> URL {
    let pixels = (0..<Self.count).flatMap { photograph in
      (0..<Self.height * Self.width).flatMap { place -> [UInt8] in
        let (row, column) = (place / Self.width, place % Self.width), spot = spot(photograph)
        let (y, x) = (Double(row) - 31.5, Double(column) - 47.5)
        guard y * y + x * x < 900 else { return [0, 0, 0] }
        let isSpot = photograph % 2 == 0 && abs(row - spot.row) < 2 && abs(column - spot.column) < 2
        return isSpot ? [250, 240, 230] : [120, 80, 40]
      }
    }
    let header: [UInt8] = [0, 0, 8, 4] + [Self.count, Self.height, Self.width, 3].flatMap { [0, 0, 0, UInt8($0)] }
    let lines = (0..<Self.count).flatMap { photograph -> [String] in
      let spot = spot(photograph)
      let (x, y) = ((Double(spot.column) + 0.5) / Double(Self.width), (Double(spot.row) + 0.5) / Double(Self.height))
      return ["\(photograph),a,0,optic_disc,0.5,0.5,0.1,0.1\n"]
        + (photograph % 2 == 0 ? ["\(photograph),a,1,hard_exudates,\(x),\(y),0.14,0.21\n"] : [])
        + (photograph == 1 ? ["1,a,2,haemorrhage,0.5,0.5,0.1,0.1\n"] : [])
    }
    let photographs = scratch.write(header + pixels, "photographs")
    let boxes = scratch.write("index,source_id,class,class_name,cx,cy,w,h\n" + lines.joined(), "boxes.csv")
    let document = try ConfigurationSample.document(
      """
      name: spots
      data: {kind: lesion-boxes, photographs: \(photographs.path), boxes: \(boxes.path), height: 64, width: 96, contrast: {margin: 2}, split: {validation: 0, test: 0.3}}
      network: {trunk: conv, filters: [8, 8]}
      training: {epochs: 60, batch: 7, learning-rate: 0.01, early-stopping: none, select: {criterion: last}}
      output: {folder: \(scratch.url.path)/runs, tensorboard: false}
      """)
    let runner = try SingleRun(ExperimentConfiguration(reading: document, catalogue: .toolkit))
      .runner(resuming: false, restarting: false)
    try runner.run()
    return runner.folder.url
  }

  @Test func mapsOfATrainedNetworkPointAtWhatItKnowsOnlyByName() throws {
    let maps = try LesionMaps(of: run())
    let lesion = try #require(maps.lesions.first { $0.task == "hard_exudates" })
    #expect(maps.photographs.count == 12 && lesion.maps.allSatisfy { $0.height == 64 && $0.width == 96 })
    let series = try maps.series(of: lesion, seed: 0)
    let hits = try #require(series["hit"]), photographs = try #require(series["photographs"])
    #expect(photographs.allSatisfy { Int($0) % 2 == 0 } && hits.count == photographs.count && hits.count >= 2)
    #expect(hits.reduce(0, +) >= 0.7 * Double(hits.count))
    #expect(series["shifted"]!.reduce(0, +) == 0 && series["spot"] == hits.map { _ in 1 })
    #expect(series["found"]!.count == 5 && series["found"]!.last! >= 0.7)
    // A photograph with the lesion is told from one without.
    let shown = zip(maps.photographs, lesion.probabilities)
    #expect(shown.filter { $0.0 % 2 == 0 }.map(\.1).min()! > shown.filter { $0.0 % 2 == 1 }.map(\.1).max()!)
  }

  @Test func mapsAreWrittenOverTheirPictures() throws {
    let run = try run(), folder = scratch.url.appending(path: "maps")
    let all = try HeatMapFolder(of: run, pictures: nil, folder: folder, task: nil)
    #expect(all.rows.count == 24 && Set(all.rows.map(\.file)).count == 24)
    #expect(all.text().contains("hard_exudates: the largest pixel lies in a box in "))
    // A picture of a file gets the map that its photograph got.
    let row = try #require(all.rows.first { $0.isHit != nil && $0.task == "hard_exudates" })
    let number = try #require(Int(row.picture.split(separator: " ")[1]))
    let colours = try FundusPhotographs(scratch.url.appending(path: "photographs")).channels(of: number)
    let bytes = (0..<64 * 96).flatMap { place in colours.map { UInt8($0.values[place]) } }
    let file = scratch.url.appending(path: "mine.png")
    try Picture(width: 96, height: 64, channels: 3, .bytes(bytes)).png().write(to: file)
    let own = try HeatMapFolder(of: run, pictures: file, folder: folder, task: "hard_exudates")
    #expect(own.rows.count == 1 && own.rows[0].file == "mine-hard_exudates.png" && own.rows[0].isHit == nil)
    #expect(isClose(own.rows[0].probability, row.probability, .absolute(1e-5)))
    #expect(own.rows[0].row == row.row && own.rows[0].column == row.column)
    let picture = try Picture(folder.appending(path: own.rows[0].file), as: .colours)
    #expect(picture.width == 96 && picture.height == 64)
    // Names that become one word are told apart.
    let photos = scratch.url.appending(path: "photos")
    try FileManager.default.createDirectory(at: photos, withIntermediateDirectories: true)
    for name in ["a b.png", "a-b.png"] { try FileManager.default.copyItem(at: file, to: photos.appending(path: name)) }
    let both = try HeatMapFolder(of: run, pictures: photos, folder: folder, task: "hard_exudates")
    #expect(both.rows.map(\.file).sorted() == ["a-b-hard_exudates-2.png", "a-b-hard_exudates.png"])
    #expect(
      errorText { try HeatMapFolder(of: run, pictures: file, folder: folder, task: "drusen") }
        == "`--task` should be one of `hard_exudates`, `haemorrhage`. Found `drusen`.")
  }
}
