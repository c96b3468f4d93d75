import Foundation
import Printing
import Reports
import Runs
import Torch

/// The findings on an installation: `equipoise doctor`.
package struct Diagnosis: Codable, Sendable {
  package struct Finding: Codable, Sendable {
    package var subject: String
    package var isGood: Bool
    package var text: String
  }

  package var findings: [Finding]

  /// Whether everything that every user needs is there.
  package var isHealthy: Bool { findings.allSatisfy { $0.isGood || $0.subject != "LibTorch" } }

  package var text: String {
    findings.map { "\($0.isGood ? "✔" : "–") \($0.subject): \($0.text)" }.joined(separator: "\n")
  }

  package func json() throws -> String { try JSONText.encode(findings) }

  package static func current() -> Diagnosis {
    let environment = RunEnvironment.current()
    let supported = LibTorch.supportedVersions.contains { LibTorch.version.hasPrefix($0) }
    var findings = [
      Finding(
        subject: "LibTorch", isGood: supported,
        text:
          "\(LibTorch.version)\(supported ? "" : "; supported are \(LibTorch.supportedVersions.joined(separator: ", "))")"
      ),
      Finding(subject: "machine", isGood: true, text: environment.summary),
      Finding(subject: "threads", isGood: true, text: "\(Threads.count) for one operation"),
      Finding(
        subject: "CUDA", isGood: Device.isCUDAAvailable,
        text: Device.isCUDAAvailable ? "\(Device.cudaCount) devices" : "not available; trainings run on the CPU"),
    ]
    let works = (try? withTorchErrors { Tensor.ones([2, 2]).matmul(Tensor.ones([2, 2])).sum().item() }) == 8
    findings.append(
      Finding(
        subject: "arithmetic", isGood: works,
        text: works ? "a product of matrices is right" : "a product of matrices is wrong"))
    let bundle = PlotBundle.find()
    findings.append(
      Finding(
        subject: "plots", isGood: bundle != nil,
        text: bundle?.relativeToCurrentFolder ?? "the renderer is missing, reports have tables alone: run `make setup`")
    )
    let data = ProcessInfo.processInfo.environment["EQUIPOISE_DATA"]
    findings.append(
      Finding(
        subject: "data", isGood: data != nil, text: data ?? "EQUIPOISE_DATA is not set; generated scenes need no files")
    )
    return Diagnosis(findings: findings)
  }
}
