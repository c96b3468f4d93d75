import Backbones
import Testing
import Torch

@testable import Sharing

@Suite struct DeepLabHeadTests {
  private let generator = Generator(seed: 0)

  @Test(arguments: [
    (2048, 1, 16_125_697), (2048, 3, 16_126_211), (2048, 7, 16_127_239), (2048, 13, 16_128_781), (2048, 19, 16_130_323),
    (512, 1, 4_722_433), (512, 13, 4_725_517),
  ])
  func hasItsPublishedCount(channels: Int, outputs: Int, count: Int) {
    let head = DeepLabHead(channels, outputs: outputs, stride: 8, generator: generator)
    #expect(head.parameterCount == count)
    #expect(count == 7424 * channels + 921_088 + 257 * outputs)
  }

  @Test func itsNamesAreTorchvisions() {
    let names = DeepLabHead(4, outputs: 2, stride: 8, generator: generator).stateDictionary().map(\.name)
    for name in ["0.convs.0.0.weight", "0.convs.3.1.bias", "0.convs.4.1.weight", "0.project.1.weight", "4.bias"] {
      #expect(names.contains(name))
    }
  }

  @Test func itReturnsToTheImagesSizeWithTheCornersInPlace() throws {
    let head = DeepLabHead(4, outputs: 3, stride: 8, generator: generator)
    head.eval()
    let x = Tensor.randn([1, 4, 5, 6], generator: generator)
    let output = withoutGradients { head(x) }
    #expect(output.shape == [1, 3, 40, 48])
    let small = withoutGradients { DeepLabHeadTests.before(head, x) }
    for (row, column) in [(0, 0), (0, -1), (-1, 0), (-1, -1)] {
      let found = output[0].select(1, index: row).select(1, index: column)
      #expect((found - small[0].select(1, index: row).select(1, index: column)).abs().max().item() < 1e-6)
    }
  }

  /// The head's output before it is enlarged.
  private static func before(_ head: any UnaryLayer, _ x: Tensor) -> Tensor {
    head.children.dropLast().reduce(x) { ($1.module as! any UnaryLayer)($0) }
  }

  @Test func aBatchOfOneIsRefusedInTrainingAlone() {
    let head = DeepLabHead(4, outputs: 1, stride: 8, generator: generator)
    #expect {
      try withTorchErrors { head(Tensor.zeros([1, 4, 3, 3])) }
    } throws: {
      "\($0)" == "the batch of a DeepLab head should hold at least 2 samples in training. Found 1."
    }
    #expect(head(Tensor.zeros([2, 4, 3, 3])).shape == [2, 1, 24, 24])
    head.eval()
    #expect(head(Tensor.zeros([1, 4, 3, 3])).shape == [1, 1, 24, 24])
  }

  @Test func smallMapsUsuallyGetItAndWholeSamplesThePooledHead() throws {
    func usual(_ features: Features, isDense: Bool = true) throws -> any UnaryLayer {
      try Heads.all.choose("usual").head(on: features, outputs: 3, isDense: isDense, generator: generator)
    }
    #expect(try usual(.map(channels: 4, stride: 1)) is DenseHead)
    #expect(try usual(.map(channels: 4, stride: 8)) is DeepLabHead)
    #expect(try usual(.map(channels: 4, stride: 8), isDense: false) is PooledHead)
    #expect(try usual(.vector(4), isDense: false) is Linear)
    let head = try usual(.map(channels: 4, stride: 1), isDense: false)
    #expect(head.parameterCount == 15)
    #expect(head(Tensor.zeros([2, 4, 8, 8])).shape == [2, 3])
  }

  @Test func aTaskWithOneAnswerGetsTheUsualHeadInItsPlace() throws {
    let deepLab = try Heads.all.choose("deeplab")
    let head = try deepLab.head(on: .map(channels: 4, stride: 8), outputs: 1, isDense: false, generator: generator)
    #expect(head is PooledHead)
  }
}
