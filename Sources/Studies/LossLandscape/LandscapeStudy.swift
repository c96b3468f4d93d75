import Datasets
import Synchronization
import Tasks

/// A study of a landscape: the methods of a configuration with every optimiser and learning rate, from every start.
///
/// ```swift
/// let study = try LandscapeStudy(configuration)
/// print(study.text)
/// ```
package struct LandscapeStudy: Sendable {
  package let configuration: LandscapeConfiguration
  /// The paths by optimiser, learning rate, method and start, in the order of the configuration.
  package let paths: [LandscapePath]

  /// Follows the paths, several at a time.
  ///
  /// - Parameter progress: called with the share of the paths that are done, on any thread.
  /// - Throws: `SettingError` for a method that cannot be made.
  package init(_ configuration: LandscapeConfiguration, progress: @escaping @Sendable (Double) -> Void = { _ in })
    throws
  {
    self.configuration = configuration
    // A method that cannot be made says so before the first path.
    for method in configuration.methods { _ = try LandscapeDirection(method, seed: configuration.seed) }
    var jobs: [(LandscapeConfiguration.Method, LandscapeConfiguration.Optimizer, Double, Int)] = []
    for optimizer in configuration.optimizers {
      for rate in configuration.learningRates {
        for method in configuration.methods {
          for start in configuration.starts.indices { jobs.append((method, optimizer, rate, start)) }
        }
      }
    }
    let work = jobs
    let found = FoundPaths()
    ParallelLoop.run(work.count) { index in
      let (method, optimizer, rate, start) = work[index]
      let path = Result { try LandscapePath(method, optimizer, learningRate: rate, start: start, of: configuration) }
      let share = found.state.withLock { found in
        switch path {
        case .success(let path): found.paths[index] = path
        case .failure(let error): found.error = error
        }
        return Double(found.paths.count) / Double(work.count)
      }
      progress(share)
    }
    let (byIndex, error) = found.state.withLock { ($0.paths, $0.error) }
    if let error { throw error }
    paths = work.indices.compactMap { byIndex[$0] }
  }

  /// The paths that several threads collect.
  private final class FoundPaths: Sendable {
    let state = Mutex<(paths: [Int: LandscapePath], error: (any Error)?)>(([:], nil))
  }

  /// The paths of a method with one optimiser and learning rate, one for each start.
  package func paths(_ method: String, _ optimizer: LandscapeConfiguration.Optimizer, _ rate: Double) -> [LandscapePath]
  {
    paths.filter { $0.method == method && $0.optimizer == optimizer && $0.learningRate == rate }
  }

  /// The number of updates until the slowest start is at the minimum; nil if one never is.
  package func reached(_ method: String, _ optimizer: LandscapeConfiguration.Optimizer, _ rate: Double) -> Int? {
    let counts = paths(method, optimizer, rate).map(\.reached)
    return counts.contains(nil) ? nil : counts.compactMap { $0 }.max()
  }
}
