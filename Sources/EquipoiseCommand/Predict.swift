import ArgumentParser
import Experiments
import Foundation

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The outputs of a trained run on files of your own.",
    discussion: """
      Tables: a CSV file with the input columns gives a CSV file with a column for each task. Images: an npy file
      [sample, channel, height, width], numbers from 0 to 1 or bytes, gives a safetensors file with a tensor for each task.
      Pictures: a JPEG or PNG, or a folder of them (and of npy files [row, column, channel]), are read and resized as those of
      the training. Where every task has one answer for a picture, they give a CSV file with the column `file` and one for each
      task; otherwise a safetensors file, whose metadata list the files under `files` (JSON). A folder is read with all folders
      in it, in the order of the names and of the numbers in them, without names that begin with a dot.
      ARFF: an ARFF file, or a CSV file (named .csv or .csv.gz) with the attributes' names, gives a CSV file as for tables.
      Molecules: a CSV file with a row for each molecule, beside a file of fingerprints whose name begins as its own and ends
      with .bits or .bits.gz; cells of molecules without a fingerprint are empty. Event logs: a log with the columns of the
      training's gives a row for each case, predicted from all of its events, with the case's name in front.

      Classes have their names, yes or no is the probability of yes, numbers are in their own unit (days for times of a log).

      EXAMPLE
        equipoise predict runs/adult/0a1b2c3d4e5f6071 people.csv --output predictions.csv
        equipoise predict runs/birds/5f60718293a4b5c6 photos --output birds.csv
      """)

  @Argument(help: RunReference.help, completion: .directory)
  var reference: RunReference

  @OptionGroup var runs: RunsFolder

  @Argument(
    help: "The inputs: CSV (plain or .gz) for tables; npy, a picture or a folder for images.", completion: .file())
  var input: String

  @Option(help: "The file to write; a link, a pipe or a device is written through.")
  var output: String

  func run() throws {
    let meter = Meter()
    let place = URL(filePath: output)
    let found = try reference.resolved(in: runs.url, preferringAllSamples: true)
    if let sentence = found.sentence { meter.note(sentence) }
    let summary = try TrainedRun(found.runs[0].url).predict(
      URL(filePath: input), writing: place, noting: { meter.note($0) })
    // Standard output has the predictions where they were asked for there.
    if StandardStreams.isOutput(place) { meter.note(summary) } else { print(summary) }
  }
}
