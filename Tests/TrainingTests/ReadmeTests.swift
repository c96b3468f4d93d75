import Equipoise
import Foundation
import TestSupport
import Testing

/// The README's Swift: each of its snippets stands, line by line, in a program that is compiled and run here or in `examples/swift`.
@Suite struct ReadmeTests {
  @Test func theNumbersOfComponentsAreThoseOfTheCatalogues() throws {
    let text = try String(contentsOf: packageFolder.appending(path: "README.md"), encoding: .utf8)
      .replacing("\n", with: " ")
    #expect(
      text.contains(
        "There are \(Catalogue.cards.count) ways to balance tasks, and \(Schemes.all.cards.count) to share parameters.")
    )
  }

  @Test func theTwoLoopsOfOnesOwnRunTogetherAsPrinted() throws {
    let shared = Tensor([1, 2] as [Float]).requiringGrad()
    let trunk = [shared], heads = [[Tensor([3] as [Float]).requiringGrad()], [Tensor([-1] as [Float]).requiringGrad()]]
    let optimizer = Adam([ParameterGroup("shared", [("w", shared)], learningRate: 0.1)])
    var depthLoss = shared[0].square() + 0.5
    var normalsLoss = shared[1].square()

    let weighting = try UWSO(tasks: 2, temperature: 3)
    let weighted = weighting.weigh(Tensor.stack([depthLoss, normalsLoss]))  // weighted.weights: one number a task
    optimizer.zeroGradients()
    weighted.objective.backward()
    optimizer.step()

    // softmax((1/1.5, 1/4) / 3)
    let weights = weighted.weights.array(of: Double.self)
    #expect(abs(weights[0] - 0.5347) < 1e-3 && abs(weights.reduce(0, +) - 1) < 1e-6)
    #expect(shared.array(of: Float.self) == [0.9, 1.9])

    optimizer.zeroGradients()
    depthLoss = shared[0] * heads[0][0].sum() + shared[1]
    normalsLoss = shared[1] * heads[1][0].sum()

    let balancer = try GradientBalancer(.gramian(CAGrad(c: 0.4)), tasks: ["depth", "normals"])
    balancer.balance(BalancedParameters(shared: trunk, own: heads))
    balancer.add(TaskGraph(losses: [depthLoss, normalsLoss]))
    let update = try balancer.finish()  // gradients are those of the update; update.weights: one number a task
    optimizer.step()

    // The tasks' gradients are (3, 1) and (0, -1); the direction is near their mean and lowers both losses.
    let direction = shared.grad!.array(of: Double.self)
    let shares = try #require(update?.weights).map { $0! }
    #expect(abs(direction[0] - 3 * shares[0]) < 1e-6 && abs(direction[1] - shares[0] + shares[1]) < 1e-6)
    #expect(3 * direction[0] + direction[1] > 0 && -direction[1] > -0.5)
    let own = heads.map { Double($0[0].grad!.item()) }
    #expect(abs(own[0] - 0.9) < 1e-6 && abs(own[1] - 1.9) < 1e-6)
  }

  private static func lines(_ path: String) throws -> [String] {
    try String(contentsOf: packageFolder.appending(path: path), encoding: .utf8).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test func everySnippetStandsInACompiledProgram() throws {
    let text = try String(contentsOf: packageFolder.appending(path: "README.md"), encoding: .utf8)
    let snippets = text.components(separatedBy: "```swift\n").dropFirst().map {
      $0.components(separatedBy: "```")[0].split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(snippets.count == 3)
    let programs = try ["Tests/TrainingTests/ReadmeTests.swift", "examples/swift/Sources/Buildings/main.swift"].map(
      Self.lines)
    for snippet in snippets {
      #expect(programs.contains { $0.contains(snippet) }, "\(snippet[0]) … is compiled nowhere")
    }
  }
}
