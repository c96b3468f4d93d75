import ArgumentParser
import Benchmarks
import Components
import Corruptions

struct BenchCorruptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corruptions",
    abstract: "Images a second that are corrupted, next to the package imagecorruptions; one thread each.",
    discussion: """
      Both sides corrupt the same image of 160 × 120 pixels. The peer needs Python with imagecorruptions 1.1.2 and what it imports.

      EXAMPLE
        equipoise bench corruptions
        equipoise bench corruptions --kinds fog,snow --peers none
      """)

  @Option(help: "Kinds of corruptions with commas between; common (15 kinds), extra (3) or all.")
  var kinds = "all"

  @Option(help: "Seconds of measuring for each kind; at least three rounds are made.")
  var seconds = 2.0

  @Option(help: "The package's side: default or none.")
  var peers = PeerChoice.standard

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func validate() throws {
    try BoundedOption.check("--seconds", seconds: seconds)
    try peers.checkOne()
  }

  func run() throws {
    var benchmark = CorruptionsBenchmark()
    benchmark.kinds = try Corruptions.named(kinds.split(separator: ",").map(String.init), in: "--kinds")
    benchmark.seconds = seconds
    benchmark.peer = peers == .omitted ? nil : .find(check: CorruptionsBenchmark.peerCheck)
    let meter = Meter()
    let report = try benchmark.run { meter.note($0) }
    print(json ? try report.json() : report.table)
  }
}
