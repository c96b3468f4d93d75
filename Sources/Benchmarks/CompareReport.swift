import Foundation
import Printing

/// The processor seconds of whole comparisons, next to those of their steps and evaluations alone.
package struct CompareReport: Codable, Sendable {
  /// The largest ratio of the two that is aimed at.
  static let goal = 1.1

  /// The trainings at a time.
  package let jobs: Int
  package let epochs: Int
  package let seeds: Int
  package internal(set) var rounds: [CompareRound] = []
  /// The number of cores that other programs kept busy; nil if the system does not say.
  package internal(set) var foreignLoad: Double?

  init(jobs: Int, epochs: Int, seeds: Int) {
    (self.jobs, self.epochs, self.seeds) = (jobs, epochs, seeds)
  }

  /// The report as JSON: the figures of each round.
  package func json() throws -> String { try JSONText.encode(self) }

  /// The report as text: a line for each round, then where its time goes.
  package var table: String {
    let wholes = TextColumns.lines(
      [["", "trainings", "updates", "evaluations", "whole s", "alone s", "ratio", "wall s"]] + rounds.map(Self.whole),
      right: [false] + Array(repeating: true, count: 7))
    let rests = TextColumns.lines(
      [["the rest, s", "starts", "planning", "data and network", "loops", "report", "other"]] + rounds.map(Self.rest),
      right: [false] + Array(repeating: true, count: 6))
    return (wholes + [""] + rests + [""] + notes).joined(separator: "\n")
  }

  private static func whole(_ round: CompareRound) -> [String] {
    [
      round.problem.rawValue, "\(round.trainings)", "\(round.alone.updateCount)", "\(round.alone.evaluationCount)",
      seconds(round.whole), seconds(round.aloneSeconds), String(format: "%.2f", round.ratio), seconds(round.wall),
    ]
  }

  private static func rest(_ round: CompareRound) -> [String] {
    let pieces = [round.starts, round.planning, round.alone.parts, round.loops, round.report, round.other]
    return [round.problem.rawValue] + pieces.map(seconds)
  }

  private static func seconds(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

  private static let noticeableLoad = 0.1
  private static let width = 100

  private var notes: [String] {
    var notes = [
      "goal: a whole comparison takes at most \(Self.goal) of the processor seconds of its steps and evaluations alone"
    ]
    let missed = rounds.filter { $0.ratio > Self.goal }.map { $0.problem.rawValue + String(format: " %.2f", $0.ratio) }
    if !missed.isEmpty { notes.append("missed: " + missed.joined(separator: ", ")) }
    notes.append(
      "\(epochs) epochs, \(seeds) seed\(seeds == 1 ? "" : "s"), \(jobs) training\(jobs == 1 ? "" : "s") at a time with one "
        + "thread; processor seconds of all processes, but for wall")
    notes.append("alone: the same updates, batches and evaluations in one process, to the same losses")
    notes.append(
      "starts: of each process; data and network: reading and building them in each training; loops: what the trainings' "
        + "own loops take more than alone; other: checkpoints, records, results and claims")
    if let load = foreignLoad, load > Self.noticeableLoad {
      notes.append(
        String(format: "other programs kept %.1f cores busy meanwhile: repeat this on a quiet machine", load))
    }
    return notes.map { TextWrap.wrapped($0, width: Self.width, indent: 2) }
  }
}

/// One comparison of one problem, in processor seconds.
package struct CompareRound: Codable, Sendable {
  package let problem: ComparedProblem
  /// The trainings at a time.
  package let jobs: Int
  package internal(set) var trainings = 0
  /// The seconds of the command with all processes that it starts.
  package internal(set) var whole = 0.0
  /// The seconds on the clock.
  package internal(set) var wall = 0.0
  /// The seconds that the runs recorded of their updates and their evaluations after epochs.
  package internal(set) var recorded = 0.0
  /// The seconds of a program that does nothing.
  package internal(set) var start = 0.0
  /// The seconds of planning the finished comparison again, and of writing its report again.
  package internal(set) var planning = 0.0
  package internal(set) var report = 0.0
  /// The seconds of the same trainings in one process.
  var alone = BareTrainings.Cost()

  init(problem: ComparedProblem, jobs: Int) { (self.problem, self.jobs) = (problem, jobs) }

  /// The seconds of steps and evaluations alone.
  package var aloneSeconds: Double { alone.steps + alone.evaluations + alone.lastEvaluations }

  /// The seconds of the whole over those of steps and evaluations alone.
  package var ratio: Double { whole / aloneSeconds }

  /// The seconds of starting the command and a process for each training at a time.
  package var starts: Double { start * Double(min(jobs, trainings) + 1) }

  /// The seconds that the updates and the evaluations after epochs took more than alone.
  package var loops: Double { recorded - alone.steps - alone.evaluations }

  /// The seconds that nothing else explains.
  package var other: Double { whole - aloneSeconds - starts - planning - alone.parts - loops - report }
}
