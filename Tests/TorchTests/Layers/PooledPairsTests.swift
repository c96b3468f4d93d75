import Testing
import Torch

/// The one pass of max-pool, bias, ReLU and dropout against the layers that it stands for.
@Suite struct PooledPairsTests {
  private let generator = Generator(seed: 4)

  private func row(_ length: Int, batch: Int = 5, channels: Int = 7) -> Tensor {
    let x = Tensor.randn([batch, channels, 1, length], generator: generator)
    // Equal neighbours and what lies on the edge of ReLU.
    withoutGradients {
      x.narrow(3, start: 1, length: 1).copyInPlace(x.narrow(3, start: 0, length: 1))
      _ = x.narrow(1, start: 0, length: 1).zeroInPlace()
    }
    return x.contiguous(.channelsLast).requiringGrad()
  }

  private func composed(_ x: Tensor, _ bias: Tensor) -> Tensor {
    (MaxPool2d([1, 2])(x) + bias.reshape([-1, 1, 1])).relu()
  }

  private func largest(_ x: Tensor) -> Double { x.detach().abs().max().item() }

  private func bias(_ channels: Int = 7) -> Tensor {
    (Tensor.randn([channels], generator: generator) * 0.3).detach().requiringGrad()
  }

  @Test(arguments: [2, 9, 12]) func withoutDropoutItIsThePoolingTheBiasAndTheReLU(length: Int) throws {
    let x = row(length), bias = bias()
    withoutGradients { _ = bias.narrow(0, start: 0, length: 1).zeroInPlace() }
    let y = Dropout(0, generator: generator).ofPooledPairs(x, bias: bias), expected = composed(x, bias)
    #expect(y.shape == [5, 7, 1, length / 2] && y.isContiguous(.channelsLast))
    #expect(largest(y - expected) == 0)
    let cotangent = Tensor.randn(y.shape, generator: generator)
    let own = Tensor.grad(of: [y], with: [cotangent], respectTo: [x, bias])
    let theirs = Tensor.grad(of: [expected], with: [cotangent], respectTo: [x, bias])
    #expect(largest(own[0]! - theirs[0]!) == 0)
    #expect(largest(own[1]! - theirs[1]!) < 1e-5)
    #expect(largest(own[0]!) > 0)
  }

  @Test func dropoutKeepsTheShareTheMeanAndTheGradient() {
    let dropout = Dropout(0.2, generator: generator)
    let x = (row(40, batch: 30, channels: 33).detach().abs() + 0.1).contiguous(.channelsLast).requiringGrad()
    let bias = Tensor.zeros([33]).requiringGrad()
    let y = dropout.ofPooledPairs(x, bias: bias), whole = composed(x, bias)
    let ratio = (y / whole).detach().array(of: Float.self)
    #expect(ratio.allSatisfy { $0 == 0 || abs($0 - 1.25) < 1e-5 })
    let count = Double(ratio.count)
    #expect(abs(Double(ratio.count { $0 == 0 }) / count - 0.2) < 5 * (0.16 / count).squareRoot())
    // Neither channels nor positions share their fate.
    for dim in [0, 1, 3] {
      let dead = y.detach().equal(0).to(.float32)
      let here = dead.narrow(dim, start: 0, length: y.size(dim) - 1)
      let next = dead.narrow(dim, start: 1, length: y.size(dim) - 1)
      #expect(abs((here * next).mean().item() - 0.04) < 5 * (0.04 / count).squareRoot(), "\(dim)")
    }
    let gradient = Tensor.grad(of: [y.sum()], respectTo: [x, bias])
    let mask = (y / whole).detach()
    let expected = Tensor.grad(of: [(composed(x, bias) * mask).sum()], respectTo: [x, bias])
    #expect(largest(gradient[0]! - expected[0]!) < 1e-5)
    #expect(largest(gradient[1]! - expected[1]!) < 1e-3 * largest(expected[1]!))

    let again = dropout.ofPooledPairs(x, bias: bias)
    #expect(largest(again - y) > 0)
    dropout.eval()
    #expect(largest(dropout.ofPooledPairs(x, bias: bias) - whole) == 0)
  }

  @Test func secondDerivativesAreThoseOfTheLayers() {
    func second(_ f: (Tensor, Tensor) -> Tensor, _ x: Tensor, _ bias: Tensor) -> [Tensor] {
      let y = f(x, bias)
      let first = Tensor.grad(of: [(y * y).sum()], respectTo: [x, bias], createGraph: true)
      return Tensor.grad(of: [(first[0]! * first[0]!).sum() + (first[1]! * first[1]!).sum()], respectTo: [x, bias])
        .compactMap { $0 }
    }
    let x = row(9), bias = bias()
    let dropout = Dropout(0, generator: generator)
    let own = second({ dropout.ofPooledPairs($0, bias: $1) }, x, bias), theirs = second(composed, x, bias)
    #expect(own.count == 2 && theirs.count == 2)
    for (a, b) in zip(own, theirs) { #expect(largest(a - b) < 1e-4 * largest(b)) }
  }

  @Test func whatIsNotANumberStaysSo() {
    for place in [2, 3] {
      let x = row(6)
      withoutGradients { _ = x.narrow(3, start: place, length: 1).narrow(1, start: 2, length: 1).fillInPlace(.nan) }
      let y = Dropout(0, generator: generator).ofPooledPairs(x, bias: bias())
      let lost = y.detach().notEqual(y.detach()).to(.float32)
      #expect(lost.sum().item() == 5)
      #expect(lost.narrow(1, start: 2, length: 1).narrow(3, start: 1, length: 1).sum().item() == 5)
    }
  }

  @Test func neitherThreadsNorTypesChangeWhatItIs() {
    let x = row(64, batch: 64, channels: 64), bias = bias(64)
    let state = generator.state
    let before = Threads.count
    defer { Threads.count = before }
    let results = [1, 2].map { threads in
      Threads.count = threads
      generator.state = state
      return (
        Dropout(0.3, generator: generator).ofPooledPairs(x, bias: bias), Dropout(0.3, generator: generator)(x)
      )
    }
    #expect(largest(results[0].0 - results[1].0) == 0 && largest(results[0].1 - results[1].1) == 0)
    let dropout = Dropout(0, generator: generator)
    for (input, tolerance) in [(x.to(.float64), 1e-6), (x.to(.bfloat16), 0.05), (x.contiguous(), 0)] {
      let y = dropout.ofPooledPairs(input, bias: bias)
      #expect(y.dtype == input.dtype && largest(y.to(.float32) - composed(x, bias)) <= tolerance)
    }
  }
}
