import Testing
import Torch

@Suite struct TensorTests {
  @Test func arithmeticBroadcastsAndKeepsWholeNumbers() {
    let x = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    #expect((2 * x + Tensor([10, 20] as [Float])).array(of: Float.self) == [12, 24, 16, 28])
    let whole = Tensor([1, 2, 3]) + 1
    #expect(whole.dtype == .int64)
    #expect((whole / 2).dtype == .float32)
  }

  @Test func subscriptsTakeIndicesRangesAndMasks() {
    let x = Tensor.arange(0, 24).reshape([2, 3, 4])
    #expect(x[1].shape == [3, 4])
    #expect(x[.all, 1..<3, -1].array(of: Float.self) == [7, 11, 19, 23])
    #expect(x[.ellipsis, 0].shape == [2, 3])
    #expect(x[x.greater(21)].array(of: Float.self) == [22, 23])
    x[0, 0] = Tensor.zeros([4])
    #expect(x[0].sum().item() == 60)
  }

  @Test func assigningThroughIndicesWritesAtEveryPlace() {
    let x = Tensor.zeros([2, 3])
    x[.all, Tensor([0, 2])] = Tensor([[1, 2], [3, 4]].flatMap { $0 } as [Float], shape: [2, 2])
    #expect(x.array(of: Float.self) == [1, 0, 2, 3, 0, 4])
    x[1, Tensor([true, false, false])] = Tensor(scalar: 9)
    #expect(x.array(of: Float.self) == [1, 0, 2, 9, 0, 4])
    x[x.greater(3)] = Tensor(scalar: 5)
    #expect(x.array(of: Float.self) == [1, 0, 2, 5, 0, 5])
    #expect(x[.all, Tensor([2, 0]), .new].shape == [2, 2, 1])
  }

  @Test func aRangeMayEndAtTheLast() {
    let x = Tensor.arange(0, 4)
    #expect(x[-3...(-1)].array(of: Float.self) == [1, 2, 3])
    #expect(x[-3...(-2)].array(of: Float.self) == [1, 2])
  }

  @Test func gradientsOfSeveralRootsAddUp() {
    let x = Tensor([1, 2] as [Double]).requiringGrad()
    let y = (x * x).sum()
    let z = x.exp().sum()
    let gradient = Tensor.grad(of: [y, z], respectTo: [x], createGraph: true)[0]!
    #expect(abs(gradient[0].item() - (2 + 2.718281828459045)) < 1e-12)
    let second = Tensor.grad(of: [gradient.sum()], respectTo: [x])[0]!
    #expect(abs(second[0].item() - (2 + 2.718281828459045)) < 1e-12)
  }

  @Test func anErrorCarriesOperationAndShapes() throws {
    let error = #expect(throws: TorchError.self) {
      try withTorchErrors {
        let broken = Tensor.zeros([2, 3]).matmul(Tensor.zeros([2, 3]))
        #expect(!broken.isValid)
        _ = broken + 1
      }
    }
    #expect(error!.message.hasPrefix("matmul([2, 3], [2, 3]): mat1 and mat2 shapes cannot be multiplied"))
  }

  @Test func aGeneratorContinuesFromItsState() {
    let generator = Generator(seed: 7)
    _ = Tensor.randn([5], generator: generator)
    let state = generator.state
    let first = Tensor.randn([5], generator: generator).array(of: Float.self)
    generator.state = state
    #expect(Tensor.randn([5], generator: generator).array(of: Float.self) == first)
  }

  @Test func autocastComputesProductsInBFloat16() {
    let x = Tensor.ones([2, 2])
    #expect(withAutocast { x.matmul(x) }.dtype == .bfloat16)
    #expect(x.matmul(x).dtype == .float32)
  }
}
