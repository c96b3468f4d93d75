import Backbones
import Sharing
import Testing
import Torch

@Suite struct HeadTests {
  private let generator = Generator(seed: 0)

  @Test func theMultiDigitHeadHasItsPublishedCount() throws {
    let head = HiddenHead(50, outputs: 10, generator: generator)
    #expect(head.parameterCount == 3060)
    #expect(head.namedParameters().map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
  }

  @Test func theHiddenHeadsWidthAndDropoutAreSettings() throws {
    let head = try Heads.all.choose("hidden", ["width": 20, "dropout": 0.5])
      .head(on: .vector(50), outputs: 10, generator: generator)
    #expect(head.parameterCount == 50 * 20 + 20 + 20 * 10 + 10)
    #expect(head.namedParameters().map(\.name) == ["0.weight", "0.bias", "3.weight", "3.bias"])
    let x = Tensor.randn([4, 50], generator: generator)
    #expect((head(x) - head(x)).abs().max().item() > 0)
  }

  @Test(arguments: [(13, 37_773), (1, 36_993), (3, 37_123)])
  func thePublishedSegNetsHeadsHaveTheirCounts(outputs: Int, count: Int) throws {
    let head = DenseHead(64, outputs: outputs, generator: generator)
    #expect(head.parameterCount == count)
  }

  @Test func aDenseHeadReturnsToTheInputsSize() throws {
    let head = DenseHead(8, outputs: 3, stride: 4, generator: generator)
    #expect(head(Tensor.zeros([2, 8, 5, 6])).shape == [2, 3, 20, 24])
  }

  @Test func aDenseHeadHasNoActivationBetweenItsConvolutions() throws {
    let head = DenseHead(4, outputs: 2, generator: generator)
    let x = Tensor.randn([1, 4, 6, 6], generator: generator)
    let zero = head(Tensor.zeros([1, 4, 6, 6]))
    // Without an activation the head is affine: its value at −x mirrors that at x.
    #expect(((head(x) - zero) + (head(-x) - zero)).abs().max().item() < 1e-5)
  }

  @Test func theConvolutionalHeadHasTheCountOfItsLayers() throws {
    let head = try Heads.all.choose("conv-hidden", ["filters": 6, "grid": 4, "width": 9])
      .head(on: .map(channels: 3, stride: 4), outputs: 5, isDense: false, generator: generator)
    #expect(head.parameterCount == 9 * 3 * 6 + (6 * 16 + 1) * 9 + 10 * 5)
    #expect(head.namedParameters().map(\.name) == ["0.weight", "4.weight", "4.bias", "6.weight", "6.bias"])
    #expect(head(Tensor.randn([2, 3, 12, 20], generator: generator)).shape == [2, 5])
  }

  /// A map that is as large as the grid already is flattened as it is.
  @Test func theGridChangesNoMapOfItsSize() throws {
    let head = ConvolutionalHead(3, outputs: 5, filters: 6, grid: 4, width: 9, generator: generator)
    let x = Tensor.randn([2, 3, 8, 8], generator: generator)
    let parameters = head.namedParameters().map(\.tensor)
    let map = ATen.conv2d(x, parameters[0], nil, [2, 2], [1, 1], [1, 1], 1).relu()
    let hidden = ATen.linear(map.flatten(from: 1), parameters[1], parameters[2]).relu()
    #expect((head(x) - ATen.linear(hidden, parameters[3], parameters[4])).abs().max().item() < 1e-5)
  }

  @Test func theConvolutionalHeadHasNoAnswerAtEveryPlace() {
    #expect {
      try Heads.all.choose("conv-hidden")
        .head(on: .map(channels: 3, stride: 4), outputs: 5, isDense: true, generator: generator)
    } throws: {
      "\($0)"
        == "a conv-hidden head should be put on a task with one answer for a sample. Found one with an answer at every place."
    }
  }

  @Test func aHeadThatDoesNotFitTheFeaturesIsRefused() {
    #expect {
      try Heads.all.choose("deeplab").head(on: .vector(50), outputs: 1, generator: generator)
    } throws: { "\($0)" == "a deeplab head should be put on a map. Found a vector of 50." }
    #expect {
      try Heads.all.choose("hidden", ["width": 5])
        .head(on: .map(channels: 4, stride: 2), outputs: 1, generator: generator)
    } throws: { "\($0)" == "a hidden head should be put on a vector. Found a map of 4 channels at stride 2." }
  }

  @Test(arguments: ["usual", "hidden"]) func aHeadOfVectorsReadsEachElementOfASequence(_ name: String) throws {
    let head = try Heads.all.choose(name, name == "hidden" ? ["width": 5] : [:])
      .head(on: .sequence(6), outputs: 3, generator: generator)
    let x = Tensor.randn([2, 4, 6], generator: generator)
    let answers = head(x)
    #expect(answers.shape == [2, 3, 4])
    let single = try #require(head as? SequenceHead).head
    for element in 0..<4 {
      let expected = single(x.select(1, index: element))
      #expect((answers.select(2, index: element) - expected).abs().max().item() < 1e-6)
    }
    #expect(head.namedParameters().map(\.name) == single.namedParameters().map(\.name))
  }

  @Test func aTaskWithOneAnswerReadsTheWholeAsTheEncoderSays() throws {
    let x = Tensor.randn([2, 4, 6], generator: generator)
    withoutGradients { _ = x.narrow(1, start: 0, length: 1).zeroInPlace() }
    let wholes: [(Features.Whole, Tensor)] = [
      (.last, x.select(1, index: 3)), (.mean, x.mean([1])), (.meanOfFilled, x.mean([1]) * (4.0 / 3)),
    ]
    for (whole, vector) in wholes {
      let head = try Heads.all.choose("usual").head(
        on: .sequence(6, whole: whole), outputs: 3, isDense: false, generator: generator)
      let answers = head(x)
      #expect(answers.shape == [2, 3])
      let single = try #require(head as? SequenceHead).head
      #expect((answers - single(vector)).abs().max().item() < 1e-6, "\(whole)")
    }
  }

  @Test func headsSayWhatTheyRead() {
    let reads = Heads.all.map { card in card.facts.first { $0.name == "reads" }?.value }
    #expect(reads == ["vector, map, volume, sequence", "vector, sequence", "vector, sequence", "map", "map", "map"])
    #expect {
      try Heads.all.choose("deeplab").head(on: .sequence(6), outputs: 1, generator: generator)
    } throws: { "\($0)" == "a deeplab head should be put on a map. Found a sequence of vectors of 6." }
  }
}
