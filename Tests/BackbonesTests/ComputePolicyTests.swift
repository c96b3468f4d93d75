import Testing
import Torch

@testable import Backbones

@Suite struct ComputePolicyTests {
  private let generator = Generator(seed: 0)

  @Test func convolutionalNetworksLieChannelsLastOnTheCPU() {
    for network in [LeNet(generator: generator), SegNet(widths: [2], generator: generator)] as [Module] {
      #expect(ComputePolicy.automatic(for: network).format == .channelsLast)
    }
  }

  @Test func whatWasNotFoundFasterStaysPlain() {
    #expect(ComputePolicy.automatic(for: MLP(4, hidden: [8], generator: generator)) == .plain)
    #expect(ComputePolicy.automatic(for: LeNet(generator: generator), device: .cuda()) == .plain)
  }

  @Test func bfloat16IsForCPUsThatMultiplyIt() {
    let with = ComputePolicy.automatic(convolutional: true, device: .cpu, hasBFloat16: true)
    let without = ComputePolicy.automatic(convolutional: true, device: .cpu, hasBFloat16: false)
    #expect(with == ComputePolicy(format: .channelsLast, precision: .bfloat16))
    #expect(without == ComputePolicy(format: .channelsLast, precision: .float32))
  }
}
