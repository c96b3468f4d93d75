import Foundation
import Torch

/// An adapter that computes the answers of a reference case, in double precision, under the keys of its `expected`. It
/// throws `Unimplemented` for a variant that does not exist.
package typealias GoldenAdapter = @Sendable (GoldenCase) throws -> [String: GoldenValue]

/// Compares the implementation with files of reference numbers.
package enum Verification {
  /// The adapter of each method of the reference files.
  package static let adapters: [String: GoldenAdapter] = [
    layerAdapters, optimizerAdapters, metricAdapters, lossWeightingAdapters, gramianAdapters,
    gradientWeightingAdapters, jacobianAdapters, corruptionAdapters, similarityAdapters,
    routingAdapters, muirAdapters, certificateAdapters, taggerAdapters, subspaceAdapters, survivalAdapters,
    radiomicsAdapters, localisationAdapters, multitaskingAdapters, controlAdapters,
  ].reduce(into: [:]) { all, some in
    all.merge(some) { _, _ in fatalError("two adapters have one name: \(some.keys.sorted())") }
  }

  /// Reads and compares files. A file that cannot be read throws; a case that fails is a disagreement.
  ///
  /// - Parameter more: the adapters of methods that this target does not know, such as the problems of studies.
  package static func run(_ urls: [URL], adding more: [String: GoldenAdapter] = [:]) throws -> VerificationReport {
    run(try urls.map { try GoldenFile.read($0) }, adapters: adapters.merging(more) { $1 })
  }

  /// Compares files with `adapters`.
  package static func run(_ files: [GoldenFile], adapters: [String: GoldenAdapter] = adapters) -> VerificationReport {
    var report = VerificationReport()
    for file in files {
      var methods: [String: VerificationReport.Method] = [:]
      for item in file.cases {
        var method = methods[item.method] ?? VerificationReport.Method(file: file.name, name: item.method)
        defer { methods[item.method] = method }
        guard let adapter = adapters[item.method] else {
          method.notImplemented += 1
          continue
        }
        do {
          let got = try withTorchErrors { try adapter(item) }
          let differences = GoldenComparison(rtol: item.rtol, atol: item.atol).differences(got, item.expected)
          if differences.isEmpty {
            method.agreeing += 1
          } else {
            method.disagreeing += 1
            report.disagreements.append(
              .init(file: file.name, id: item.id, method: item.method, differences: differences, failure: nil))
          }
        } catch let error as Unimplemented {
          method.unimplementedVariants[error.variant, default: 0] += 1
        } catch {
          method.disagreeing += 1
          report.disagreements.append(
            .init(file: file.name, id: item.id, method: item.method, differences: [], failure: "\(error)"))
        }
      }
      if !methods.values.contains(where: { $0.agreeing + $0.disagreeing > 0 }) { report.notCompared.append(file.name) }
      report.methods += methods.values.sorted { $0.name < $1.name }
    }
    return report
  }
}
