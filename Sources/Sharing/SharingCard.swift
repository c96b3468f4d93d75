import Backbones
import Components

/// All that a sharing scheme says about itself: its settings, what it asks of a trunk, and how a network is made.
///
/// ```swift
/// extension Averaging {
///   static let card = SharingCard(
///     About("averaging", "two trunks, whose features are averaged"), needs: .anyTrunk, words: "two averaged trunks"
///   ) { setup in
///     let trunks = try (0..<2).map { _ in try setup.trunk() }
///     return Averaging(trunks, heads: try setup.heads(on: trunks[0].features))
///   }
/// }
/// ```
public struct SharingCard: ComponentCard {
  /// What a scheme asks of a trunk.
  public struct Need: Sendable {
    /// The trunks in the words of an error: "segnet or a resnet".
    public let words: String
    /// Whether a type of trunk has what the scheme asks for.
    public let isMet: @Sendable (any Trunk.Type) -> Bool

    public init(_ words: String, isMet: @escaping @Sendable (any Trunk.Type) -> Bool) {
      self.words = words
      self.isMet = isMet
    }

    /// Nothing but features.
    public static let anyTrunk = Need("any trunk") { _ in true }
    /// A trunk that is a chain of stages, a ``StagedTrunk``.
    public static let stages = Need("a trunk in stages") { $0 is any StagedTrunk.Type }
  }

  public let about: About
  /// What it asks of a trunk.
  public let needs: Need
  /// The scheme in the words of a network's summary: "hard parameter sharing".
  public let words: String
  /// Whether it also makes the network of a single task. In other schemes that is a trunk and a head.
  public let isForOneTask: Bool
  /// Whether each task has a trunk of its own, so that each can start from a network that was trained on the task alone.
  public let hasTrunkPerTask: Bool
  /// Whether the tasks' trunks may be of different kinds, each for the samples of its data set.
  public let takesEachInput: Bool
  let make: @Sendable (SharingSetup) throws -> any MultiTaskNetwork

  /// Describes a scheme.
  ///
  /// - Parameters:
  ///   - needs: what it asks of a trunk. `make` is called for no other trunk.
  ///   - words: the scheme in the words of a network's summary.
  ///   - isForOneTask: whether it also makes the network of a single task, which otherwise has a trunk and a head.
  ///   - hasTrunkPerTask: whether each task has a trunk of its own, which `make` asks for by ``SharingSetup/trunk(of:)``.
  ///   - takesEachInput: whether the tasks' trunks may be of different kinds, each for the samples of its data set.
  ///   - make: makes a network; for at least two tasks, unless it is for one task too.
  public init(
    _ about: About, needs: Need, words: String, isForOneTask: Bool = false, hasTrunkPerTask: Bool = false,
    takesEachInput: Bool = false,
    make: @escaping @Sendable (SharingSetup) throws -> any MultiTaskNetwork
  ) {
    self.about = about
    self.needs = needs
    self.words = words
    self.isForOneTask = isForOneTask
    self.hasTrunkPerTask = hasTrunkPerTask
    self.takesEachInput = takesEachInput
    self.make = make
  }

  public var facts: [Fact] { [Fact("trunks", needs.words), .settings(of: self)] }

  /// Checks that tasks can share a trunk in this way.
  ///
  /// - Parameters:
  ///   - schemes: the schemes that could take its place, for the error.
  ///   - setting: where it was chosen, for the error.
  /// - Throws: `SettingError`: "`sharing` should be hard for the trunk mlp. Found mtan, which needs segnet or a resnet."
  public func check(
    _ trunk: TrunkCard, among schemes: Registry<SharingCard> = Schemes.all, as setting: String = "sharing"
  ) throws(SettingError) {
    guard !needs.isMet(trunk.type) else { return }
    let others = schemes.filter { $0.needs.isMet(trunk.type) }.map(\.name).alternatives
    throw SettingError(
      setting, "should be \(others) for the trunk \(trunk.name). Found \(name), which needs \(needs.words).")
  }
}
