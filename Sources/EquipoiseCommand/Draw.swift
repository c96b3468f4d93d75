import ArgumentParser
import Drawing
import Experiments
import Foundation
import Torch

struct Draw: ParsableCommand {
  /// The formats of a drawing.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, dot, svg, html
  }

  static let configuration = CommandConfiguration(
    abstract: "Draws an experiment's network: its layers, coloured by the tasks that move them.",
    discussion: """
      The network is built as for a training and traced on the first training samples. The drawing shows each layer with what it
      makes and its parameters, and the tensors in between. Large networks are folded into blocks; `--depth` unfolds them.
      Files of start values are not read. Where the files of the data are not there but the configuration tells their shapes, as
      for NYUv2, Cityscapes, CelebA, CIFAR-10 and digits, the network is drawn for noise of these shapes.

      EXAMPLE
        equipoise draw examples/scenes.yaml
        equipoise draw examples/scenes.yaml --set network.sharing=mtan --format html --output scenes.html --verify
      """)

  @OptionGroup var options: ExperimentOptions

  @Option(help: "The format: text, dot (Graphviz), svg or html.")
  var format: Format?

  @Option(
    name: .shortAndLong, help: "The file to write. Its ending chooses the format if none is given.", completion: .file()
  )
  var output: String?

  @Option(help: "How deep modules are unfolded: 1 for whole trunks, 2 for their stages, and so on.")
  var depth: Int?

  @Flag(help: "Checks by differentiation and perturbation that exactly the tasks of its colour move each parameter.")
  var verify = false

  @Flag(help: "Prints the drawing as JSON.")
  var json = false

  func validate() throws {
    try BoundedOption.check("--depth", depth, in: 1...Drawing.deepest)
    if json, format != nil { throw ValidationError("`--json` should stand without `--format`.") }
  }

  func run() throws {
    let meter = Meter()
    let drawing = try ExperimentDrawing.drawing(of: options.configuration(), depth: depth, verifying: verify) {
      meter.note($0)
    }
    let text = json ? try drawing.json() + "\n" : drawing.text(in: chosen)
    guard let output else { return print(text, terminator: "") }
    try AtomicFile.output(Data(text.utf8), to: URL(filePath: output))
  }

  /// The format that is asked for, or that a file's ending names.
  private var chosen: Format {
    format ?? output.flatMap { Format(rawValue: URL(filePath: $0).pathExtension.lowercased()) } ?? .text
  }
}

extension Drawing {
  fileprivate func text(in format: Draw.Format) -> String {
    switch format {
    case .text: text + "\n"
    case .dot: dot
    case .svg: svg
    case .html: html
    }
  }
}
