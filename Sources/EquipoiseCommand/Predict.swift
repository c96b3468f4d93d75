import ArgumentParser
import Experiments
import Foundation

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The outputs of a trained run on files of your own.",
    discussion: """
      Tables: a CSV file with the input columns gives a CSV file with a column for each task. Images: an npy file
      [sample, channel, height, width], numbers from 0 to 1 or bytes, gives a safetensors file with a tensor for each task.

      EXAMPLE
        equipoise predict runs/adult/0a1b2c3d4e5f6071 people.csv --output predictions.csv
      """)

  @Argument(help: "The run's folder.", completion: .directory)
  var folder: String

  @Argument(help: "The file of inputs: CSV (plain or .gz) for tables, npy for images.", completion: .file())
  var input: String

  @Option(help: "The file to write.")
  var output: String

  func run() throws {
    let meter = Meter()
    let summary = try TrainedRun(URL(filePath: folder)).predict(
      URL(filePath: input), writing: URL(filePath: output), noting: { meter.note($0) })
    print(summary)
  }
}
