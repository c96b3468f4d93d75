import Foundation
import Statistics
import Torch

/// Which module each location uses, found by evolution: in every epoch some locations get challengers, which are mixed with the
/// incumbent by trained shares, and the epoch's end keeps the candidate with the largest share.
///
/// A training that is stopped anywhere goes on with the same candidates: they are buffers, as is the number of epochs that have begun
/// and ended.
package final class Alignment: Module, PacedPart {
  /// The settings of the search.
  struct Search {
    /// The challengers of a location; 0 for modules that stay as they are.
    var challengers = 1
    /// The share of the locations that get challengers.
    var proposed = 0.5
    /// The probability that a challenger is a module that no location uses, drawn anew.
    var revived = 1e-4
    /// The share of all challengers of a location together at the start; nil for the same share for each candidate.
    var start: Double?
    /// The first epochs, without challengers, and the last ones.
    var burnIn = 0
    var final = 0
    /// Whether the candidate with the largest share is kept, or one at random.
    var keepsBest = true
  }

  package let pace: Double
  private let search: Search
  /// The logarithms of each task's shares.
  @Named private(set) var logits: ModuleDictionary
  private let values: [Tensor]
  private let rows: ParameterRows
  private let seed: UInt64
  /// `[locations, 1 + challengers]` in int64, the incumbent first.
  @Buffer var candidates: Tensor
  /// The numbers of epochs that have begun, that have ended, and that ended with shares that were no numbers.
  @Buffer var progress: Tensor
  private(set) var isMixing = false
  private(set) var begunAnew: [Tensor] = []

  /// The logarithms of a task's shares, `[locations, 1 + challengers]`.
  final class Logits: Module {
    @Parameter var values: Tensor
    init(_ locations: Int, _ candidates: Int) { values = Tensor.zeros([locations, candidates]) }
  }

  /// - Parameters:
  ///   - locations: those of each task, in the order of all.
  ///   - modules: the module of each location at the start.
  init(
    locations: [(task: String, count: Int)], modules: [Int], search: Search, pace: Double, generator: Generator
  ) {
    (self.search, self.pace) = (search, pace)
    let width = 1 + search.challengers
    let logits = locations.map { Logits($0.count, width) }
    _logits = Named(wrappedValue: ModuleDictionary(zip(locations.map(\.task), logits).map { ($0, $1) }), "")
    values = logits.map(\.values)
    rows = ParameterRows(values)
    let drawn = Tensor.randint(0, 1 << 62, [1], generator: generator)
    seed = drawn.isValid ? UInt64(drawn.array(of: Int64.self)[0]) : 0
    candidates = Self.table(modules.map { [Int](repeating: $0, count: width) })
    progress = Tensor([Int64](repeating: 0, count: 3))
  }

  private static func table(_ rows: [[Int]]) -> Tensor {
    Tensor(rows.flatMap { $0.map(Int64.init) }, shape: [rows.count, rows.first?.count ?? 1])
  }

  private static func integers(_ tensor: Tensor) -> [Int] {
    tensor.contiguous().array(of: Int64.self).map { Int($0) }
  }

  /// The module of each location.
  var incumbents: [Int] { Self.integers(candidates.select(1, index: 0)) }

  /// The shares of the candidates, `[locations, 1 + challengers]`.
  var shares: Tensor { rows.all.softmax(1) }

  /// How many epochs ended with shares that were no numbers.
  var brokenEpochs: Int { Self.integers(progress)[2] }

  private func isSearching(_ epoch: Int, of epochs: Int) -> Bool {
    search.challengers > 0 && epoch >= search.burnIn && epoch < epochs - search.final
  }

  /// Proposes challengers, unless the epoch has begun before.
  func begin(_ epoch: Int, of epochs: Int, redraw: (Int) -> Void, modules: Int) {
    isMixing = isSearching(epoch, of: epochs)
    begunAnew = []
    guard Self.integers(progress)[0] <= epoch else { return }
    progress.select(0, index: 0).fillInPlace(Double(epoch + 1))
    let incumbents = incumbents
    var table = incumbents.map { [Int](repeating: $0, count: 1 + search.challengers) }
    if isMixing {
      var random = SplitMix64(key: seed, UInt64(epoch))
      let used = Set(incumbents)
      var inactive = (0..<modules).filter { !used.contains($0) }
      let proposals = Int((search.proposed * Double(table.count)).rounded(.up))
      for location in random.permutation(table.count).prefix(proposals) {
        for challenger in 1...search.challengers {
          if !inactive.isEmpty, Double(random.uniform()) < search.revived {
            let module = inactive.remove(at: random.integer(below: inactive.count))
            redraw(module)
            table[location][challenger] = module
          } else {
            table[location][challenger] = random.pick(incumbents)
          }
        }
      }
      begunAnew = values
    }
    withoutGradients {
      candidates.copyInPlace(Self.table(table))
      for logits in begunAnew {
        logits.zeroInPlace()
        if let challenge { logits.narrow(1, start: 1, length: search.challengers).fillInPlace(challenge) }
      }
    }
  }

  /// The start of a challenger's logit; nil for that of the incumbent, 0.
  private var challenge: Double? {
    search.start.map { log($0) - log(Double(search.challengers)) - log(1 - $0) }
  }

  /// Keeps one candidate of each location, unless the epoch has ended before.
  func end() {
    let numbers = Self.integers(progress)
    guard numbers[1] < numbers[0] else { return }
    progress.select(0, index: 1).fillInPlace(Double(numbers[0]))
    guard isMixing else { return }
    let width = 1 + search.challengers
    let shares = shares.detach().to(.float64).array(of: Double.self), table = Self.integers(candidates)
    var random = SplitMix64(key: seed, UInt64(numbers[0]), 1)
    if !shares.allSatisfy(\.isFinite) { progress.select(0, index: 2).fillInPlace(Double(numbers[2] + 1)) }
    let kept = stride(from: 0, to: table.count, by: width).map { start in
      let own = Array(table[start..<start + width])
      return search.keepsBest ? Self.selected(own, Array(shares[start..<start + width])) : random.pick(own)
    }
    candidates.copyInPlace(Self.table(kept.map { [Int](repeating: $0, count: width) }))
  }

  /// The module with the largest share, where the shares of equal candidates count together; the first one of several. The incumbent
  /// stays if a share is no number.
  package static func selected(_ candidates: [Int], _ shares: [Double]) -> Int {
    guard shares.allSatisfy(\.isFinite) else { return candidates[0] }
    var best = (module: candidates[0], share: -Double.infinity)
    for module in candidates {
      let share = zip(candidates, shares).reduce(0) { $0 + ($1.0 == module ? $1.1 : 0) }
      if share > best.share { best = (module, share) }
    }
    return best.module
  }
}

/// Rows of several parameters as one tensor. Parameters of one shape lie side by side, so that nothing is copied.
struct ParameterRows {
  private let parts: [Tensor]
  private let stack: ParameterStack?

  /// - Parameter parts: `[rows, columns]` each, with the same number of columns.
  init(_ parts: [Tensor]) {
    self.parts = parts
    stack = ParameterStack(parts)
  }

  /// All rows, `[rows, columns]`.
  var all: Tensor {
    if let stack, stack.holds { return stack.whole.flatten(from: 0, to: 1) }
    return parts.count == 1 ? parts[0] : Tensor.cat(parts, 0)
  }
}
