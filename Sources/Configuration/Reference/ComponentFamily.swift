import Components

/// A family of components as `equipoise list` shows it, with the place of a component in an experiment.
package struct ComponentFamily: Sendable {
  /// The name of the list: "optimizers".
  package let name: String
  /// One component in words: "optimiser".
  package let kind: String
  package let cards: [any ComponentCard]
  /// The section of an experiment that holds a component's settings, or several with commas between: "training.optimizer".
  package let path: String
  private let example: @Sendable (String) -> String
  private let key: String

  /// Creates a family.
  ///
  /// - Parameters:
  ///   - path: the section of an experiment that holds a component's settings.
  ///   - key: the key that holds the name where settings stand next to it: "kind".
  ///   - example: the experiment around a component's name or section.
  init<Card>(
    _ name: String, _ registry: Registry<Card>, path: String, key: String = "kind",
    example: @escaping @Sendable (String) -> String
  ) {
    self.name = name
    kind = registry.kind.split(separator: " ").dropFirst().joined(separator: " ")
    cards = registry.cards
    self.path = path
    self.key = key
    self.example = example
  }

  /// A component in an experiment, with the settings that it needs: `training: { schedule: { kind: step, every: … } }`.
  package func example(of card: any ComponentCard) -> String {
    let needed = card.settings.filter(\.isRequired).map { "\($0.name): …" }
    return example(needed.isEmpty ? card.name : "{ \((["\(key): \(card.name)"] + needed).joined(separator: ", ")) }")
  }
}

extension ExperimentCatalogue {
  /// The families of components, in the order in which an experiment names them.
  package var families: [ComponentFamily] {
    [
      ComponentFamily("data", data, path: "data") { $0.hasPrefix("{") ? "data: \($0)" : "data: { kind: \($0) }" },
      ComponentFamily("trunks", trunks, path: "network", key: "trunk") {
        $0.hasPrefix("{") ? "network: \($0)" : "network: { trunk: \($0) }"
      },
      ComponentFamily("sharing", sharing, path: "network.sharing") { "network: { sharing: \($0) }" },
      ComponentFamily("heads", heads, path: "network.heads") { "network: { heads: \($0) }" },
      ComponentFamily("losses", losses, path: "tasks.NAME.loss, data.targets.loss") {
        "tasks: { TASK: { loss: \($0) } }"
      },
      ComponentFamily("metrics", metrics, path: "tasks.NAME.metrics") { "tasks: { TASK: { metrics: [\($0)] } }" },
      ComponentFamily("methods", methods, path: "balancing", key: "method") { "balancing: \($0)" },
      ComponentFamily("optimizers", optimizers, path: "training.optimizer") { "training: { optimizer: \($0) }" },
      ComponentFamily("schedules", schedules, path: "training.schedule") { "training: { schedule: \($0) }" },
      ComponentFamily("augmentations", augmentations, path: "training.augmentation") {
        "training: { augmentation: [\($0)] }"
      },
      ComponentFamily("corruptions", corruptions, path: "training.augmentation.kinds") {
        "training: { augmentation: [{ kind: corruption, kinds: [\($0)] }] }"
      },
    ]
  }

  /// The components of a name, each with its family: a loss and a schedule are both called `cosine`.
  package func components(named name: String) -> [(card: any ComponentCard, family: ComponentFamily)] {
    families.flatMap { family in family.cards.filter { $0.name == name }.map { ($0, family) } }
  }
}
