import Configuration
import Datasets
import Foundation
import Printing
import Torch
import Training

/// A benchmark of loading: how long an experiment's training batches take to make on one thread, compared with a step
/// of its network on one thread. A loader that is quicker keeps up from another core.
package struct LoadingBenchmark {
  /// The results of the benchmark.
  package struct Report: Codable, Sendable {
    package var data: String
    package var batch: Int
    package var inputShape: [Int]
    package var network: String
    package var augmentation: [String]
    /// The seconds of each batch as it is read, and with its augmentation.
    package var reading: [Double] = []
    package var making: [Double] = []
    /// The seconds of each step, as a training makes it.
    package var steps: [Double] = []

    /// The ratio of a step's time to a batch's; nil without steps.
    package var ratio: Double? { steps.isEmpty ? nil : steps.median / making.median }

    package var text: String {
      func line(_ name: String, _ seconds: [Double]) -> String {
        "\(name): \(String(format: "%.1f", 1e3 * seconds.median)) ms, the median of \(seconds.count)"
      }
      let shape = inputShape.map(String.init).joined(separator: "×")
      var lines = [
        "\(data), batches of \(batch) × \(shape), one thread each", line("reading a batch", reading),
        line("with augmentation (\(augmentation.isEmpty ? "none" : augmentation.joined(separator: ", ")))", making),
      ]
      if let ratio {
        lines.append(line("a step of \(network)", steps))
        lines.append("a step takes \(String(format: "%.1f", ratio)) times as long as its batch")
      }
      return lines.joined(separator: "\n")
    }

    package func json() throws -> String { try JSONText.encode(self) }
  }

  /// The number of batches and steps that are measured, after one of each that is not.
  package var batches = 20
  package var steps = 3

  package init() {}

  /// Measures.
  ///
  /// - Throws: the error of the data or the network, and `ConfigurationError` for too few samples.
  package func run(_ configuration: ExperimentConfiguration, note: (String) -> Void) throws -> Report {
    let threads = Threads.count
    Threads.count = 1
    defer { Threads.count = threads }
    var configuration = configuration
    (configuration.training.device, configuration.training.prefetch) = (.cpu, 0)
    note("reading the data")
    let parts = try ExperimentParts(configuration)
    guard let loader = parts.trainLoader as? DataLoader else {
      throw ConfigurationError(
        "`bench data` should have an experiment on one data set. Found \(parts.data.sets.count).")
    }
    guard parts.data.train.count > configuration.training.batch else {
      throw ConfigurationError(
        "`training.batch` should be below the number of training samples, \(parts.data.train.count). Found \(configuration.training.batch)."
      )
    }
    var report = Report(
      data: parts.data.name, batch: configuration.training.batch, inputShape: parts.data.inputShape,
      network: configuration.network.summary, augmentation: configuration.training.augmentation.map(\.name))
    let plain = try DataLoader(
      loader.dataset, batchSize: loader.batchSize, seed: loader.seed, dropLast: loader.dropLast,
      stratify: loader.stratification, prefetch: 0)
    report.reading = try time(plain)
    report.making = try time(loader)
    guard steps > 0, let batch = try loader.batches(epoch: 0).next() else { return report }
    note("timing steps")
    let training = try TrainingStep(
      parts.forward, tasks: parts.tasks, weighting: parts.weighting, gradients: parts.gradients,
      penalty: parts.regulariser,
      sharpness: parts.sharpness, optimizer: parts.optimizer, clipNorm: parts.options.clipNorm,
      generators: parts.generators)
    let step = { _ = try training([batch]) }
    try step()
    report.steps = try (0..<steps).map { _ in try ContinuousClock().measure(step) / .seconds(1) }
    return report
  }

  /// The seconds of each batch but the first, over as many epochs as it takes.
  private func time(_ loader: DataLoader) throws -> [Double] {
    var seconds: [Double] = []
    for epoch in 0... {
      let batches = loader.batches(epoch: epoch)
      var before = 0.0
      while try batches.next() != nil {
        seconds.append(batches.secondsWaited - before)
        before = batches.secondsWaited
        if seconds.count > self.batches { return Array(seconds.dropFirst()) }
      }
    }
    return seconds
  }
}
