import Testing
import Torch

/// What does not fit is thrown by `withTorchErrors`, and nothing behind it traps.
@Suite struct FailedOperationTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let run: @Sendable () -> Void

    init(_ name: String, _ run: @escaping @Sendable () -> Void) {
      testDescription = name
      self.run = run
    }
  }

  private static var generator: Generator { Generator(seed: 1) }
  /// The result of an operation that failed inside the scope.
  private static var failed: Tensor { Tensor.ones([2]).matmul(Tensor.ones([3])) }

  static let misfits: [Case] = [
    Case("values for a shape") { _ = Tensor([1.0, 2], shape: [3]) },
    Case("values for a shape beyond all numbers") { _ = Tensor([1.0], shape: [.max, .max]) },
    Case("several tensors of indices") { _ = Tensor.ones([2, 2])[Tensor([0]), Tensor([0])] },
    Case("more indices than dimensions") { _ = Tensor.ones([2])[.ellipsis, 0, 0, Tensor([0])] },
    Case("cotangents") { _ = Tensor.grad(of: [Tensor.ones([])], with: [], respectTo: []) },
    Case("memory of a view") { Tensor.ones([2, 2]).transpose(0, 1).withUnsafeMutableBytes { _ in } },
    Case("linear layer") { _ = Linear(4, 2, generator: generator)(Tensor.ones([2, 3])) },
    Case("convolution") { _ = Conv2d(3, 4, kernel: 3, generator: generator)(Tensor.ones([1, 2, 8, 8])) },
    Case("groups that do not divide") { _ = Conv2d(3, 4, kernel: 3, groups: 0, generator: generator) },
    Case("kernel of another rank") { _ = Conv2d(3, 4, kernel: [3], generator: generator) },
    Case("batch normalisation of one value") { _ = BatchNorm2d(2)(Tensor.ones([1, 2, 1, 1])) },
    Case("batch normalisation of another rank") { _ = BatchNorm2d(2)(Tensor.ones([2, 2])) },
    Case("group normalisation") { _ = GroupNorm(groups: 0, 4) },
    Case("recurrent layer") { _ = LSTM(4, 3, generator: generator)(Tensor.ones([2, 3])) },
    Case("no recurrent layers") { _ = LSTM(4, 3, layers: -1, generator: generator) },
    Case("a recurrent layer of the largest width") { _ = GRU(4, .max, generator: generator) },
    Case("attention") { _ = MultiheadAttention(4, heads: 2, generator: generator)(Tensor.ones([2, 3])) },
    Case("attention without heads") {
      _ = MultiheadAttention(4, heads: 0, generator: generator)(Tensor.ones([1, 2, 4]))
    },
    Case("symbols") { _ = Embedding(3, 2, generator: generator)(Tensor([5, 6] as [Int64])) },
    Case("padding symbol") { _ = Embedding(-3, 2, padding: 1, generator: generator) },
    Case("pooling") { _ = MaxPool2d(2)(Tensor.ones([2])) },
    Case("start values of a vector") { Initialiser.xavierUniform().fill(Tensor.ones([2]), generator: generator) },
    Case("a module of one name twice") { _ = ModuleDictionary([("a", Identity()), ("a", Identity())]) },
    Case("threads") { Threads.count = 1_000_000 },
    Case("no threads") { Threads.count = 0 },
    Case("size of a failed tensor") { _ = failed.size(0) },
    Case("value of a failed tensor") { _ = failed.item() },
    Case("elements of a failed tensor") { _ = failed.array(of: Float.self) },
    Case("memory of a failed tensor") { failed.withUnsafeMutableBytes { _ in } },
    Case("gradient of a failed tensor") {
      failed.grad = Tensor.ones([2])
      [failed].clearGradients()
      _ = [failed].gradients
      failed.backward()
    },
    Case("layers on a failed tensor") {
      let x = failed
      _ = BatchNorm1d(2)(Conv1d(2, 2, kernel: 1, generator: generator)(Linear(2, 2, generator: generator)(x)))
      _ = MultiheadAttention(4, heads: 2, generator: generator)(x)
      _ = GRU(2, 2, layers: 2, dropout: 0.5, generator: generator)(x)
      _ = MaxPool2d(2).withIndices(x)
      _ = x[0, .all] + x.softmax(-1) * x.sum()
    },
    Case("more memory than there is") { _ = Tensor.zeros([1 << 31, 1 << 31]) },
    Case("more elements than there are numbers") { _ = Tensor.empty([.max, .max, 4]) },
    Case("a layer larger than memory") { _ = Linear(3_000_000, 3_000_000, generator: generator) },
    Case("a layer of the largest width") { _ = Linear(.max, 2, generator: generator) },
  ]

  @Test(arguments: misfits)
  func whatDoesNotFitIsThrown(_ misfit: Case) {
    let threads = Threads.count
    #expect(throws: TorchError.self) { try withTorchErrors { misfit.run() } }
    #expect(Threads.count == threads)
  }

  @Test func theFirstFailureIsTheOneThatIsThrown() {
    let error = #expect(throws: TorchError.self) {
      try withTorchErrors {
        let x = BatchNorm2d(512)(Tensor.ones([1, 512, 1, 1]))
        _ = Linear(4, 2, generator: Generator(seed: 1))(x.flatten())
      }
    }
    #expect(
      error?.message == "BatchNorm2d should see more than one value for each channel in training. Found [1, 512, 1, 1]."
    )
  }

  @Test func tensorsOfAScopeTakeNoMoreThanItsMemoryTogether() throws {
    try withTorchErrors(allocating: 1_000) { _ = [Tensor.zeros([100]), Tensor.zeros([100])] }
    let error = #expect(throws: TorchError.self) {
      try withTorchErrors(allocating: 1_000) { _ = (0..<3).map { _ in Tensor.zeros([100]) } }
    }
    #expect(error?.message.contains("should be at most") == true)
  }

  @Test func theMachineHasMemoryAndProcessors() {
    #expect(HostMemory.size > 1 << 28)
    #expect(Threads.processors >= 1 && Threads.most >= Threads.processors)
    #expect(Device.available.first == .cpu)
    #expect(Device.available.contains(.mps) == Device.isMPSAvailable)
  }
}
