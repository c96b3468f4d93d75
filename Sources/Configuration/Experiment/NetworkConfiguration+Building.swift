import Backbones
import Components
import Sharing
import Tasks
import Torch

extension NetworkConfiguration {
  /// What a network has to know of a data set.
  typealias SetShape = (name: String, tasks: [String], input: InputDescription)

  /// Builds the network of some tasks.
  ///
  /// - Parameters:
  ///   - sets: the data sets that have the tasks.
  ///   - generator: draws the initial values, the trunk's first, and the dropout masks later.
  /// - Throws: `ConfigurationError`, also if the network and its gradients do not fit in memory; `ShapeError`; for a
  ///   file of start values, its error.
  func network(
    for tasks: [LearningTask], sets: [SetShape], generator: Generator, device: Device = .cpu
  ) throws -> any MultiTaskNetwork {
    do {
      // Gradients take as much memory as the parameters.
      return try withTorchErrors(allocating: HostMemory.size / 2) {
        let network = try built(for: tasks, sets, generator)
        if let orthogonal { network.drawOrthogonally(gain: orthogonal, generator) }
        for part in try frozen(in: network) { part.freeze() }
        network.to(device)
        return network
      }
    } catch let error as TorchError {
      throw ConfigurationError("`network` cannot be built on this machine. \(error.message).")
    } catch let error as ShapeError where error.component != nil {
      throw ConfigurationError(error.description(of: "trunk", below: "network"))
    } catch let error as StemSharing.StemError {
      throw ConfigurationError(error.error.description(of: "trunk", below: "network.stems.\(error.set)"))
    } catch let error as SettingError {
      throw ConfigurationError(error.description(below: "network"))
    }
  }

  /// The parts of a network that are frozen.
  func frozen(in network: any MultiTaskNetwork) throws -> [Module] {
    guard freezesTrunk else { return network.heldParts }
    guard let trunk = network.children.first(where: { $0.name == "trunk" })?.module else {
      throw ConfigurationError(
        "`network.freeze: trunk` should stand with sharing that has a trunk of its own. Found `\(sharing.name)`.")
    }
    return [trunk]
  }

  private func built(
    for tasks: [LearningTask], _ sets: [SetShape], _ generator: Generator
  ) throws -> any MultiTaskNetwork {
    guard stems.isEmpty else {
      let stemmed = sets.map { set in
        StemmedSet(name: set.name, tasks: set.tasks, input: set.input, stem: stems.first { $0.set == set.name }!.trunk)
      }
      guard !sharing.card.takesEachInput else {
        return try sharing.network(
          for: tasks, input: sets[0].input, trunk: trunk, heads: heads, starts: starts, sets: stemmed,
          generator: generator)
      }
      return try StemSharing.network(
        for: tasks, sets: stemmed, width: stemWidth, trunk: trunk, heads: heads, pretrained: pretrained,
        generator: generator)
    }
    if let other = sets.first(where: { $0.input != sets[0].input }) {
      throw ConfigurationError(
        "`network.stems` should have a stem for each data set, since their samples differ: those of `\(sets[0].name)` are "
          + "\(sets[0].input.shape), those of `\(other.name)` \(other.input.shape). Found none.")
    }
    // A single task's training has the files of the others too.
    if tasks.count > 1, let stranger = starts.keys.filter({ name in !tasks.contains { $0.name == name } }).min() {
      throw ConfigurationError(
        "`network.starts` should name tasks, \(tasks.map(\.name).quotedList). Found `\(stranger)`.")
    }
    let scaled = try asLargeAs.map {
      try sharing.trunk(trunk, asLargeAs: $0, for: tasks, input: sets[0].input, heads: heads, further: backbones)
    }
    return try sharing.network(
      for: tasks, input: sets[0].input, trunk: scaled ?? trunk, heads: heads, pretrained: pretrained,
      starts: starts, further: backbones, generator: generator)
  }

  /// This network with start values that are drawn in place of those from files.
  package var withoutGivenValues: NetworkConfiguration {
    var network = self
    network.pretrained = nil
    network.starts = [:]
    network.backbones = backbones.map { FurtherTrunk($0.trunk) }
    return network
  }

  /// Checks that a network can be trained on batches of this many samples.
  ///
  /// - Throws: `ConfigurationError` if one of its layers needs more.
  static func check(_ network: any MultiTaskNetwork, batch: Int) throws {
    for case let layer as any BatchBound in network.modules() {
      let (least, reason) = (type(of: layer).leastBatch, type(of: layer).reason)
      guard batch < least else { continue }
      throw ConfigurationError("`training.batch` should be at least \(least) for \(reason). Found \(batch).")
    }
  }

  /// The network in words: "segnet 16-32-64, hard parameter sharing, one head a task".
  package var summary: String {
    let start = pretrained == nil && starts.isEmpty ? "" : " with given start values"
    let size = asLargeAs.map { ", scaled to the parameters of \($0.card.words)" } ?? ""
    let own = stems.map { "\($0.set): \($0.trunk.words)" }.joined(separator: ", ")
    if !own.isEmpty, sharing.card.takesEachInput { return "\(own), \(sharing.card.words), one head a task" }
    let trained = freezesTrunk ? ", trunk frozen" : ""
    let others = backbones.map { " + \($0.trunk.words)" }.joined()
    return (own.isEmpty ? "" : "stems \(own), each to \(stemWidth); ")
      + "\(trunk.words)\(others)\(size)\(start)\(trained), \(sharing.card.words), one head a task"
  }
}
