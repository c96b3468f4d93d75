import Backbones
import Torch

/// Shared and private encoders with penalties that keep apart what they hold: the overlap of their features, and a discriminator that tells
/// the task from the shared ones.
///
/// Both look at the vector of each whole sample. The discriminator's parameters are named `discriminator.…`.
final class PenalisedSharedPrivate: SharedPrivate, Penalised, EpochAware {
  private let orthogonality: Double
  private let adversary: (discriminator: TaskDiscriminator, strength: Double)?
  /// The completed share of the training.
  private var progress = 0.0
  /// The features of the last pass.
  private var last: (shared: Tensor, passes: [Pass])?

  /// - Parameters:
  ///   - orthogonality: the factor of the overlap.
  ///   - adversary: the discriminator, and the factor of its gradient in the shared encoder at the training's end; nil for none.
  init(
    _ trunk: any Trunk, parts: [PrivatePart], wiring: Wiring, heads: [(task: String, head: any UnaryLayer)],
    labels: [CommonLabels], orthogonality: Double, adversary: (discriminator: TaskDiscriminator, strength: Double)?
  ) {
    self.orthogonality = orthogonality
    self.adversary = adversary
    super.init(trunk, parts: parts, wiring: wiring, heads: heads, labels: labels)
  }

  override var namedChildren: [(name: String, module: Module)]? {
    (super.namedChildren ?? []) + (adversary.map { [("discriminator", $0.discriminator)] } ?? [])
  }

  override var groups: [SharingGroup] {
    super.groups + (adversary == nil ? [] : [SharingGroup([], .penalty, parameters(below: "discriminator"))])
  }

  func epochBegins(_ epoch: Int, of epochs: Int) { progress = Double(epoch) / Double(max(1, epochs)) }

  override func passed(_ shared: Tensor, _ passes: [Pass]) { last = (shared, passes) }

  var penalties: [Penalty] {
    let shared = last.map { trunk.features.whole($0.shared) }, passes = last?.passes ?? []
    let none = Tensor(scalar: 0, dtype: .float32)
    var penalties: [Penalty] = []
    if orthogonality > 0 {
      let overlaps = passes.compactMap { pass -> Tensor? in
        guard let shared, let own = pass.own, let encoder = parts[pass.task].encoder else { return nil }
        return Orthogonality.overlap(shared, encoder.features.whole(own))
      }
      penalties.append(
        Penalty("orthogonality", overlaps.isEmpty ? none : Tensor.stack(overlaps).mean(), weight: orthogonality))
    }
    if let (discriminator, strength) = adversary {
      let loss = shared.map {
        discriminator($0, of: passes.map(\.task), strength: strength * TaskDiscriminator.ramp(progress))
      }
      penalties.append(Penalty("adversarial", loss ?? none, weight: 1))
    }
    return penalties
  }
}
