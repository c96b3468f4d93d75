import Backbones
import Components
import Sharing
import Tasks
import Torch

extension NetworkConfiguration {
  /// Builds the network of some tasks.
  ///
  /// - Parameters:
  ///   - input: what one sample looks like.
  ///   - generator: draws the initial values, the trunk's first, and the dropout masks later.
  /// - Throws: `ConfigurationError`, also if the network and its gradients do not fit in memory; `ShapeError`; for a
  ///   file of start values, its error.
  func network(
    for tasks: [LearningTask], input: InputDescription, generator: Generator, device: Device = .cpu
  ) throws -> any MultiTaskNetwork {
    do {
      // Gradients take as much memory as the parameters.
      return try withTorchErrors(allocating: HostMemory.size / 2) {
        let network = try sharing.network(
          for: tasks, input: input, trunk: trunk, heads: heads, pretrained: pretrained, generator: generator)
        network.to(device)
        return network
      }
    } catch let error as TorchError {
      throw ConfigurationError("`network` cannot be built on this machine. \(error.message).")
    } catch let error as ShapeError where error.component != nil {
      throw ConfigurationError(error.description(of: "trunk", below: "network"))
    } catch let error as SettingError {
      throw ConfigurationError(error.description(below: "network"))
    }
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
    let start = pretrained == nil ? "" : " with given start values"
    return "\(trunk.words)\(start), \(sharing.card.words), one head a task"
  }
}
