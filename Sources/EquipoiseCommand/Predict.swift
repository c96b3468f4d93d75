import ArgumentParser
import Experiments
import Foundation
import Processes
import Torch

struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The outputs of a trained run on files of your own.",
    discussion: """
      Tables: a CSV file with the input columns gives a CSV file. Each task has a column of its name: a class or an answer as
      the training's file has it, or a number in its own unit (days for times of a log). Behind a class stand the probabilities
      of all classes (`marital-status.p.Divorced`), behind a yes or no that of yes (`income.probability`); what the latter is the
      probability of is said in the end. Rows keep their order.
      ARFF: an ARFF file, or a CSV file (named .csv or .csv.gz) with the attributes' names.
      float64: a file with all columns or with the inputs alone, or a CSV file without a header whose columns go by number.
      Molecules: a CSV file with a row for each molecule, next to a file of fingerprints whose name begins as its own and ends
      with .bits or .bits.gz; cells of molecules without a fingerprint are empty. Event logs: a log with the columns of the
      training's gives a row for each case, predicted from all of its events, with the case's name in front.
      Texts: a file in the form of the training's, whose tags are not looked at, or a file with a sentence in each line, gives a
      row for each word, with the number of its sentence in front; without tasks that tag words it gives a row for each sentence.
      A table needs the column of texts, and gives a row for each of its rows.
      Images: an npy file [sample, channel, height, width], numbers from 0 to 1 or bytes, gives a safetensors file with a tensor
      for each task.
      Pictures: a JPEG or PNG, or a folder of them (and of npy files [row, column, channel]), are read and resized as those of
      the training. Where every task has one answer for a picture, they give a CSV file with the column `file` in front;
      otherwise a safetensors file, whose metadata list the files under `files` (JSON). A folder is read with all folders in it,
      in the order of the names and of the numbers in them, without names that begin with a dot.

      An experiment's folder stands for the run that its comparison recommends, or for its training on all data where there is
      one (`equipoise train runs/adult --all-data`). Where each task is to be trained alone, all their runs predict.

      EXAMPLE
        equipoise predict runs/adult people.csv --output predictions.csv --keep id,name
        equipoise predict 0a1b2c3d people.csv --output predictions.csv --threshold income=0.3
        equipoise predict runs/birds photos --output birds.csv
      """)

  @Argument(help: RunReference.help, completion: .directory)
  var reference: RunReference

  @OptionGroup var runs: RunsFolder

  @Argument(
    help: "The inputs: CSV (plain or .gz) for tables; sentences for texts; npy, a picture or a folder for images.",
    completion: .file())
  var input: String

  @Option(help: "The file to write; a link, a pipe or a device is written through.")
  var output: String

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Columns of the inputs that are carried over, with commas between.", valueName: "names"))
  var keep: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "The probability from which on a yes-or-no task is answered with yes; 0.5 by default.", valueName: "task=number"))
  var threshold: [String] = []

  @Flag(help: "A file of float64 has the input columns alone.")
  var inputsAlone = false

  @Flag(help: "Prints what was written as JSON: rows, columns, categories that training lacks, notes.")
  var json = false

  func run() throws {
    let meter = Meter()
    let place = URL(filePath: output)
    var options = PredictionOptions()
    options.kept = keep.flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    options.thresholds = try thresholds()
    options.holdsInputsAlone = inputsAlone
    let found = try reference.resolved(in: runs.url, preferringAllSamples: true)
    if let sentence = found.sentence { meter.note(sentence) }
    let summary = try Predictor(found.runs.map(\.url)).predict(URL(filePath: input), writing: place, options)
    let text = json ? try summary.json() : summary.text
    // Standard output has the predictions where they were asked for there.
    if AtomicFile.isStandardOutput(place) { meter.note(text) } else { print(text) }
    if !json { summary.notes.forEach(meter.note) }
  }

  private func thresholds() throws -> [String: Double] {
    try threshold.reduce(into: [:]) { thresholds, text in
      // A task's name may hold the sign.
      guard let sign = text.lastIndex(of: "="), let number = Double(text[text.index(after: sign)...]) else {
        throw ValidationError("`--threshold` should be `task=number`, as `income=0.3`. Found \"\(text)\".")
      }
      thresholds[String(text[..<sign])] = number
    }
  }
}
