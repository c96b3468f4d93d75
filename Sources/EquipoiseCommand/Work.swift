import ArgumentParser
import Experiments
import Foundation
import Processes

struct Work: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains what comparisons and searches in a folder still need, together with other workers.",
    discussion: """
      Any number of workers, on any machines that see the folder, share its trainings: each takes a run that nobody has
      claimed. `compare` and `tune` leave a plan for workers when they start, and train as well; with `--plan` they leave it
      and train nothing. The worker that finds everything trained writes the report. The run of a worker that was killed
      goes to another one, at once on the same machine, after 90 seconds on others.

      A worker ends where no run is left that nobody has claimed. With `--wait` it stays while others train, if more is to
      be trained after that.

      EXAMPLE
        equipoise tune examples/scenes-protocol.yaml --yes --plan
        equipoise work runs/scenes-protocol --wait
      """)

  @Argument(help: "A folder of runs: an experiment's, or the one of all experiments.", completion: .directory)
  var runs: String

  @Option(help: "Trainings at a time.")
  var jobs: Int?

  @Flag(help: "Stays while other workers train, for what is to be trained after that.")
  var wait = false

  func validate() throws { try BoundedOption.check("--jobs", jobs, in: 1...1_024) }

  func run() throws {
    Interruption.watch()
    let meter = Meter()
    var workers: [URL: PlanWorker] = [:]
    var failed: Set<URL> = []
    var told: Set<URL> = []
    while true {
      var comesMore = false
      let folders = try OpenPlan.folders(in: URL(filePath: runs))
      if folders.isEmpty && workers.isEmpty { meter.note("`\(runs)` has no plan that is not complete.") }
      for folder in folders where !failed.contains(folder) {
        let name = folder.relativeToCurrentFolder
        do {
          guard let plan = try OpenPlan(in: folder) else { continue }
          if workers[folder]?.plan != plan {
            meter.note("\(name): a \(plan.kind.rawValue)")
            workers[folder] = try PlanWorker(
              plan, in: folder, jobs: jobs, executable: CommandLine.executable,
              shouldStop: { Interruption.isRequested })
          }
          switch try workers[folder]?.work() {
          case .others(let others):
            if told.insert(folder).inserted { meter.note("\(name): \(others)") }
            comesMore = comesMore || !others.isLast
          case .complete(let text, let failures):
            for failure in failures { meter.alert("failed: \(failure)") }
            if !failures.isEmpty { failed.insert(folder) }
            print(text(isatty(STDOUT_FILENO) == 1))
          case .reportedByOthers, nil: break
          }
        } catch let interruption as ComparisonInterrupted {
          meter.alert("\(interruption)")
          throw ExitCode(ExitStatus.interrupted)
        } catch {
          // Another experiment may be well.
          meter.alert("\(name): \(error)")
          failed.insert(folder)
        }
      }
      guard wait, comesMore else { break }
      Thread.sleep(forTimeInterval: 1)
      if Interruption.isRequested { throw ExitCode(ExitStatus.interrupted) }
    }
    if !failed.isEmpty { throw ExitCode.failure }
  }
}
