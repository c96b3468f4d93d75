import Datasets
import OrderedCollections

/// The file `result.json`: the final figures of one run. It is written last, so a folder that has it is done.
package struct RunResult: Sendable, Hashable, Codable {
  /// The schema that this version writes. It reads older ones as well; see `RunResult+Migration.swift`.
  package static let currentSchema = 2

  /// The method name of a run that trains one task alone.
  package static let singleTask = "single-task"
  /// The row of single-task training.
  package static let singleTaskLabel = "Single-task"
  /// The prefix of the hyper-parameters of a loss weighting that stands next to a gradient method, as in `losses.temperature`.
  package static let lossesKey = "losses"

  /// The way in which the reported epoch was chosen.
  package struct Selection: Sendable, Hashable, Codable {
    /// The split that decided: "validation", or "test" if that was asked for; ``noSplit`` for a training on all
    /// samples.
    package var split: String
    /// The criterion in words ("Δm, metric mean", "last epoch").
    package var criterion: String
    /// The chosen epoch, from 1; 0 if a run ended before it had one.
    package var epoch: Int
    /// The chosen epoch of each task, if tasks have epochs of their own; ``epoch`` is then the last of them.
    package var epochs: [String: Int]?
    /// The optimiser steps up to the end of that epoch; nil if no record of the epoch is left.
    package var step: Int?
    /// The seconds of training and validation up to the end of that epoch: the time to the run's best point. Nil if
    /// ``step`` is.
    package var seconds: Double?

    /// The name in place of a split if validation and test samples were trained on too.
    package static let noSplit = "none"

    package init(split: String, criterion: String, epoch: Int, step: Int? = nil, seconds: Double? = nil) {
      self.split = split
      self.criterion = criterion
      self.epoch = epoch
      self.step = step
      self.seconds = seconds
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      split = try container.decode(String.self, forKey: .split)
      criterion = try container.decode(String.self, forKey: .criterion)
      epoch = try container.count(.epoch)
      epochs = try container.decodeIfPresent([String: Int].self, forKey: .epochs)
      step = try container.countIfPresent(.step)
      seconds = try container.secondsIfPresent(.seconds)
    }
  }

  /// The purpose of a run.
  package enum Role: String, Sendable, Hashable, Codable {
    /// The run's figures are reported.
    case final
    /// The run only served to choose hyper-parameters; it counts among the runs spent.
    case search
  }

  /// Whether validation and test samples were trained on too, so that the run has no figures.
  package var isOnAllSamples: Bool { selection.split == Selection.noSplit }

  package var schema: Int
  package var experiment: String
  /// The content hash of the resolved configuration: the folder's name.
  package var cell: String
  /// The method's catalogue name ("uw-so", or ``singleTask``).
  package var method: String
  /// The method's printed name ("UW-SO"). Runs of one label are one row of a comparison.
  package var label: String
  package var seed: Int
  /// The fold whose samples were the test split; nil for a run on the split of the data.
  package var fold: Fold?
  package var role: Role
  /// The tasks trained, in order.
  package var tasks: [String]
  /// The metrics in the order in which they are printed.
  package var definitions: [MetricDefinition]
  package var selection: Selection
  /// The metrics at the selected epoch, by split, task and name.
  package var metrics: [String: [String: [String: Double]]]
  /// The number of labels that each metric leaves out, such as the true zeros of a relative error, by split, task and
  /// name; nil if none is left out.
  package var leftOut: [String: [String: [String: Int]]]?
  /// The mean losses at the selected epoch, by split and task.
  package var losses: [String: [String: Double]]
  /// The metrics on the test pictures under corruptions; nil if the experiment did not ask for them.
  package var corrupted: CorruptedMetrics?
  /// The wall-clock seconds of the whole run, over all its resumptions.
  package var seconds: Double
  /// The processor seconds of the whole run, all threads added up. Other programs on the machine do not change them.
  /// Nil on a device that computes apart from the processor, and in results of version 0.1.
  package var processorSeconds: Double?
  /// The number of optimiser steps.
  package var steps: Int
  /// The number of epochs trained, over all resumptions.
  package var epochs: Int
  /// Whether patience ended the training before its last epoch; nil if that was not recorded.
  package var stoppedEarly: Bool?
  /// The number of trained scalars.
  package var parameters: Int
  /// The values that were chosen for this run, as text ("temperature": "3").
  package var hyperparameters: [String: String]
  /// The reason why the run ended early ("The loss of `depth` is not finite at step 77."); nil for a run that ended
  /// well.
  package var failure: String?
  /// The remarks of the network and of the methods on the run, a sentence each; nil if there are none.
  package var remarks: [String]?

  package init(
    experiment: String, cell: String, method: String, label: String, seed: Int, role: Role = .final, tasks: [String],
    definitions: [MetricDefinition], selection: Selection, metrics: [String: [String: [String: Double]]],
    losses: [String: [String: Double]], seconds: Double, steps: Int, epochs: Int = 0, parameters: Int,
    hyperparameters: [String: String] = [:], failure: String? = nil
  ) {
    self.schema = Self.currentSchema
    self.experiment = experiment
    self.cell = cell
    self.method = method
    self.label = label
    self.seed = seed
    self.role = role
    self.tasks = tasks
    self.definitions = definitions
    self.selection = selection
    self.metrics = metrics
    self.losses = losses
    self.seconds = seconds
    self.steps = steps
    self.epochs = epochs
    self.parameters = parameters
    self.hyperparameters = hyperparameters
    self.failure = failure
  }

  /// The repetition of a comparison in which it was trained.
  package var repetition: Repetition { Repetition(seed: seed, fold: fold) }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<T: Decodable>(_ key: CodingKeys) throws -> T { try container.decode(T.self, forKey: key) }
    schema = try value(.schema)
    experiment = try value(.experiment)
    cell = try value(.cell)
    method = try value(.method)
    label = try value(.label)
    seed = try value(.seed)
    fold = try container.decodeIfPresent(Fold.self, forKey: .fold)
    role = try container.decodeIfPresent(Role.self, forKey: .role) ?? .final
    tasks = try value(.tasks)
    definitions = try value(.definitions)
    selection = try value(.selection)
    metrics = try value(.metrics)
    leftOut = try container.decodeIfPresent([String: [String: [String: Int]]].self, forKey: .leftOut)
    losses = try value(.losses)
    corrupted = try container.decodeIfPresent(CorruptedMetrics.self, forKey: .corrupted)
    seconds = try container.seconds(.seconds)
    processorSeconds = try container.secondsIfPresent(.processorSeconds)
    steps = try container.count(.steps)
    epochs = schema < 2 ? 0 : try container.count(.epochs)
    stoppedEarly = try container.decodeIfPresent(Bool.self, forKey: .stoppedEarly)
    parameters = try container.count(.parameters)
    hyperparameters = try value(.hyperparameters)
    failure = try container.decodeIfPresent(String.self, forKey: .failure)
    remarks = try container.decodeIfPresent([String].self, forKey: .remarks)
  }
}

/// One repetition of a comparison, in which every row is trained once: a seed, and a split if there are several.
/// Comparisons are made within it.
package struct Repetition: Hashable, Sendable, Comparable {
  package var seed: Int
  /// The fold; nil if all repetitions have the split of the data.
  package var fold: Fold?

  package init(seed: Int, fold: Fold? = nil) {
    self.seed = seed
    self.fold = fold
  }

  package static func < (first: Repetition, second: Repetition) -> Bool {
    (first.fold?.number ?? 0, first.seed) < (second.fold?.number ?? 0, second.seed)
  }

  /// The repetition in words: "seed 0", "seed 0, split 2".
  package var name: String { "seed \(seed)" + (fold.map { ", split \($0.number)" } ?? "") }
}

extension OrderedDictionary<String, OrderedDictionary<String, Double>> {
  /// The figures without order, as results keep it.
  package var plain: [String: [String: Double]] { unordered.mapValues(\.unordered) }
}

extension OrderedDictionary<String, OrderedDictionary<String, Int>> {
  /// The figures without order, as results keep it.
  package var plain: [String: [String: Int]] { unordered.mapValues(\.unordered) }
}

extension OrderedDictionary {
  /// The entries without order.
  package var unordered: [Key: Value] { Dictionary(uniqueKeysWithValues: map { ($0.key, $0.value) }) }
}

extension Dictionary where Key == String {
  /// The figures of a split, which records keep by its name.
  package subscript(split: Split) -> Value? { self[split.rawValue] }
}
