import ArgumentParser
import Experiments
import Foundation
import Printing

struct Heatmaps: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws where in a picture the answer of a trained network comes from.",
    discussion: """
      The maps are class activation maps: what the head makes of each place of the features before their mean. They are for tasks with a
      yes or no whose head takes the mean of a map, on any trunk for pictures. Each map lies over its picture in a PNG, and the table says
      where it is largest.

      Without pictures, a run on lesion-boxes shows its test photographs with the boxes, and the share of maps whose largest
      pixel lies in one.

      EXAMPLE
        equipoise heatmaps runs/idrid
        equipoise heatmaps runs/idrid photos --task hard_exudates --output maps
      """)

  @Argument(help: RunReference.help, completion: .directory)
  var reference: RunReference

  @Argument(help: "A picture (JPEG, PNG) or a folder of them.", completion: .file())
  var pictures: String?

  @OptionGroup var runs: RunsFolder

  @Option(help: "The task; otherwise all with a yes or no.")
  var task: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder for the pictures of maps.", valueName: "folder"),
    completion: .directory)
  var output = "heatmaps"

  @Flag(help: "Prints the table as JSON.")
  var json = false

  func run() throws {
    let meter = Meter()
    let found = try reference.resolved(in: runs.url)
    if let sentence = found.sentence { meter.note(sentence) }
    let maps = try HeatMapFolder(
      of: reference.run(in: runs.url).url, pictures: pictures.map { URL(filePath: $0) },
      folder: URL(filePath: output, directoryHint: .isDirectory), task: task)
    print(json ? try JSONText.encode(maps.rows) : maps.text())
  }
}
