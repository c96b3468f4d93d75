import ArgumentParser
import Experiments

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what this installation can do: LibTorch, devices, threads, plots, Python.",
    discussion: """
      EXAMPLE
        equipoise doctor
      """)

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func run() throws {
    let diagnosis = Diagnosis.current()
    print(json ? try diagnosis.json() : diagnosis.text)
    if !diagnosis.isHealthy { throw ExitCode.failure }
  }
}
