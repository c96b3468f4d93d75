import Backbones
import Components
import Sharing

/// The network: a trunk that the tasks share, how they share it, and one head for each.
package struct NetworkConfiguration: Sendable {
  package var trunk: Chosen<TrunkCard>
  package var sharing: Chosen<SharingCard>
  package var heads: Chosen<HeadCard>
  /// Trunks of other kinds next to the first, for a scheme with several; empty for none.
  package var backbones: [FurtherTrunk] = []
  /// A trunk of each data set's own, before the one that all share; empty for none.
  package var stems: [(set: String, trunk: Chosen<TrunkCard>)] = []
  /// The size of the vectors that the stems make.
  package var stemWidth = 64
  /// A safetensors file with the trunk's start values, or the folder of an experiment from whose runs those of this one
  /// start.
  package var pretrained: String?
  /// By task, a safetensors file with the start values of its trunk and head, for schemes with a trunk for each task.
  package var starts: [String: String] = [:]
  /// The scheme that would have as many parameters as this network, whose trunk's widths are scaled; nil for the widths as they
  /// are.
  package var asLargeAs: Chosen<SharingCard>?
  /// Whether the trunk stays as it starts: its parameters are not trained, and it runs as in evaluation.
  package var freezesTrunk: Bool
  /// The gain of orthogonal start values; nil for those of each layer's own.
  package var orthogonal: Double?

  /// Reads and checks the section.
  ///
  /// - Parameters:
  ///   - usual: the name of the trunk that fits the data's samples.
  ///   - sets: the names of the data sets where there are several.
  init(
    reading section: ConfigurationSection, usual: String, sets: [String] = [], catalogue: ExperimentCatalogue
  ) throws {
    // Stems make vectors.
    let usual = section.has("stems") ? SetsConfiguration.card.usualTrunk : usual
    trunk = try section.component("trunk", of: catalogue.trunks, default: usual)
    sharing = try section.component(named: "sharing", of: catalogue.sharing, default: "hard")
    asLargeAs = try section.unwritten("as-large-as") {
      try section.component(named: $0, of: catalogue.sharing, default: HardSharing.card.name)
    }
    for (key, scheme) in [("sharing", sharing), ("as-large-as", asLargeAs)] {
      do {
        try scheme?.card.check(trunk.card, among: catalogue.sharing, as: key)
      } catch {
        throw ConfigurationError(
          error.description(below: section.path), at: section.given(key)?.origin ?? .default)
      }
    }
    let heads = try section.section("heads", shorthand: "kind")
    self.heads = try heads.component(of: catalogue.heads, default: heads.has("width") ? "hidden" : "usual")
    pretrained = try section.optionalPath("pretrained")
    freezesTrunk = try section.unwritten("freeze") { try section.choice($0, of: ["trunk"]) } != nil
    orthogonal = try section.unwritten("orthogonal") { try section.double($0, in: .positive) }
    if orthogonal != nil, pretrained != nil {
      throw ConfigurationError(
        "`\(section.path(of: "orthogonal"))` and `pretrained` should not stand together: both say what the start values are. "
          + "Found both.", at: section.given("orthogonal")?.origin ?? .default)
    }
    try readStarts(section)
    try readBackbones(section, catalogue)
    try readStems(section, sets, catalogue)
  }

  /// Reads a file for each task.
  private mutating func readStarts(_ section: ConfigurationSection) throws {
    guard section.has("starts") else {
      if sharing.card.hasTrunkPerTask { section.permit(["starts"]) }
      return
    }
    let origin = section.given("starts")?.origin ?? .default
    guard sharing.card.hasTrunkPerTask, pretrained == nil else {
      let found = pretrained == nil ? sharing.name : "`pretrained`"
      throw ConfigurationError(
        "`\(section.path(of: "starts"))` should stand with a scheme that has a trunk for each task, and without `pretrained`. "
          + "Found \(found).", at: origin)
    }
    let files = try section.section("starts")
    for task in files.givenKeys { starts[task] = try files.optionalPath(task) }
  }

  /// Reads trunks of other kinds.
  private mutating func readBackbones(_ section: ConfigurationSection, _ catalogue: ExperimentCatalogue) throws {
    guard section.has("backbones") else {
      if sharing.name == SeveralBackbones.card.name { section.permit(["backbones"]) }
      return
    }
    let origin = section.given("backbones")?.origin ?? .default
    guard sharing.name == SeveralBackbones.card.name else {
      throw ConfigurationError(
        "`\(section.path(of: "backbones"))` should stand with the sharing scheme \(SeveralBackbones.card.name). Found "
          + "\(sharing.name).", at: origin)
    }
    backbones = try section.sections("backbones").map { item in
      FurtherTrunk(try item.component("trunk", of: catalogue.trunks), pretrained: try item.optionalPath("pretrained"))
    }
  }

  /// Reads a stem for each set.
  private mutating func readStems(
    _ section: ConfigurationSection, _ sets: [String], _ catalogue: ExperimentCatalogue
  ) throws {
    guard section.has("stems") else {
      if !sets.isEmpty { section.permit(["stems", "stem-width"]) }
      return
    }
    let origin = section.given("stems")?.origin ?? .default
    guard asLargeAs == nil else {
      throw ConfigurationError(
        "`\(section.path(of: "as-large-as"))` should be left out where `stems` are given. Found `\(asLargeAs!.name)`.",
        at: section.given("as-large-as")?.origin ?? origin)
    }
    guard !sets.isEmpty else {
      throw ConfigurationError(
        "`\(section.path(of: "stems"))` should stand with several data sets, `data.sets`. Found one set.", at: origin)
    }
    guard sharing.name == HardSharing.card.name || sharing.card.takesEachInput else {
      let schemes = [HardSharing.card.name] + catalogue.sharing.filter(\.takesEachInput).map(\.name)
      throw ConfigurationError(
        "`\(section.path(of: "sharing"))` should be \(schemes.alternatives) where `stems` are given. Found \(sharing.name).",
        at: section.given("sharing")?.origin ?? origin)
    }
    let places = try section.section("stems")
    for name in places.givenKeys where !sets.contains(name) {
      throw ConfigurationError(
        "`\(name)` is not a data set." + Suggestion.sentence(for: name, among: sets)
          + " The sets are \(sets.quotedList).", at: places.given(name)?.origin ?? origin)
    }
    if let missing = sets.first(where: { !places.has($0) }) {
      throw ConfigurationError(
        "`\(section.path(of: "stems"))` should have a stem for each data set. Found none for `\(missing)`.", at: origin)
    }
    stems = try sets.map { name in
      let stem = try places.section(name, shorthand: "trunk")
      return (set: name, trunk: try stem.component("trunk", of: catalogue.trunks))
    }
    stemWidth = try section.int("stem-width", default: stemWidth, in: 1...1_000_000)
  }
}
