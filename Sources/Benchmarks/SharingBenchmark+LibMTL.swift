import Components
import Sharing

extension SharingBenchmark {
  /// The line of Python that fails where the peer's package is missing.
  package static let peerCheck =
    "import torch, scipy, importlib.util; assert importlib.util.find_spec('LibMTL')"

  /// One of LibMTL's architectures, and the same network here.
  private struct Architecture {
    let name: String
    let scheme: String
    var settings: [String: SettingValue] = [:]
    let title: String
  }

  private static let architectures = [
    Architecture(name: "HPS", scheme: "hard", title: "hard"),
    // LibMTL's has no unit after the last level, and one weight for all channels.
    Architecture(
      name: "Cross_stitch", scheme: "cross-stitch", settings: ["unit": "scalar", "last": false], title: "cross-stitch"),
    Architecture(name: "MMoE", scheme: "mmoe", title: "MMoE"),
    Architecture(name: "MTAN", scheme: "mtan", title: "MTAN"),
  ]

  /// The relative difference between both sides' numbers of parameters. In LibMTL's cross-stitch all tasks mix with the same
  /// weights, which are fewer.
  private static let tolerance = 1e-5

  /// Adds the steps next to LibMTL's, those of ResNet-18 with the same batch; without a peer what is missing.
  func addLibMTL(to report: inout SharingReport, _ progress: (String) -> Void) throws {
    guard let peer else {
      report.omissions.append(
        isCompared
          ? "LibMTL: Python has no torch, scipy or LibMTL, so nothing to compare with: pip install torch scipy, then "
            + "pip install LibMTL==1.1.5 --no-deps"
          : "LibMTL was left out, so nothing to compare with")
      return
    }
    for architecture in Self.architectures {
      progress("LibMTL's \(architecture.name)")
      report.rows.append(try compare(architecture, peer, &report))
    }
  }

  private func compare(
    _ architecture: Architecture, _ peer: BenchmarkPeer, _ report: inout SharingReport
  ) throws -> RatioRow {
    let script = peer.script.deletingLastPathComponent().appendingPathComponent("sharing_peer.py")
    let theirs = try BenchmarkProcess(
      "LibMTL", peer.python, [script.path, architecture.name, "\(batch)", "\(threads)"], environment: peer.environment)
    defer { theirs.quit() }
    report.peerVersion = theirs.version
    let problem = SharingProblem(model: .resnet18, samples: batch)
    let network = try problem.network(architecture.scheme, architecture.settings)
    let (own, other) = (network.parameterCount, theirs.parameterCount)
    guard abs(Double(own - other)) <= Self.tolerance * Double(own) else {
      throw BenchmarkError(
        "both sides should have the same \(architecture.title) network. Found \(own) and LibMTL's \(other) parameters.")
    }
    let step = try problem.step(network)
    return try compare("\(architecture.title) step", over: "LibMTL's \(architecture.name)", goal: 0.7, step) {
      try theirs.ask("step \($0)")
    }
  }
}
