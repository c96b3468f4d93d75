import Backbones
import Components
import Tasks
import Torch

/// The vectors of the classes that some tasks have in common.
struct CommonLabels {
  /// The tasks that have them, at least two.
  let tasks: [String]
  let vectors: LabelVectors

  /// Heads that score classes by their vectors. Classes of one name are one vector; tasks without classes have the usual head.
  ///
  /// - Parameter features: what each task's head reads.
  /// - Throws: `ShapeError` for features that are no vectors.
  static func heads(
    _ setup: SharingSetup, on features: [Features]
  ) throws -> (heads: [(task: String, head: any UnaryLayer)], labels: [CommonLabels]) {
    let names = setup.tasks.map { ($0.labels.form as? ClassLabels)?.names ?? [] }
    // The tasks of each name, in the order in which names occur.
    var order: [String] = [], owners: [String: [Int]] = [:]
    for (task, names) in names.enumerated() {
      for name in Set(names).count == names.count ? names : [] {
        if owners[name] == nil { order.append(name) }
        owners[name, default: []].append(task)
      }
    }
    var blocks: [[Int]: [String]] = [:], sets: [[Int]] = []
    for name in order where owners[name]!.count > 1 {
      if blocks[owners[name]!] == nil { sets.append(owners[name]!) }
      blocks[owners[name]!, default: []].append(name)
    }
    let labels = sets.map { set in
      CommonLabels(
        tasks: set.map { setup.tasks[$0].name },
        vectors: LabelVectors(blocks[set]!.count, size: features[0].size, generator: setup.generator))
    }
    let heads = try setup.tasks.enumerated().map { place, task -> (task: String, head: any UnaryLayer) in
      guard task.labels.form is ClassLabels else { return (task.name, try setup.head(of: task, on: features[place])) }
      let mine = sets.indices.filter { sets[$0].contains(place) }, common = mine.flatMap { blocks[sets[$0]]! }
      let own = (0..<task.outputs).filter { names[place].isEmpty || !common.contains(names[place][$0]) }
      let vectors = own.isEmpty ? nil : LabelVectors(own.count, size: features[place].size, generator: setup.generator)
      let places = (0..<task.outputs).map { index in
        own.firstIndex(of: index) ?? own.count + common.firstIndex(of: names[place][index])!
      }
      let head = LabelEmbedding(vectors, common: mine.map { labels[$0].vectors }, order: places)
      switch features[place] {
      case .vector: return (task.name, head)
      case .sequence: return (task.name, SequenceHead(head, features[place], isDense: task.kind.isDense))
      case .map, .volume:
        throw ShapeError("`shared-private` with label embedding needs vectors or sequences. Found \(features[place]).")
      }
    }
    return (heads, labels)
  }
}
