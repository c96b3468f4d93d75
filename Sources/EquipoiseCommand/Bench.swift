import ArgumentParser
import Processes

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Speed and memory of steps, balancing, sharing and loading, next to PyTorch, TorchJD and LibMTL.",
    discussion: """
      The Python is that of EQUIPOISE_PYTHON, else python3.

      EXAMPLE
        equipoise bench --models lenet,mlp
        equipoise bench balancing --models lenet
        equipoise bench solvers --methods mgda,nash-mtl
        equipoise bench tasks --tasks 40,617
        equipoise bench data examples/nyuv2-segnet.yaml
        equipoise bench corruptions --kinds fog,snow
        equipoise bench probe
        equipoise bench sharing
        equipoise bench tables
        equipoise bench grid examples/multimnist.yaml --set data.train=5000 --set training.epochs=1
        equipoise bench compare --problems table
        equipoise bench studies
      """,
    subcommands: [
      BenchSteps.self, BenchBalancing.self, BenchSolvers.self, BenchTasks.self, BenchData.self,
      BenchCorruptions.self, BenchProbe.self, BenchSharing.self, BenchTagging.self, BenchTables.self, BenchGrid.self,
      BenchStudies.self,
      BenchCompare.self,
    ],
    defaultSubcommand: BenchSteps.self)
}
