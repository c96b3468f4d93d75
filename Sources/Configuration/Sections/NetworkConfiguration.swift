import Backbones
import Components
import Sharing

/// The network: a trunk that the tasks share, how they share it, and one head for each.
package struct NetworkConfiguration: Sendable {
  package var trunk: Chosen<TrunkCard>
  package var sharing: Chosen<SharingCard>
  package var heads: Chosen<HeadCard>
  /// A safetensors file with the trunk's start values.
  package var pretrained: String?

  /// Reads and checks the section.
  ///
  /// - Parameter usual: the name of the trunk that fits the data's samples.
  init(reading section: ConfigurationSection, usual: String, catalogue: ExperimentCatalogue) throws {
    trunk = try section.component("trunk", of: catalogue.trunks, default: usual)
    sharing = try section.component(named: "sharing", of: catalogue.sharing, default: "hard")
    do {
      try sharing.card.check(trunk.card, among: catalogue.sharing)
    } catch {
      throw ConfigurationError(
        error.description(below: section.path), at: section.given("sharing")?.origin ?? .default)
    }
    let heads = try section.section("heads", shorthand: "kind")
    self.heads = try heads.component(of: catalogue.heads, default: heads.has("width") ? "hidden" : "usual")
    pretrained = try section.optionalPath("pretrained")
  }
}
