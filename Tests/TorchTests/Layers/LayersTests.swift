import Testing
import Torch

@Suite struct LayersTests {
  let generator = Generator(seed: 1)

  @Test func stateNamesArePyTorchs() {
    #expect(
      BatchNorm2d(2).stateDictionary().map(\.name) == [
        "weight", "bias", "running_mean", "running_var", "num_batches_tracked",
      ])
    #expect(BatchNorm2d(2).namedBuffers().last!.tensor.dtype == .int64)
    #expect(
      LSTM(2, 3, bidirectional: true, generator: generator).stateDictionary().map(\.name) == [
        "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_ih_l0_reverse", "weight_hh_l0_reverse",
        "bias_ih_l0_reverse", "bias_hh_l0_reverse",
      ])
    #expect(
      Set(TransformerEncoderLayer(4, heads: 2, feedForward: 8, generator: generator).stateDictionary().map(\.name)) == [
        "self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight", "self_attn.out_proj.bias",
        "linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias", "norm1.weight", "norm1.bias",
        "norm2.weight", "norm2.bias",
      ])
    #expect(Conv2d(2, 3, kernel: 1, bias: false, generator: generator).stateDictionary().map(\.name) == ["weight"])
  }

  @Test func theTreePrintsShapesAndCounts() {
    let text = Sequential(Linear(3, 2, generator: generator), ReLU()).description
    #expect(text.contains("0: Linear · 8"))
    #expect(text.contains("weight [2, 3]"))
    #expect(text.contains("1: ReLU"))
  }

  @Test func batchNormCountsBatchesAndEvaluationLeavesTheStatisticsAlone() {
    let layer = BatchNorm1d(3)
    let x = Tensor.randn([8, 3], generator: generator) * 3 + 1
    let y = layer(x)
    #expect(y.mean().abs().item() < 1e-6)
    _ = layer(x)
    #expect(layer.batchesTracked!.item() == 2)
    layer.eval()
    let mean = layer.runningMean!.array(of: Float.self)
    _ = layer(x)
    #expect(layer.runningMean!.array(of: Float.self) == mean)
    #expect(layer.batchesTracked!.item() == 2)
  }

  @Test func batchNormWithoutMomentumAveragesAllBatches() {
    let layer = BatchNorm1d(1, momentum: nil)
    for value in [1.0, 2, 6] { _ = layer(Tensor([value - 1, value + 1] as [Double], shape: [2, 1]).to(.float32)) }
    #expect(abs(layer.runningMean!.item() - 3) < 1e-6)
  }

  @Test func batchNormRefusesWhatHasNoVariance() {
    let error = #expect(throws: TorchError.self) { try withTorchErrors { BatchNorm2d(3)(Tensor.ones([1, 3, 1, 1])) } }
    #expect(
      error?.message
        == "BatchNorm2d should see more than one value for each channel in training. Found [1, 3, 1, 1].")
    #expect(throws: TorchError.self) { try withTorchErrors { BatchNorm2d(3)(Tensor.ones([2, 3])) } }
  }

  @Test(arguments: [0.1, 0.5, 1e-6, 1]) func dropoutKeepsTheMeanAndTheOrderInMemory(p: Double) {
    let generator = Generator(seed: 2)
    let dropout = Dropout(p, generator: generator)
    let x = Tensor.ones([10, 30, 11, 31]).contiguous(.channelsLast).requiringGrad()
    let y = dropout(x)
    let values = y.detach().contiguous().array(of: Float.self)
    let kept = 1 - p
    #expect(values.allSatisfy { $0 == 0 || abs(Double($0) * kept - 1) < 1e-6 })
    let share = Double(values.count { $0 == 0 }) / Double(values.count)
    #expect(abs(share - (1 - kept)) < 5 * (kept * (1 - kept) / Double(values.count)).squareRoot() + 1e-12)
    #expect(y.shape == x.shape && y.isContiguous(.channelsLast))
    // Neighbours, which share a random number, are dropped apart.
    let pairs = zip(values, values.dropFirst()).count { $0 == 0 && $1 == 0 }
    if p < 1 { #expect(abs(Double(pairs) / Double(values.count) - share * share) < 0.01) }
    y.sum().backward()
    #expect((x.grad! - y).detach().abs().max().item() == 0)
    dropout.eval()
    #expect(dropout(x) === x)
  }

  @Test func dropoutKeepsTheMeanAndDropsWholeChannels() {
    let x = Tensor.ones([64, 32, 4, 4])
    let y = Dropout(0.25, generator: generator)(x)
    #expect(abs(y.mean().item() - 1) < 0.02)
    #expect(abs(y.equal(0).to(.float32).mean().item() - 0.25) < 0.02)
    let channels = Dropout2d(0.5, generator: generator)(x).mean([2, 3])
    #expect(channels.equal(0).logicalOr(channels.equal(2)).all().item() == 1)
    #expect(abs(channels.mean().item() - 1) < 0.1)
  }

  @Test func poolingAndUnpoolingAreInverseWhereTheLargestStood() {
    let x = Tensor.randn([2, 3, 5, 6], generator: generator)
    let (values, indices) = MaxPool2d(2).withIndices(x)
    let back = MaxUnpool2d(2)(values, indices: indices, size: [5, 6])
    #expect(back.shape == x.shape)
    #expect((back.equal(0).logicalOr(back.equal(x))).all().item() == 1)
    #expect(abs(back.sum().item() - values.sum().item()) < 1e-4)
    #expect(MaxUnpool2d(2)(values, indices: indices).shape == [2, 3, 4, 6])
  }

  @Test func recurrentLayersTakeDropoutBetweenLayersFromTheirGenerator() {
    let x = Tensor.randn([2, 5, 3], generator: generator)
    let own = Generator(seed: 3)
    let layer = LSTM(3, 4, layers: 2, dropout: 0.5, bidirectional: true, generator: own)
    let state = own.state
    let first = layer(x).output
    let second = layer(x).output
    #expect((first - second).abs().max().item() > 0)
    own.state = state
    #expect((layer(x).output - first).abs().max().item() == 0)
    layer.eval()
    let (output, hidden, cell) = layer(x)
    #expect(output.shape == [2, 5, 8] && hidden.shape == [4, 2, 4] && cell.shape == [4, 2, 4])
  }

  /// Layer by layer, as dropout needs it, is the same as all at once.
  @Test func recurrentLayersOneByOneAgreeWithAllAtOnce() {
    let x = Tensor.randn([2, 5, 3], generator: generator)
    let layer = GRU(3, 4, layers: 3, dropout: 1e-12, bidirectional: true, generator: generator)
    let h = Tensor.randn([6, 2, 4], generator: generator)
    let byLayer = layer(x, state: h)
    layer.eval()
    let atOnce = layer(x, state: h)
    #expect((byLayer.output - atOnce.output).abs().max().item() < 1e-5)
    #expect((byLayer.hidden - atOnce.hidden).abs().max().item() < 1e-5)
  }

  @Test func attentionDoesNotSeeWhatIsBlocked() {
    let layer = MultiheadAttention(8, heads: 2, generator: generator)
    let x = Tensor.randn([2, 4, 8], generator: generator)
    let causal = Tensor.ones([4, 4]).triu(diagonal: 1).to(.bool)
    let (output, weights) = layer.withWeights(x, mask: causal)
    #expect(weights[.all, .all, 0, 1...].sum().item() == 0)
    let changed = Tensor.cat([x[.all, 0..<3], Tensor.randn([2, 1, 8], generator: generator)], 1)
    #expect((layer(changed, mask: causal) - output)[.all, 0..<3].abs().max().item() < 1e-6)
    #expect((layer(changed, mask: causal) - output)[.all, 3].abs().max().item() > 1e-3)
    let padding = Tensor([false, false, false, true, false, false, true, true], shape: [2, 4])
    #expect(layer.withWeights(x, keyPadding: padding).weights[1, .all, .all, 2...].sum().item() == 0)
  }

  @Test func convolutionsFollowTheMemoryFormat() {
    let layer = Conv2d(3, 8, kernel: 3, padding: 1, generator: generator)
    let x = Tensor.randn([2, 3, 6, 5], generator: generator)
    let before = layer(x)
    layer.to(.channelsLast)
    #expect(layer.weight.isContiguous(.channelsLast))
    let after = layer(x.contiguous(.channelsLast))
    #expect(after.isContiguous(.channelsLast))
    #expect((after - before).abs().max().item() < 1e-5)
  }

  @Test func resizingByAFactorRoundsDown() {
    let x = Tensor.arange(0, 6).reshape([1, 1, 2, 3])
    #expect(Upsample(by: 1.5)(x).shape == [1, 1, 3, 4])
    #expect(Upsample(to: [4, 6], .linear(alignCorners: true))(x)[0, 0, -1, -1].item() == 5)
    #expect(throws: TorchError.self) { try withTorchErrors { x.resized(to: [4]) } }
  }

  @Test func transposedConvolutionsAndVolumesHaveTheRightShapes() {
    let volume = Tensor.ones([1, 2, 4, 4, 4])
    #expect(Conv3d(2, 3, kernel: 3, padding: 1, generator: generator)(volume).shape == [1, 3, 4, 4, 4])
    #expect(ConvTranspose3d(2, 3, kernel: 2, stride: 2, generator: generator)(volume).shape == [1, 3, 8, 8, 8])
    #expect(
      ConvTranspose1d(2, 3, kernel: 2, stride: 2, generator: generator)(Tensor.ones([1, 2, 5])).shape == [1, 3, 10])
    #expect(MaxPool3d(2)(volume).shape == [1, 2, 2, 2, 2])
    #expect(BatchNorm3d(2)(volume).shape == volume.shape)
    #expect(AdaptiveAvgPool3d(1)(volume).shape == [1, 2, 1, 1, 1])
    #expect(AvgPool1d(2)(Tensor.ones([1, 2, 6])).shape == [1, 2, 3])
  }

  @Test func badHyperparametersTrapWithTheirNameAndValue() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Conv2d(3, 4, kernel: 1, groups: 2, generator: Generator(seed: 0))
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains("`groups` should divide the 3 input and 4 output channels. Found 2."))
    await #expect(processExitsWith: .failure) { _ = Conv2d(1, 1, kernel: 0, generator: Generator(seed: 0)) }
    await #expect(processExitsWith: .failure) { _ = Dropout(1.5, generator: Generator(seed: 0)) }
    await #expect(processExitsWith: .failure) { _ = MultiheadAttention(6, heads: 4, generator: Generator(seed: 0)) }
  }
}
