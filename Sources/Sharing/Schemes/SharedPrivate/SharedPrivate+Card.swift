import Backbones
import Components
import Tasks
import Torch

extension SharedPrivate {
  static let card = SharingCard(
    About(
      "shared-private", title: "Shared-private",
      "an encoder for all tasks and a private one for each, whose features a head reads together",
      citation: Citation(
        "Liu, Qiu, Huang", "Adversarial Multi-task Learning for Text Classification", "ACL", 2017, "P17-1001"),
      settings: [
        Setting(
          "private", .number(.between(0, 100)), otherwise: "0.5; 1 for a trunk of fixed widths",
          "widths of a private encoder as a share of the shared one's; 0 for no private encoder",
          source: "a choice of this toolkit"),
        Setting(
          "wiring", .word(Wiring.allCases.map(\.rawValue)), default: "parallel",
          "`parallel`: private encoders read what the shared one reads; `stacked`: they read its features"),
        Setting(
          "orthogonality", .number(.nonNegative), default: 0,
          "factor of the penalty on the overlap of shared and private features; 0 for none"),
        Setting(
          "adversarial", .number(.nonNegative), default: 0,
          "factor at the end of training of the reversed gradient with which the shared encoder hides the task from a discriminator; 0 for none"
        ),
        Setting(
          "gate", .truth, default: false, "whether a gate of each feature mixes both; otherwise they stand side by side"
        ),
        Setting(
          "label-embedding", .truth, default: false,
          "whether classes are vectors in the space of the features, one for all tasks that have a class of the name"),
      ],
      deviations: [
        "The overlap is that of features whose columns are centred and whose rows have the length 1; it does not grow with the batch.",
        "The adversary's strength follows the schedule of Ganin et al. (2016), epoch by epoch.",
        "An embedding of texts is shared.",
      ],
      check: { settings throws(SettingError) in
        guard settings.optionalNumber("private") == 0 else { return }
        let needy = ["gate"].filter { settings.truth($0) } + ["orthogonality"].filter { settings.number($0) > 0 }
        if let name = needy.first {
          throw SettingError(name, "should be left out where `private` is 0.")
        }
      }),
    needs: .anyTrunk, words: "a shared encoder and a private one for each task"
  ) { setup in
    let settings = setup.settings, generator = setup.generator, wiring: Wiring = settings.word("wiring")
    let trunk = try setup.trunkOfElements()
    let read = try wiring == .parallel ? setup.input(beside: trunk) : setup.input(behind: trunk)
    let share = settings.optionalNumber("private") ?? setup.usualShare
    let parts = try setup.tasks.map { task in
      try PrivatePart(
        share > 0 ? setup.trunkOfElements(for: read, widths: share) : nil, beside: trunk.features,
        isGated: settings.truth("gate"), isDense: task.kind.isDense, generator: generator)
    }
    let (heads, labels) =
      try settings.truth("label-embedding")
      ? CommonLabels.heads(setup, on: parts.map(\.features))
      : (zip(setup.tasks, parts).map { ($0.name, try setup.head(of: $0, on: $1.features)) }, [])
    let (orthogonality, adversarial) = (settings.number("orthogonality"), settings.number("adversarial"))
    guard orthogonality > 0 || adversarial > 0 else {
      return SharedPrivate(trunk, parts: parts, wiring: wiring, heads: heads, labels: labels)
    }
    let discriminator =
      adversarial > 0
      ? TaskDiscriminator(trunk.features.size, tasks: setup.tasks.count, generator: generator) : nil
    return PenalisedSharedPrivate(
      trunk, parts: parts, wiring: wiring, heads: heads, labels: labels, orthogonality: orthogonality,
      adversary: discriminator.map { ($0, adversarial) })
  }
}

extension SharingSetup {
  /// Half of the widths, if they can be set.
  fileprivate var usualShare: Double { hasFixedWidths ? 1 : 0.5 }

  /// What an encoder reads next to a trunk: the samples, or their embedding if encoders can have one in common.
  fileprivate func input(beside trunk: any Trunk) -> InputDescription {
    guard let text = trunk as? SequenceTrunk, text.commonEmbedding != nil else { return input }
    return .sequence(
      length: input.shape[0], columns: Array(repeating: .number, count: text.embedding.size))
  }

  /// What an encoder reads behind a trunk: its features.
  ///
  /// - Throws: `ShapeError` for a map or a volume.
  fileprivate func input(behind trunk: any Trunk) throws(ShapeError) -> InputDescription {
    switch trunk.features {
    case .vector(let size): return .vector(size)
    case .sequence(let size, _):
      return .sequence(length: input.shape[0], columns: Array(repeating: .number, count: size))
    case .map, .volume:
      throw ShapeError("`shared-private` with stacked encoders needs vectors or sequences. Found \(trunk.features).")
    }
  }
}
