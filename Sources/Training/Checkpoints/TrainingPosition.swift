import Torch

/// The position of a training: how far it is, and what it has selected.
public struct TrainingPosition: Codable, Sendable, Equatable {
  /// The version of the checkpoint's layout.
  public var schema = 1
  /// The training to which the position belongs; see `CheckpointStore.run`.
  public internal(set) var run = ""
  /// The number of completed epochs.
  public var epoch = 0
  /// The number of batches of the running epoch that are done.
  public var batch = 0
  /// The number of updates since the start.
  public var step = 0
  /// The kept epoch, from 1; 0 before the first.
  public var bestEpoch = 0
  /// The selection criterion at the kept epoch; nil if it could not be computed.
  public var bestValue: Double?
  /// The kept epoch of each task, if tasks keep epochs of their own; otherwise nil.
  public var taskEpochs: [TaskEpoch]?
  /// The number of epochs since the kept one, which early stopping counts.
  public var epochsWithoutImprovement = 0
  /// The state of the plateau rule; nil without one.
  public var plateau: ReduceOnPlateau.State?
  /// Whether the training was stopped early and should not continue.
  public var finished = false
  /// The seconds of training and validation in the completed epochs.
  public var seconds = 0.0
  /// The seconds of training in the running epoch.
  public var epochSeconds = 0.0
  /// The processor seconds of training and validation in the completed epochs; nil if some are not known, for example
  /// those of a training that version 0.1 began.
  public var processorSeconds: Double? = 0
  /// The processor seconds of training in the running epoch.
  public var epochProcessorSeconds = 0.0

  /// Creates the position before the first update.
  public init() {}
}

extension TrainingPosition {
  /// The largest count that is believed; larger ones are damage. Sums of many such counts still fit an integer.
  private static let limit = 1 << 53

  private enum CodingKeys: String, CodingKey {
    case schema, run, epoch, batch, step, bestEpoch, bestValue, epochsWithoutImprovement, finished, seconds
    case epochSeconds, plateau, processorSeconds, epochProcessorSeconds
    case taskEpochs
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func count(_ key: CodingKeys, to limit: Int = Self.limit) throws -> Int {
      let value = try container.decode(Int.self, forKey: key)
      guard (0...limit).contains(value) else { throw damage(key, "from 0 to \(limit)", "\(value)") }
      return value
    }
    func seconds(_ key: CodingKeys) throws -> Double {
      let value = try container.decode(Double.self, forKey: key)
      guard value >= 0, value.isFinite else { throw damage(key, "at least 0", "\(value)") }
      return value
    }
    func damage(_ key: CodingKeys, _ range: String, _ found: String) -> DecodingError {
      DecodingError.dataCorruptedError(
        forKey: key, in: container,
        debugDescription: "`\(key.stringValue)` should be \(range). Found \(found).")
    }
    schema = try container.decode(Int.self, forKey: .schema)
    run = try container.decode(String.self, forKey: .run)
    epoch = try count(.epoch)
    batch = try count(.batch)
    step = try count(.step)
    bestEpoch = try count(.bestEpoch, to: epoch)
    bestValue = try container.decodeIfPresent(Double.self, forKey: .bestValue)
    taskEpochs = try container.decodeIfPresent([TaskEpoch].self, forKey: .taskEpochs)
    if let wrong = taskEpochs?.first(where: { !(0...epoch).contains($0.epoch) }) {
      throw damage(.taskEpochs, "epochs from 0 to \(epoch)", "\(wrong.epoch)")
    }
    epochsWithoutImprovement = try count(.epochsWithoutImprovement, to: epoch)
    plateau = try container.decodeIfPresent(ReduceOnPlateau.State.self, forKey: .plateau)
    if let state = plateau, !state.isPossible { throw damage(.plateau, "a state of a plateau", "\(state)") }
    finished = try container.decode(Bool.self, forKey: .finished)
    self.seconds = try seconds(.seconds)
    epochSeconds = try seconds(.epochSeconds)
    let isKnown = container.contains(.processorSeconds)
    processorSeconds = isKnown ? try seconds(.processorSeconds) : nil
    epochProcessorSeconds = isKnown ? try seconds(.epochProcessorSeconds) : 0
  }
}

extension TrainingPosition {
  /// Adds the time that a part of the running epoch's training took.
  mutating func add(_ lap: StepClock.Lap) {
    epochSeconds += lap.seconds
    epochProcessorSeconds += lap.processorSeconds
  }
}
