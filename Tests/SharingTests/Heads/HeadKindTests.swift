import Sharing
import Testing
import Torch

@Suite struct HeadKindTests {
  private let generator = Generator(seed: 0)

  @Test func theMultiDigitHeadHasItsPublishedCount() throws {
    let head = try HeadKind.hidden.build(on: .vector(50), outputs: 10, generator: generator)
    #expect(head.parameterCount == 3060)
    #expect(head.namedParameters().map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
  }

  @Test func theHiddenHeadsWidthAndDropoutAreSettings() throws {
    let head = try HeadKind.hidden.build(on: .vector(50), outputs: 10, width: 20, dropout: 0.5, generator: generator)
    #expect(head.parameterCount == 50 * 20 + 20 + 20 * 10 + 10)
    #expect(head.namedParameters().map(\.name) == ["0.weight", "0.bias", "3.weight", "3.bias"])
    let x = Tensor.randn([4, 50], generator: generator)
    #expect((head(x) - head(x)).abs().max().item() > 0)
  }

  @Test(arguments: [(13, 37_773), (1, 36_993), (3, 37_123)])
  func thePublishedSegNetsHeadsHaveTheirCounts(outputs: Int, count: Int) throws {
    let head = try HeadKind.dense.build(on: .map(channels: 64, stride: 1), outputs: outputs, generator: generator)
    #expect(head.parameterCount == count)
  }

  @Test func aDenseHeadReturnsToTheInputsSize() throws {
    let head = try HeadKind.dense.build(on: .map(channels: 8, stride: 4), outputs: 3, generator: generator)
    #expect(head(Tensor.zeros([2, 8, 5, 6])).shape == [2, 3, 20, 24])
  }

  @Test func aDenseHeadHasNoActivationBetweenItsConvolutions() throws {
    let head = try HeadKind.dense.build(on: .map(channels: 4, stride: 1), outputs: 2, generator: generator)
    let x = Tensor.randn([1, 4, 6, 6], generator: generator)
    let zero = head(Tensor.zeros([1, 4, 6, 6]))
    // Without an activation the head is affine: its value at −x mirrors that at x.
    #expect(((head(x) - zero) + (head(-x) - zero)).abs().max().item() < 1e-5)
  }

  @Test func aHeadThatDoesNotFitTheFeaturesIsRefused() {
    #expect {
      try HeadKind.dense.build(on: .vector(50), outputs: 1, generator: generator)
    } throws: { "\($0)" == "a dense head should be put on a map. Found a vector of 50." }
    #expect {
      try HeadKind.linear.build(on: .map(channels: 4, stride: 2), outputs: 1, generator: generator)
    } throws: { "\($0)" == "a linear head should be put on a vector. Found a map of 4 channels at stride 2." }
  }
}
