import Backbones
import Sharing
import TestSupport
import Testing
import Torch

@testable import Drawing

/// The numbers of parameters and multiply-adds, against closed forms and known networks.
@Suite struct MultiplyAddsTests {
  private func images(_ tasks: [String], _ samples: Int, _ height: Int, _ width: Int) -> TracedBatch {
    DrawnNetworks.images(tasks, samples: samples, height: height, width: width)
  }

  @Test func aPerceptronMultipliesEachWeightOnce() throws {
    let drawing = try DrawnNetworks.drawing(of: DrawnNetworks.hard(), on: DrawnNetworks.vectors())
    #expect(drawing.multiplyAddsPerSample == Double(5 * 6 + 6 * 4 + 2 * 4))
    // The first layer has a gradient of its weights alone.
    #expect(drawing.operationsPerStep == Double(2 * 3 * (2 * 5 * 6 + 3 * 6 * 4 + 3 * 2 * 4)))
  }

  @Test func aFrozenTrunkIsNotDifferentiated() throws {
    let network = DrawnNetworks.hard()
    network.trunk.freeze()
    let drawing = try DrawnNetworks.drawing(of: network, on: DrawnNetworks.vectors(), depth: 1)
    #expect(drawing.operationsPerStep == Double(2 * 3 * (5 * 6 + 6 * 4 + 2 * 2 * 4)))
    #expect(drawing.frozen == 5 * 6 + 6 + 6 * 4 + 4)
    #expect(drawing.own == 10 && drawing.balanced == 0)
    #expect(drawing.nodes.first { $0.name == "trunk" }?.isFrozen == true)
  }

  @Test(arguments: [
    ("conv2d", [[2, 3, 8, 8], [6, 3, 3, 3]], [2, 6, 8, 8], 2 * 6 * 64 * 27),
    ("conv2d", [[2, 4, 8, 8], [6, 2, 3, 3]], [2, 6, 4, 4], 2 * 6 * 16 * 18),
    ("conv_transpose2d", [[2, 3, 4, 4], [3, 5, 2, 2]], [2, 5, 8, 8], 2 * 3 * 16 * 20),
    ("bmm", [[7, 2, 3], [7, 3, 5]], [7, 2, 5], 7 * 2 * 3 * 5),
    ("matmul", [[2, 3], [3, 5]], [2, 5], 30),
    (
      "scaled_dot_product_attention", [[2, 4, 9, 8], [2, 4, 11, 8], [2, 4, 11, 8]], [2, 4, 9, 8], 2 * 4 * 9 * 11 * 16
    ),
    ("relu", [[2, 3]], [2, 3], 0),
  ])
  func aProductIsCountedFromItsShapes(_ name: String, _ inputs: [[Int]], _ output: [Int], _ expected: Int) {
    let values = inputs.map { Trace.Value(shape: $0, origin: .operation, needsGradient: true, stored: []) }
    let product = MatrixProduct(name, values, [output])
    #expect(product.multiplyAdds == expected)
    #expect(product.training == 3 * expected)
  }

  @Test func theCompactSegNetTakes82GigaOperationsAStep() throws {
    let generator = Generator(seed: 1)
    let trunk = SegNet(generator: generator), usual = try Heads.all.choose("usual")
    let network = HardSharing(
      trunk: trunk,
      heads: try [("segmentation", 13), ("depth", 1), ("normals", 3)].map {
        ($0.0, try usual.head(on: trunk.features, outputs: $0.1, isDense: true, generator: generator))
      })
    let drawing = try DrawnNetworks.drawing(of: network, on: images(network.tasks, 8, 96, 128))
    #expect(isClose(drawing.operationsPerStep, 82e9, .relative(0.05)), "\(drawing.operationsPerStep)")
    #expect(drawing.parameters == network.parameterCount)
  }

  @Test func resNet18Takes56GigaOperationsAStep() throws {
    let generator = Generator(seed: 1), tasks = (0..<40).map { "attribute \($0)" }
    let trunk = ResNet(.resnet18, generator: generator), usual = try Heads.all.choose("usual")
    let network = HardSharing(
      trunk: trunk,
      heads: try tasks.map {
        ($0, try usual.head(on: trunk.features, outputs: 1, isDense: false, generator: generator))
      })
    let drawing = try DrawnNetworks.drawing(of: network, on: images(tasks, 64, 64, 64))
    #expect(isClose(drawing.operationsPerStep, 56e9, .relative(0.05)), "\(drawing.operationsPerStep)")
    #expect(drawing.balanced == 11_176_512 && drawing.own == 40 * 513)
    #expect(drawing.nodes.count <= Drawing.mostBoxes)
  }
}
