import ArgumentParser
import Configuration
import Equipoise
import Foundation
import Printing
import Processes
import Runs

/// The command line. Each subcommand is a file, and logic worth testing lives in the targets below.
@main
struct EquipoiseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "equipoise",
    abstract: "Deep multi-task learning: one network, several tasks, and how their losses become one update.",
    discussion: """
      Does one network for several tasks pay, and with which weighting of their losses?

      EXAMPLE
        equipoise init people.csv --targets income,hours
        equipoise compare people.yaml
      """,
    version: Toolkit.version,
    subcommands: [
      Init.self, Train.self, Compare.self, Tune.self, Work.self, Evaluate.self, Predict.self, Importance.self,
      Extract.self, Heatmaps.self, Certify.self, RadiomicsCommand.self,
      Group.self, Report.self, Draw.self, Runs.self, Study.self, List.self, Describe.self, Models.self, Published.self,
      Verify.self, DataCommand.self, Toy.self, Bench.self, Doctor.self, Cell.self,
    ])

  /// Ends with an error, which may hold names from files.
  private static func fail(_ error: any Error) -> Never {
    let message = fullMessage(for: error)
    if !message.isEmpty { StandardStreams.tell(TerminalText.lines(message) + "\n") }
    Foundation.exit(exitCode(for: error).rawValue)
  }

  /// Explains to the user of `equipoise people.csv` that a command is missing.
  private static func refuseFile(_ word: String) throws {
    let file = URL(filePath: word)
    guard !word.isEmpty, !configuration.subcommands.contains(where: { $0.configuration.commandName == word }),
      let error = MistakenTable.error(file)
    else { return }
    throw error
  }

  /// Runs the command. Its output is written when it ends; a command whose output is lost has failed.
  static func main() {
    StandardStreams.prepare()
    LostMemory.explain()
    do {
      try refuseFile(CommandLine.arguments.dropFirst().first ?? "")
      var command = try parseAsRoot()
      try command.run()
      try StandardStreams.finish()
    } catch  where exitCode(for: error).isSuccess {
      print(fullMessage(for: error))
      do { try StandardStreams.finish() } catch { fail(error) }
    } catch {
      try? StandardStreams.finish()
      fail(error)
    }
  }
}
