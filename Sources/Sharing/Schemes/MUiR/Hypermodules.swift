import Torch

/// Modules that make blocks of weights from contexts: block = H z, with H `[m · n, c]` shared by all locations that use it, and the
/// context z `[c]` of the location.
///
/// Entries of H are drawn with variance 1 / c. With contexts of √(2 / fan in) a block's entries have variance 2 / fan in for every c.
package final class Hypermodules: Module {
  /// `[modules, m · n, c]`
  @Parameter package var modules: Tensor
  /// `[modules, m · n]`, added to a block; nil for none.
  @Parameter package var offsets: Tensor?
  private let generator: Generator

  package init(_ count: Int, block: Int, context: Int, bias: Bool, generator: Generator) {
    modules = Self.start(context).tensor([count, block, context], generator: generator)
    offsets = bias ? Tensor.zeros([count, block]) : nil
    self.generator = generator
  }

  /// The standard deviation of a module's entries at the start.
  package static func deviation(context: Int) -> Double { 1 / Double(context).squareRoot() }

  private static func start(_ context: Int) -> Initialiser { .normal(std: deviation(context: context)) }

  /// The start value of every number of a context.
  package static func context(fanIn: Int) -> Double { (2 / Double(fanIn)).squareRoot() }

  /// Draws a module anew.
  func redraw(_ module: Int) {
    withoutGradients {
      let (own, context) = (modules.detach().select(0, index: module), modules.size(2))
      own.copyInPlace(Self.start(context).tensor(own.shape, generator: generator))
      offsets.map { _ = $0.detach().select(0, index: module).zeroInPlace() }
    }
  }

  /// The blocks of locations, `[locations, m · n]`.
  ///
  /// - Parameters:
  ///   - contexts: `[locations, c]`
  ///   - candidates: `[locations, n]` the modules of each location
  ///   - shares: `[locations, n]` the share of each candidate; nil for one candidate each.
  package func blocks(_ contexts: Tensor, _ candidates: Tensor, shares: Tensor?) -> Tensor {
    let (locations, width) = (candidates.size(0), candidates.size(1)), size = modules.size(1), context = modules.size(2)
    func mixed(_ values: Tensor, _ numbers: Int) -> Tensor {
      let chosen = values.view([values.size(0), numbers]).indexSelect(0, candidates.view([locations * width]))
      return shares.map { $0.unsqueeze(1).bmm(chosen.view([locations, width, numbers])) } ?? chosen
    }
    let made = mixed(modules, size * context).view([locations, size, context]).bmm(contexts.unsqueeze(2))
    let blocks = made.view([locations, size])
    return offsets.map { blocks + mixed($0, size).view([locations, size]) } ?? blocks
  }
}
