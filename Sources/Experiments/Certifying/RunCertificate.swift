import Certificates
import Configuration
import Foundation
import Runs
import Sharing
import Torch

/// A certificate of a trained run with `sharing: subspace`: the message that describes its networks, and what the message's length
/// says about errors on samples that were never seen.
///
/// The bounds are those of the decoded networks, which a receiver makes from the configuration, the seed and the message.
package struct RunCertificate {
  /// The name of the message's file in the run's folder.
  package static let fileName = "certificate.eqpm"
  /// The numbers of values that the codebooks of a message may have.
  static let levels = [4, 6, 10, 16]

  package let tasks: [String]
  package let message: SubspaceMessage
  /// The bounds of the decoded networks' mean error.
  package let bounds: RiskBounds
  /// The bounds of each decoded network alone, which hold at once. Each pays for the whole shared vector, with its task's samples.
  package let single: [RiskBounds]
  /// The mean error of a guess at the classes.
  package let guessing: Double
  /// The error of the trained networks on their training samples.
  package let trained: Double
  /// The error of the decoded networks on the test samples, which the bound should cover; nil where none has a label.
  package let tested: Double?
  /// The size of the file in bytes.
  package let bytes: Int
  /// Whether the inputs are columns of a table, which are scaled by numbers of the training samples.
  let isOnTable: Bool

  /// Quantises and encodes the networks of a run, writes the message, and evaluates the decoded networks.
  ///
  /// - Parameters:
  ///   - delta: the probability with which a bound may fail.
  ///   - tried: the number of configurations from which this one was chosen by its figures, such as points of a search.
  /// - Throws: ``CertificationError`` for a run that no message describes, or whose start values or tasks allow no bound.
  package init(of url: URL, delta: Double, tried: Int = 1) throws {
    let folder = RunFolder(url)
    let configuration = try Self.checked(folder)
    let run = try TrainedRun(url), path = url.relativeToCurrentFolder
    try run.refuseAllSamples()
    let network = try Self.subspace(of: run, path)
    let form = network.form
    let layout = try MessageLayout(
      digest: Self.digest(of: url), seed: UInt64(configuration.seed), sharedNumbers: form.length * form.basis,
      tasks: network.tasks.count, numbersPerTask: form.basis,
      choices: (0..<tried).flatMap { _ in Self.levels.map { .init(shared: $0, tasks: $0) } })
    let receiver = try ExperimentParts(run.configuration, data: run.parts.data)
    var best: (content: Data, bounds: RiskBounds, errors: ClassErrors)?
    for choice in Self.levels.indices {
      let content = try SubspaceMessage(
        quantising: network.sharedNumbers, network.taskNumbers.flatMap { $0 }, layout: layout, choice: choice
      ).encoded()
      let message = try SubspaceMessage(decoding: content, layout: layout)
      let (bounds, errors) = try Self.bounds(message, receiver, delta: delta)
      if best.map({ bounds.fastRate < $0.bounds.fastRate }) ?? true { best = (content, bounds, errors) }
    }
    // There is a choice of levels at least.
    let chosen = best!
    try folder.write(chosen.content, as: Self.fileName)
    message = try SubspaceMessage(
      decoding: try Data(contentsOf: url.appending(path: Self.fileName)), layout: layout)
    (bounds, guessing, bytes) = (chosen.bounds, chosen.errors.guessing, chosen.content.count)
    single = try Self.singleBounds(message, chosen.errors, network.tasks, delta: delta)
    trained = try ClassErrors(of: run.parts).mean
    try Self.load(message, receiver)
    let onTest = try ClassErrors(of: receiver, on: .test)
    tested = onTest.samples > 0 ? onTest.mean : nil
    tasks = network.tasks
    if case .table? = try? run.configuration.data.newInputs(run.configuration.reading) {
      isOnTable = true
    } else {
      isOnTable = false
    }
  }

  /// The configuration of a run whose start values were fixed before the data.
  private static func checked(_ folder: RunFolder) throws -> ExperimentConfiguration {
    let configuration = try folder.configuration(), path = folder.url.relativeToCurrentFolder
    let sharing = configuration.network.sharing.name
    guard sharing == "subspace" else {
      throw CertificationError(
        "`\(path)` should be a run with `sharing: subspace`, whose networks a short message describes. Found `\(sharing)`."
      )
    }
    guard folder.isDone, try folder.result().failure == nil else {
      throw CertificationError("`\(path)` should be a run that is done. Found one without weights to keep.")
    }
    guard configuration.network.pretrained == nil else {
      throw CertificationError(
        "A bound should have start values that were fixed before the data. Found `network.pretrained` in `\(path)`, whose "
          + "values may come from the same data.")
    }
    return configuration
  }

  /// The network of a run, if its trained numbers are all that a receiver needs.
  private static func subspace(of run: TrainedRun, _ path: String) throws -> SharedSubspace {
    guard let network = run.parts.network as? SharedSubspace else {
      throw CertificationError(
        "`\(path)` should have one network for all tasks, kept at one epoch. Found several, by `training.select` or by sets of "
          + "data of different forms.")
    }
    guard network.isWhole else {
      throw CertificationError(
        "The tasks of `\(path)` should have heads of one size, which are part of the subspace. Found heads of their own."
      )
    }
    if let statistic = network.statistics.first {
      throw CertificationError(
        "The network of `\(path)` should have no statistics, which are not in the message. Found `\(statistic)`, of a batch "
          + "normalisation.")
    }
    return network
  }

  /// Gives a receiver the numbers of a message.
  private static func load(_ message: SubspaceMessage, _ receiver: ExperimentParts) throws {
    try (receiver.network as? SharedSubspace)?.load(shared: message.shared.values, tasks: message.coefficientsByTask)
  }

  /// The bounds of the networks that a message describes, made by a receiver.
  private static func bounds(
    _ message: SubspaceMessage, _ receiver: ExperimentParts, delta: Double
  ) throws -> (RiskBounds, ClassErrors) {
    try load(message, receiver)
    let errors = try ClassErrors(of: receiver)
    let bounds = try RiskBounds(
      empiricalRisk: errors.mean, bits: Double(message.bits.total), samples: errors.samples, delta: delta)
    return (bounds, errors)
  }

  /// The bounds of each network alone, from the message that a sender of this task alone would write.
  ///
  /// - Throws: ``CertificationError`` for a task without a training sample.
  private static func singleBounds(
    _ message: SubspaceMessage, _ errors: ClassErrors, _ tasks: [String], delta: Double
  ) throws -> [RiskBounds] {
    try zip(tasks, message.coefficientsByTask).map { task, coefficients in
      guard let own = errors.byTask[task], own.samples > 0 else {
        throw CertificationError("Each task should have a training sample. Found none of `\(task)`.")
      }
      let histogram = Set(coefficients).sorted().map { value in coefficients.count { $0 == value } }
      // The shared vector, the choice, how many values the coefficients have, and they.
      let bits =
        message.bits.shared.total + message.bits.choices + CodeLength.bits(for: coefficients.count)
        + MessageBits.Part(histogram: histogram).total
      return try RiskBounds(
        empiricalRisk: Double(own.wrong) / Double(own.samples), bits: Double(bits), samples: own.samples,
        delta: delta / Double(tasks.count))
    }
  }

  /// The digest of a run's configuration.
  private static func digest(of url: URL) throws -> UInt64 {
    UInt64(try XXH64.checksum(of: url.appending(path: "config.yaml")), radix: 16) ?? 0
  }
}

/// The reason why a run gets no certificate.
package struct CertificationError: Error, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
