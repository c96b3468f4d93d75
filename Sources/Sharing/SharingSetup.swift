import Backbones
import Components
import Tasks
import Torch

/// What a scheme makes a network from.
///
/// Trunks, heads and the scheme's own layers draw their start values from one generator, so the order in which a scheme
/// asks for them is part of what a seed means.
public struct SharingSetup {
  /// The tasks, in the order of the outputs.
  public let tasks: [LearningTask]
  /// What one sample looks like.
  public let input: InputDescription
  /// The values of the scheme's settings.
  public let settings: Settings
  /// The generator that draws the start values, and the dropout masks later.
  public let generator: Generator
  fileprivate let chosenTrunk: Chosen<TrunkCard>
  fileprivate let chosenHeads: Chosen<HeadCard>
  /// A safetensors file with the trunk's start values.
  fileprivate let pretrained: String?
  /// By task, a safetensors file with the start values of its trunk, and of its head if it has one.
  fileprivate let starts: [String: String]
  /// Trunks of other kinds, each with a file of start values if it has one.
  fileprivate let further: [FurtherTrunk]
  /// The trunk of each data set where they differ; empty for one kind of trunk.
  fileprivate let sets: [StemmedSet]

  init(
    tasks: [LearningTask], input: InputDescription, settings: Settings, generator: Generator,
    trunk: Chosen<TrunkCard>, heads: Chosen<HeadCard>, pretrained: String?, starts: [String: String] = [:],
    further: [FurtherTrunk] = [], sets: [StemmedSet] = []
  ) {
    self.tasks = tasks
    self.input = input
    self.settings = settings
    self.generator = generator
    chosenTrunk = trunk
    chosenHeads = heads
    self.pretrained = pretrained
    self.starts = starts
    self.further = further
    self.sets = sets
  }

  /// Whether a file has start values of trunks or heads.
  var hasGivenValues: Bool { pretrained != nil || !starts.isEmpty }

  /// Makes one more trunk, each time it is called, with start values from the file if there is one.
  ///
  /// - Throws: `ShapeError` if the samples do not fit; for a file of start values, its error.
  public func trunk() throws -> any Trunk { try trunk(chosenTrunk, pretrained) }

  /// Makes one more trunk that reads one of a sample's several tensors, with start values from the file if there is one.
  ///
  /// - Parameter part: what it reads.
  /// - Throws: as ``trunk()``.
  public func trunk(for part: InputDescription) throws -> any Trunk {
    try trunk(chosenTrunk, pretrained, reading: part)
  }

  /// Checks that no other heads were chosen than the usual ones, for a scheme with heads of its own.
  ///
  /// - Throws: `SettingError`: "`heads` should be left out for `deepmts`, which has its own. Found hidden."
  func checkHasUsualHeads(for scheme: String) throws(SettingError) {
    guard chosenHeads.name != UsualHead.card.name else { return }
    throw SettingError("heads", "should be left out for `\(scheme)`, which has its own. Found \(chosenHeads.name).")
  }

  /// Makes the trunk of one task alone, with the start values of its file if it has one.
  ///
  /// - Throws: as ``trunk()``.
  public func trunk(of task: LearningTask) throws -> any Trunk {
    guard let set = sets.first(where: { $0.tasks.contains(task.name) }) else {
      return try trunk(chosenTrunk, starts[task.name] ?? pretrained)
    }
    do {
      let isDense = tasks.contains { set.tasks.contains($0.name) && $0.kind.isDense }
      let trunk = try set.stem.trunk(for: set.input, isDense: isDense, generator: generator)
      if let file = starts[task.name] ?? pretrained { try trunk.load(pretrained: file) }
      return trunk
    } catch let error as ShapeError {
      throw StemSharing.StemError(set: set.name, error: error)
    }
  }

  /// Makes the trunks of other kinds, for a scheme that has several; none unless some were chosen.
  ///
  /// - Throws: as ``trunk()``.
  public func furtherTrunks() throws -> [any Trunk] { try further.map { try trunk($0.trunk, $0.pretrained) } }

  /// Whether the trunk's widths cannot be set.
  var hasFixedWidths: Bool { chosenTrunk.widths == nil }

  /// Makes one more trunk with a vector for each element of a sequence, whatever the tasks need.
  ///
  /// - Parameters:
  ///   - other: the samples that it reads, if they are not those of the data. No file of start values fits it.
  ///   - share: the factor of its widths.
  /// - Throws: as ``trunk()``; `SettingError` for widths that are fixed.
  func trunkOfElements(for other: InputDescription? = nil, widths share: Double = 1) throws -> any Trunk {
    guard other != nil || share != 1 else { return try trunk(chosenTrunk, pretrained, isDense: true) }
    var chosen = chosenTrunk
    if share != 1 {
      guard let widths = chosen.widths else {
        throw SettingError(
          "sharing.private", "should be 0 or 1 for a trunk of fixed widths. Found \(share.brief) with \(chosen.words).")
      }
      chosen = try chosen.with(widths: widths.map { max(1, Int((Double($0) * share).rounded())) })
    }
    return try chosen.trunk(for: other ?? input, isDense: true, generator: generator)
  }

  private func trunk(
    _ chosen: Chosen<TrunkCard>, _ pretrained: String?, isDense: Bool? = nil, reading part: InputDescription? = nil
  ) throws -> any Trunk {
    let trunk = try chosen.trunk(
      for: part ?? input, isDense: isDense ?? tasks.contains(where: \.kind.isDense), generator: generator)
    if let pretrained { try trunk.load(pretrained: pretrained) }
    return trunk
  }

  /// Makes a head for each task, in the tasks' order.
  ///
  /// - Throws: `ShapeError` if a head or a task does not fit the features.
  public func heads(on features: Features) throws -> [(task: String, head: any UnaryLayer)] {
    try heads(on: tasks.map { _ in features })
  }

  /// Makes a head for each task on the features of its own trunk, in the tasks' order.
  ///
  /// - Parameter features: those of each task.
  /// - Throws: `ShapeError` if a head or a task does not fit the features.
  public func heads(on features: [Features]) throws -> [(task: String, head: any UnaryLayer)] {
    let heads = try zip(tasks, features).map { (task: $0.name, head: try drawn($0, on: $1)) }
    for (task, head) in heads {
      start(head)
      if let file = starts[task] { try head.load(trained: task, from: file) }
    }
    return heads
  }

  /// Makes one more head of a task.
  ///
  /// - Throws: `ShapeError` if the head or the task does not fit the features.
  public func head(of task: LearningTask, on features: Features) throws -> any UnaryLayer {
    let head = try drawn(task, on: features)
    start(head)
    return head
  }

  /// Draws the start values of a module of the scheme's own as the trunk's authors draw those of what is put on it.
  public func start(_ module: Module) { chosenTrunk.start(module, generator: generator) }

  private func drawn(_ task: LearningTask, on features: Features) throws -> any UnaryLayer {
    if task.kind.isDense, case .vector = features {
      let (needed, place) = input.form == .sequence ? ("a sequence", "element") : ("a map", "pixel")
      throw ShapeError(
        chosenTrunk.name, "gives \(features), and `\(task.name)` needs \(needed), for an answer at every \(place).",
        remedy: chosenTrunk.card.mapSetting)
    }
    return try chosenHeads.head(
      on: features, outputs: task.outputs, isDense: task.kind.isDense, generator: generator)
  }
}

/// A trunk that a scheme has next to the usual one.
public struct FurtherTrunk: Sendable {
  public let trunk: Chosen<TrunkCard>
  /// A safetensors file with its start values; nil for values that are drawn.
  public let pretrained: String?

  public init(_ trunk: Chosen<TrunkCard>, pretrained: String? = nil) {
    self.trunk = trunk
    self.pretrained = pretrained
  }
}

extension Chosen<SharingCard> {
  /// Makes the network of some tasks. A single task has a trunk and a head, unless the scheme is for one task too.
  ///
  /// ```swift
  /// let network = try Schemes.all.choose("hard").network(
  ///   for: tasks, input: .vector(7), trunk: Trunks.all.choose("mlp", ["hidden": [32]]), heads: Heads.all.choose("usual"),
  ///   generator: generator)
  /// ```
  ///
  /// - Parameters:
  ///   - input: what one sample looks like.
  ///   - pretrained: a safetensors file with the trunk's start values.
  ///   - starts: by task, a safetensors file with the start values of its trunk and head, for a scheme with a trunk for each
  ///     task.
  ///   - further: trunks of other kinds, for a scheme that has several.
  ///   - sets: the trunk of each data set where they differ, for a scheme that takes them; empty for one kind of trunk.
  ///   - generator: draws the start values, the trunk's first, and the dropout masks later.
  /// - Throws: `ShapeError` if samples, trunk, heads and tasks do not fit each other; `SettingError` if the scheme does not
  ///   fit the trunk; for a file of start values, its error.
  public func network(
    for tasks: [LearningTask], input: InputDescription, trunk: Chosen<TrunkCard>, heads: Chosen<HeadCard>,
    pretrained: String? = nil, starts: [String: String] = [:], further: [FurtherTrunk] = [],
    sets: [StemmedSet] = [], generator: Generator
  ) throws -> any MultiTaskNetwork {
    try card.check(trunk.card)
    let sole = tasks.count == 1 ? sets.first { $0.tasks.contains(tasks[0].name) } : nil
    let setup = SharingSetup(
      tasks: tasks, input: sole?.input ?? input, settings: settings, generator: generator, trunk: sole?.stem ?? trunk,
      heads: heads, pretrained: tasks.count == 1 ? starts[tasks[0].name] ?? pretrained : pretrained, starts: starts,
      further: further, sets: sole == nil ? sets : [])
    return try (tasks.count > 1 || card.isForOneTask ? card : HardSharing.card).make(setup)
  }
}
