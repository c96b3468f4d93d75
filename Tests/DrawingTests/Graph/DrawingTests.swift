import Backbones
import Sharing
import TestSupport
import Testing
import Torch

@testable import Drawing

/// The boxes of a drawing: modules, shapes, and the tasks that move them.
@Suite struct DrawingTests {
  private func node(_ name: String, of drawing: Drawing) throws -> Drawing.Node {
    try #require(drawing.nodes.first { $0.name == name }, "\(drawing.nodes.map(\.name))")
  }

  /// The names of the boxes that a box reads.
  private func sources(of name: String, in drawing: Drawing) -> Set<String> {
    Set(
      drawing.nodes.indices.filter { drawing.nodes[$0].name == name }.flatMap(drawing.sources).map {
        drawing.nodes[$0].name
      })
  }

  @Test func hardSharingIsATrunkWithHeads() throws {
    let network = DrawnNetworks.hard()
    let drawing = try DrawnNetworks.drawing(of: network, on: DrawnNetworks.vectors(), depth: 1)
    #expect(drawing.nodes.map(\.name) == ["input", "trunk", "heads.a", "heads.b", "a", "b"])
    let trunk = try node("trunk", of: drawing), head = try node("heads.b", of: drawing)
    #expect(trunk.tasks == ["a", "b"] && trunk.role == "balanced" && trunk.parameters == 64 && trunk.shape == [4])
    #expect(head.tasks == ["b"] && head.role == "own" && head.parameters == 5)
    #expect(drawing.edges.map(\.shape) == [[5], [4], [4], [1], [1]])
  }

  @Test func theSumOfTheGroupsIsTheNetwork() throws {
    for network in [DrawnNetworks.hard(), DrawnNetworks.attention()] as [any MultiTaskNetwork] {
      let batch = network is HardSharing ? DrawnNetworks.vectors() : DrawnNetworks.images()
      let drawing = try DrawnNetworks.drawing(of: network, on: batch)
      #expect(drawing.parameters == network.parameterCount)
      #expect(drawing.balanced + drawing.joint + drawing.own == network.parameterCount)
      #expect(drawing.unread.isEmpty)
    }
  }

  @Test func attentionShowsItsMasksProductsAndRefiners() throws {
    let drawing = try DrawnNetworks.drawing(of: DrawnNetworks.attention(), on: DrawnNetworks.images(), depth: 1)
    let masks = drawing.nodes.filter { $0.name.hasPrefix("masks.") }
    #expect(masks.count == 8 && masks.allSatisfy { $0.tasks.count == 1 && $0.applications == 1 })
    #expect(drawing.nodes.count { $0.kind == .junction && $0.layers.hasPrefix("×") } == 8)
    let refiners = drawing.nodes.filter { $0.name.hasPrefix("refiners.") }
    #expect(refiners.count == 6 && refiners.allSatisfy { $0.role == "joint" && $0.applications == 2 })
    let trunk = drawing.nodes.filter { $0.name.hasPrefix("trunk.") }
    #expect(trunk.count > 4 && trunk.allSatisfy { $0.tasks == ["a", "b"] })
  }

  @Test func aGateMeetsTheExpertsInAJunction() throws {
    let drawing = try DrawnNetworks.drawing(
      of: Mixture(generator: DrawnNetworks.generator()), on: DrawnNetworks.vectors())
    #expect(drawing.nodes.count { $0.name.hasPrefix("experts.") } == 3)
    #expect(try node("gates.a", of: drawing).layers.contains("softmax"))
    let mixed = drawing.nodes.filter { $0.kind == .junction && $0.layers == "×, sum" }
    #expect(mixed.map(\.tasks) == [["a"], ["b"]])
    #expect(sources(of: "heads.a", in: drawing) == [""])
  }

  @Test func aLayerSaysWhichModulesMakeItsWeights() throws {
    let network = try Schemes.all.choose("muir", ["block": [1, 5], "context": 1]).network(
      for: [.regression("a"), .regression("b")], input: .vector(5), trunk: Trunks.all.choose("identity"),
      heads: Heads.all.choose("bias-free"), generator: DrawnNetworks.generator())
    let drawing = try DrawnNetworks.drawing(of: network, on: DrawnNetworks.vectors())
    let made = drawing.nodes.filter { $0.name == "weights of hypermodules, contexts" }
    // Two modules of five numbers, and a context for each task.
    #expect(made.count == 2 && made.allSatisfy { $0.kind == .layer && $0.tasks == ["a", "b"] && $0.parameters == 12 })
  }

  @Test func aStitchIsALayerOfItsOwnThatReadsAllTowers() throws {
    let drawing = try DrawnNetworks.drawing(
      of: Stitched(generator: DrawnNetworks.generator()), on: DrawnNetworks.vectors())
    let stitches = drawing.nodes.filter { $0.name == "stitch" }
    #expect(stitches.count == 2 && stitches.allSatisfy { $0.parameters == 4 && $0.applications == 2 })
    #expect(sources(of: "stitch", in: drawing) == ["towers.0", "towers.1"])
    #expect(drawing.balanced == 2 * 24 + 4)
  }

  @Test func dataSetsThatShareATrunkShareItsBox() throws {
    let generator = DrawnNetworks.generator()
    let network = StemSharing(
      stems: [
        ("rows", ["x", "y"], Linear(5, 6, generator: generator)), ("pairs", ["z"], Linear(2, 6, generator: generator)),
      ], trunk: MLP(6, hidden: [7], generator: generator), heads: DrawnNetworks.heads(7, ["x", "y", "z"], generator))
    let drawing = try Drawing(
      of: network,
      on: [
        TracedBatch(set: "rows", Inputs(Tensor.randn([3, 5], generator: generator)), tasks: ["x", "y"]),
        TracedBatch(set: "pairs", Inputs(Tensor.randn([4, 2], generator: generator)), tasks: ["z"]),
      ], title: "two sets", depth: 1)
    #expect(drawing.nodes.count { $0.name == "trunk" } == 1)
    #expect(sources(of: "trunk", in: drawing) == ["stems.rows", "stems.pairs"])
    #expect(try node("stems.rows", of: drawing).tasks == ["x", "y"])
    #expect(drawing.nodes.filter { $0.kind == .input }.map(\.name).sorted() == ["pairs", "rows"])
  }

  @Test func headsOfManyTasksAreOneBox() throws {
    let tasks = (0..<40).map { "t.\($0)" }
    let drawing = try DrawnNetworks.drawing(of: DrawnNetworks.hard(tasks), on: DrawnNetworks.vectors(tasks), depth: 1)
    #expect(drawing.nodes.map(\.name) == ["input", "trunk", "heads.*", "40 tasks"])
    #expect(try node("heads.*", of: drawing).copies == 40)
    #expect(drawing.own == 40 * 5)
  }

  @Test func gatesOfManyTasksAreOneBoxEach() throws {
    let tasks = (0..<9).map { "t\($0)" }
    let network = Mixture(tasks, generator: DrawnNetworks.generator())
    let drawing = try DrawnNetworks.drawing(of: network, on: DrawnNetworks.vectors(tasks))
    #expect(drawing.nodes.filter { $0.copies == 9 }.map(\.name).sorted() == ["", "9 tasks", "gates.*", "heads.*"])
  }

  @Test func aDeeperDrawingHasMoreBoxesAndTheSameTotals() throws {
    let network = DrawnNetworks.attention()
    let drawings = try [1, 2, 3, 9].map {
      try DrawnNetworks.drawing(of: network, on: DrawnNetworks.images(), depth: $0)
    }
    #expect(drawings.map(\.nodes.count) == drawings.map(\.nodes.count).sorted())
    #expect(Set(drawings.map(\.parameters)).count == 1 && Set(drawings.map(\.multiplyAddsPerSample)).count == 1)
  }

  @Test func aParameterInNoGroupIsNamed() {
    let network = Mixture(generator: DrawnNetworks.generator())
    network.hidesGates = true
    let text = errorText { try DrawnNetworks.drawing(of: network, on: DrawnNetworks.vectors()) }
    #expect(text == "Each parameter should be moved by a task. Found `gates.a.weight`, which is in no group.")
  }
}
