import ArgumentParser
import Experiments

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Speed and memory of training steps, beside PyTorch where Python has it, alternating in one run.",
    discussion: """
      EXAMPLE
        equipoise bench --models lenet,mlp
      """)

  @Option(help: "The models, with commas between: mlp, lenet, segnet, resnet18.")
  var models = "mlp,lenet,segnet,resnet18"

  @Flag(help: "Prints the table as JSON.")
  var json = false

  func run() throws {}
}
