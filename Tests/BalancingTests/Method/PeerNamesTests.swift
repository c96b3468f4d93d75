import TestSupport
import Testing

@testable import Balancing
@testable import Components

/// A method of another library, as this catalogue has it.
private struct PeerMethod: CustomTestStringConvertible, Sendable {
  let name: String
  let method: String
  var settings: [String: SettingValue] = [:]
  /// The loss weighting before a gradient method.
  var losses: String?
  var smoothing: Double?

  init(
    _ name: String, _ method: String, _ settings: [String: SettingValue] = [:], losses: String? = nil,
    smoothing: Double? = nil
  ) {
    self.name = name
    self.method = method
    self.settings = settings
    self.losses = losses
    self.smoothing = smoothing
  }

  var testDescription: String { name }

  /// The weightings of LibMTL's command line, of commit 4336804 (2025-05-14).
  static let libMTL = [
    PeerMethod("EW", "ew"), PeerMethod("UW", "uw"), PeerMethod("GradNorm", "gradnorm", ["parameter": "softmax"]),
    PeerMethod("GLS", "gls"), PeerMethod("RLW", "rlw"), PeerMethod("MGDA", "mgda"), PeerMethod("IMTL", "imtl"),
    PeerMethod("PCGrad", "pcgrad"), PeerMethod("GradVac", "gradvac"), PeerMethod("CAGrad", "cagrad"),
    PeerMethod("GradDrop", "graddrop"), PeerMethod("DWA", "dwa"), PeerMethod("Nash_MTL", "nash-mtl", ["max-norm": 1]),
    PeerMethod("MoCo", "moco", ["gradients": "scaled", "simplex": "softmax"]),
    PeerMethod("Aligned_MTL", "aligned-mtl", ["sum": "tasks"]), PeerMethod("DB_MTL", "db-mtl"),
    PeerMethod("STCH", "stch"), PeerMethod("ExcessMTL", "excess-mtl", ["convention": "tasks"]),
    PeerMethod("FairGrad", "fairgrad"), PeerMethod("FAMO", "famo"), PeerMethod("MoDo", "modo"),
    PeerMethod("SDMGrad", "sdmgrad"), PeerMethod("UPGrad", "upgrad"), PeerMethod("MOML", "moml"),
    PeerMethod("AutoLambda", "auto-lambda"), PeerMethod("FORUM", "forum"),
  ]

  /// The aggregators and weightings of TorchJD 0.18, each once.
  static let torchJDAggregators = [
    PeerMethod("AlignedMTL", "aligned-mtl"), PeerMethod("CAGrad", "cagrad"), PeerMethod("ConFIG", "config"),
    PeerMethod("Constant", "constant", ["weights": [1, 2, 3]]), PeerMethod("CRMOGMWeighting", "mgda", smoothing: 0.9),
    PeerMethod("DualProj", "dualproj"), PeerMethod("ExcessMTL", "excess-mtl"), PeerMethod("FairGrad", "fairgrad"),
    PeerMethod("GradDrop", "graddrop"), PeerMethod("GradVac", "gradvac"), PeerMethod("IMTLG", "imtl-g"),
    PeerMethod("Krum", "krum"), PeerMethod("Mean", "mean"), PeerMethod("MGDA", "mgda"),
    PeerMethod("MoDoWeighting", "modo"), PeerMethod("NashMTL", "nash-mtl"), PeerMethod("PCD", "pcd"),
    PeerMethod("PCGrad", "pcgrad"), PeerMethod("Random", "sum", losses: "rlw"),
    PeerMethod("SDMGradWeighting", "sdmgrad"),
    PeerMethod("Sum", "sum"), PeerMethod("TrimmedMean", "trimmed-mean"), PeerMethod("UPGrad", "upgrad"),
  ]

  /// The scalarizers of TorchJD 0.18.
  static let torchJDScalarizers = [
    PeerMethod("Constant", "scalarization", ["weights": [1, 2, 3]]), PeerMethod("COSMOS", "cosmos"),
    PeerMethod("DWA", "dwa"), PeerMethod("FAMO", "famo"), PeerMethod("GeometricMean", "gls"),
    PeerMethod("IMTLL", "imtl-l"), PeerMethod("Mean", "ew", ["reduction": "mean"]), PeerMethod("PBI", "pbi"),
    PeerMethod("Random", "rlw"), PeerMethod("STCH", "stch"), PeerMethod("Sum", "ew"), PeerMethod("UW", "uw"),
  ]
}

/// What LibMTL and TorchJD have, by their own names.
@Suite struct PeerNamesTests {
  @Test(arguments: PeerMethod.libMTL + PeerMethod.torchJDAggregators + PeerMethod.torchJDScalarizers)
  private func aMethodOfAnotherLibraryIsInTheCatalogue(_ peer: PeerMethod) throws {
    let type = try Catalogue.find(peer.method), setup = setup(3, peer.settings)
    if type is any LossWeighting.Type {
      _ = try Catalogue.lossWeighting(peer.method, setup)
    } else {
      _ = try GradientMethod(type, setup, smoothing: peer.smoothing)
      if let losses = peer.losses { _ = try Catalogue.lossWeighting(losses, BalancingSetup(setup.tasks)) }
    }
  }

  @Test func theListsAreWhole() {
    func names(_ peers: [PeerMethod]) -> Set<String> { Set(peers.map(\.name)) }
    #expect(names(PeerMethod.libMTL).count == 26)
    #expect(names(PeerMethod.torchJDAggregators).count == 23 && names(PeerMethod.torchJDScalarizers).count == 12)
  }
}
