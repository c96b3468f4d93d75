import Foundation
import Printing
import Tasks

/// The record of `equipoise tune`: `search.json` in the experiment's folder.
///
/// It is written after every round of trainings, from the runs' folders alone, so that it is never ahead of them.
/// Values that a run has not measured are absent.
package struct SearchRecord: Sendable, Hashable, Codable {
  /// The purpose of a training.
  package enum Stage: String, Sendable, Hashable, Codable, CaseIterable {
    /// Learning rates with the method's own parameters, at one weight decay. For a task alone: learning rates.
    case grid
    /// A finer grid of the method's own parameters around the best point, at its learning rate.
    case refinement
    /// Weight decays at the best point.
    case weightDecay = "weight-decay"
    /// The best point on the other seeds.
    case final
  }

  /// A training that was stopped before its end because others were better.
  package struct Pruning: Sendable, Hashable, Codable {
    /// The epochs after which it was judged.
    package var epoch: Int
    /// "quarter", "median" or "halving".
    package var rule: String
    /// The reason in a sentence with the figures.
    package var reason: String

    package init(epoch: Int, rule: String, reason: String) {
      self.epoch = epoch
      self.rule = rule
      self.reason = reason
    }
  }

  /// One training of the search. A training that serves two stages occurs once, with the stage that first needed it.
  package struct Cell: Sendable, Hashable, Codable {
    /// The run folder's name.
    package var cell: String
    /// The method's catalogue name, or ``RunResult/singleTask``.
    package var method: String
    /// The row's name.
    package var label: String
    /// The task of a single-task training; nil for the others.
    package var task: String?
    /// The method's own parameters that the grid varies, as text ("temperature": "15", "weights": "[0.1, 0.9]").
    package var point: [String: String]
    package var learningRate: Double
    package var weightDecay: Double
    package var seed: Int
    package var stage: Stage
    /// The number of decisions on this training so far: pruning rungs that it passed or at which it ended. It is 0 for
    /// a training that was not judged before its end.
    package var rung: Int
    /// The number of whole epochs trained; 0 for a training that has not begun.
    package var epochsTrained: Int
    /// The number of epochs of a whole training.
    package var epochs: Int
    /// The kept epoch, counted from 1; nil before the end.
    package var bestEpoch: Int?
    /// The best Δm on the validation split so far in percent, in ``SearchRecord/convention``. For a single-task
    /// training it is the mean relative change of its metrics against the medians of its grid.
    package var validationDeltaM: Double?
    /// The Δm of the kept epoch on the test split against the single-task runs of the same seed; nil before the end and
    /// for single-task trainings. Nothing is chosen by it.
    package var testDeltaM: Double?
    /// Whether this is the chosen point, on a seed whose figures are reported.
    package var isChosen: Bool
    /// The pruning; nil for a training that went to its end or still may.
    package var pruned: Pruning?
    /// The reason why a training ended early by itself.
    package var failure: String?
    /// The seconds of training and validation, by ``SearchRecord/clock``.
    package var seconds: Double
    /// The number of optimiser steps.
    package var steps: Int

    package init(
      cell: String, method: String, label: String, task: String? = nil, point: [String: String],
      learningRate: Double, weightDecay: Double, seed: Int, stage: Stage, rung: Int, epochsTrained: Int, epochs: Int,
      bestEpoch: Int? = nil, validationDeltaM: Double? = nil, testDeltaM: Double? = nil, isChosen: Bool,
      pruned: Pruning? = nil, failure: String? = nil, seconds: Double, steps: Int
    ) {
      self.cell = cell
      self.method = method
      self.label = label
      self.task = task
      self.point = point
      self.learningRate = learningRate
      self.weightDecay = weightDecay
      self.seed = seed
      self.stage = stage
      self.rung = rung
      self.epochsTrained = epochsTrained
      self.epochs = epochs
      self.bestEpoch = bestEpoch
      self.validationDeltaM = validationDeltaM
      self.testDeltaM = testDeltaM
      self.isChosen = isChosen
      self.pruned = pruned
      self.failure = failure
      self.seconds = seconds
      self.steps = steps
    }

    /// Whether the training has ended, by itself or by pruning.
    package var isDecided: Bool { bestEpoch != nil || pruned != nil || failure != nil }
  }

  /// A row's outcome and what it cost.
  package struct Row: Sendable, Hashable, Codable {
    package var method: String
    package var label: String
    /// The task of a single-task row.
    package var task: String?
    /// The best point; empty for a method without parameters to search, nil while it is open.
    package var point: [String: String]?
    package var learningRate: Double?
    package var weightDecay: Double?
    /// The mean Δm on the validation split of the seeds that chose; see ``Cell/validationDeltaM`` for a single task.
    package var validationDeltaM: Double?
    /// The mean Δm on the test split over the final seeds; nil for a single task and before the end.
    package var testDeltaM: Double?
    /// The interval around ``testDeltaM``; nil if no side has two seeds.
    package var testInterval: [Double]?
    /// The number of trainings begun, with any outcome, including those on the final seeds.
    package var runs: Int
    /// The number of trainings that served to choose, including the chosen point's own on the choosing seeds.
    package var searchRuns: Int
    package var prunedRuns: Int
    package var failedRuns: Int
    /// The optimiser steps of ``runs`` and of ``searchRuns``.
    package var steps: Int
    package var searchSteps: Int
    /// The seconds of ``runs`` and of ``searchRuns``, added up over trainings like the time of one worker. That of the
    /// search is the time to the best point.
    package var seconds: Double
    package var searchSeconds: Double
    /// The median seconds of one final training up to its kept epoch.
    package var secondsToKeptEpoch: Double?
    /// Sentences about the search ("The best temperature is the largest of its grid.").
    package var notes: [String]

    package init(
      method: String, label: String, task: String? = nil, point: [String: String]? = nil,
      learningRate: Double? = nil, weightDecay: Double? = nil, validationDeltaM: Double? = nil,
      testDeltaM: Double? = nil, testInterval: [Double]? = nil, runs: Int, searchRuns: Int, prunedRuns: Int,
      failedRuns: Int, steps: Int, searchSteps: Int, seconds: Double, searchSeconds: Double,
      secondsToKeptEpoch: Double? = nil, notes: [String]
    ) {
      self.method = method
      self.label = label
      self.task = task
      self.point = point
      self.learningRate = learningRate
      self.weightDecay = weightDecay
      self.validationDeltaM = validationDeltaM
      self.testDeltaM = testDeltaM
      self.testInterval = testInterval
      self.runs = runs
      self.searchRuns = searchRuns
      self.prunedRuns = prunedRuns
      self.failedRuns = failedRuns
      self.steps = steps
      self.searchSteps = searchSteps
      self.seconds = seconds
      self.searchSeconds = searchSeconds
      self.secondsToKeptEpoch = secondsToKeptEpoch
      self.notes = notes
    }
  }

  /// The schema that this version reads and writes.
  static let currentSchema = 1

  package var schema = SearchRecord.currentSchema
  package var experiment: String
  package var convention: DeltaM.Convention
  /// The seeds that chose, and those of the reported figures.
  package var selectSeeds: [Int]
  package var seeds: [Int]
  /// The rows: the single tasks first, then the methods in the experiment's order.
  package var rows: [Row]
  /// The trainings in the order of the rows, then in the order in which the search needs them.
  package var cells: [Cell]
  /// Whether every row has its final runs.
  package var isComplete: Bool
  /// The clock of the record's seconds; nil for wall-clock seconds.
  package var clock: CostClock?

  package static let fileName = "search.json"

  /// Reads the record in an experiment's folder; nil if there was no search.
  package init?(in folder: URL) throws(ResultsError) {
    let file = folder.appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    self = try RunFolder.decode(SearchRecord.self, from: file, schemas: 1...Self.currentSchema)
  }

  /// Writes the record into an experiment's folder, whole or not at all.
  package func save(in folder: URL) throws {
    try RunFolder(folder).write(JSONText.encoder(.prettyPrinted).encode(self), as: Self.fileName)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schema = try container.count(.schema)
    experiment = try container.decode(String.self, forKey: .experiment)
    convention = try container.decode(DeltaM.Convention.self, forKey: .convention)
    selectSeeds = try container.counts(.selectSeeds)
    seeds = try container.counts(.seeds)
    rows = try container.decode([Row].self, forKey: .rows)
    cells = try container.decode([Cell].self, forKey: .cells)
    isComplete = try container.decode(Bool.self, forKey: .isComplete)
    clock = try container.decodeIfPresent(CostClock.self, forKey: .clock)
  }

  package init(
    experiment: String, convention: DeltaM.Convention, selectSeeds: [Int], seeds: [Int], rows: [Row] = [],
    cells: [Cell] = [], isComplete: Bool = false
  ) {
    self.experiment = experiment
    self.convention = convention
    self.selectSeeds = selectSeeds
    self.seeds = seeds
    self.rows = rows
    self.cells = cells
    self.isComplete = isComplete
  }
}

extension SearchRecord.Pruning {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epoch = try container.count(.epoch)
    rule = try container.decode(String.self, forKey: .rule)
    reason = try container.decode(String.self, forKey: .reason)
  }
}

extension SearchRecord.Cell {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<T: Decodable>(_ key: CodingKeys) throws -> T { try container.decode(T.self, forKey: key) }
    cell = try value(.cell)
    method = try value(.method)
    label = try value(.label)
    task = try container.decodeIfPresent(String.self, forKey: .task)
    point = try value(.point)
    learningRate = try container.notNegative(.learningRate)
    weightDecay = try container.notNegative(.weightDecay)
    seed = try container.count(.seed)
    stage = try value(.stage)
    rung = try container.count(.rung)
    epochsTrained = try container.count(.epochsTrained)
    epochs = try container.count(.epochs)
    bestEpoch = try container.countIfPresent(.bestEpoch)
    validationDeltaM = try container.finiteIfPresent(.validationDeltaM)
    testDeltaM = try container.finiteIfPresent(.testDeltaM)
    isChosen = try value(.isChosen)
    pruned = try container.decodeIfPresent(SearchRecord.Pruning.self, forKey: .pruned)
    failure = try container.decodeIfPresent(String.self, forKey: .failure)
    seconds = try container.seconds(.seconds)
    steps = try container.count(.steps)
  }
}

extension SearchRecord.Row {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    method = try container.decode(String.self, forKey: .method)
    label = try container.decode(String.self, forKey: .label)
    task = try container.decodeIfPresent(String.self, forKey: .task)
    point = try container.decodeIfPresent([String: String].self, forKey: .point)
    learningRate = try container.notNegativeIfPresent(.learningRate)
    weightDecay = try container.notNegativeIfPresent(.weightDecay)
    validationDeltaM = try container.finiteIfPresent(.validationDeltaM)
    testDeltaM = try container.finiteIfPresent(.testDeltaM)
    testInterval = try container.intervalIfPresent(.testInterval)
    runs = try container.count(.runs)
    searchRuns = try container.count(.searchRuns)
    prunedRuns = try container.count(.prunedRuns)
    failedRuns = try container.count(.failedRuns)
    steps = try container.count(.steps)
    searchSteps = try container.count(.searchSteps)
    seconds = try container.seconds(.seconds)
    searchSeconds = try container.seconds(.searchSeconds)
    secondsToKeptEpoch = try container.secondsIfPresent(.secondsToKeptEpoch)
    notes = try container.decode([String].self, forKey: .notes)
  }
}
