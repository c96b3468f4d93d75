import Torch

extension GradientDiagnostics {
  /// Measures gradients on their device; only K × K numbers leave it. Sums are in float64.
  ///
  /// - Parameters:
  ///   - gradients: `[rows, P]`, without a graph, of any floating-point type.
  ///   - places: which of the `count` tasks each row belongs to; all, in their order, by default. Other places are gaps.
  ///   - count: the number of places, K; the number of rows by default.
  public init(_ gradients: Tensor, places: [Int]? = nil, count: Int? = nil) {
    let rows = gradients.shape.first ?? 0
    let places = places ?? Array(0..<rows)
    guard
      requirement(
        places.count == rows, "there should be a place for each of the \(rows) rows. Found \(places.count).")
    else {
      self.init(norms: [Double?](repeating: nil, count: count ?? rows), pairs: [], conditionNumber: nil)
      return
    }
    let sums = Self.sums(gradients)
    let known = (0..<rows).filter { sums.gramian[$0, $0].isFinite }
    let lengths = (0..<rows).map { max(sums.gramian[$0, $0], 0).squareRoot() }
    var norms = [Double?](repeating: nil, count: count ?? rows)
    for row in known { norms[places[row]] = lengths[row] }

    var pairs: [Pair] = []
    for (index, row) in known.enumerated() where lengths[row] > 0 {
      for other in known[(index + 1)...] where lengths[other] > 0 {
        // A ratio of lengths, so that nothing is squared out of range.
        let ratio = lengths[row] / lengths[other]
        pairs.append(
          Pair(
            first: min(places[row], places[other]), second: max(places[row], places[other]),
            cosine: min(max(sums.gramian[row, other] / lengths[row] / lengths[other], -1), 1),
            magnitude: 2 / (ratio + 1 / ratio),
            conflictingCoordinates: sums.opposite[row, other] / Double(max(gradients.size(1), 1))))
      }
    }
    pairs.sort { ($0.first, $0.second) < ($1.first, $1.second) }
    self.init(norms: norms, pairs: pairs, conditionNumber: Self.conditionNumber(sums.gramian, of: known))
  }

  /// Coordinates that are looked at together: few enough that their copies in float64 take little memory.
  private static let chunk = 1 << 18

  /// The inner products of the rows, and in how many coordinates two of them have opposite signs.
  private static func sums(_ gradients: Tensor) -> (gramian: Gramian, opposite: Gramian) {
    let rows = gradients.shape.first ?? 0
    // Apple's GPUs have no float64.
    let device = gradients.device == .mps ? Device.cpu : gradients.device
    let products = Tensor.zeros([rows, rows], dtype: .float64, device: device)
    let opposite = Tensor.zeros([rows, rows], dtype: .float64, device: device)
    for part in gradients.detach().split(chunk, 1) {
      // Sums of signs of a part are whole numbers that single precision has.
      let signs = part.to(device).sign().to(.float32)
      let nonzero = signs.abs()
      let part = part.to(device, .float64)
      products.addInPlace(part.mm(part.transpose(0, 1)))
      // Of the coordinates where both have a sign, those that agree less those that do not are the inner product of signs.
      opposite.addInPlace(
        (nonzero.mm(nonzero.transpose(0, 1)) - signs.mm(signs.transpose(0, 1))).to(.float64), scale: 0.5)
    }
    // A failed operation has no elements; gaps are harmless until it is thrown.
    func gramian(_ tensor: Tensor) -> Gramian {
      tensor.isValid ? Gramian(tensor) : Gramian([Double](repeating: .nan, count: rows * rows), count: rows)
    }
    return (gramian(products), gramian(opposite))
  }

  private static func conditionNumber(_ gramian: Gramian, of rows: [Int]) -> Double? {
    guard rows.count > 1 else { return nil }
    let values = rows.flatMap { row in rows.map { gramian[row, $0] } }
    // In units of the largest entry, so that very short and very long gradients stay in range.
    let scale = values.map(abs).max() ?? 0
    guard scale > 0 else { return nil }
    let matrix = Tensor(values.map { $0 / scale }, shape: [rows.count, rows.count])
    let eigenvalues = matrix.eigh().values.array(of: Double.self)
    guard let least = eigenvalues.first, let greatest = eigenvalues.last,
      least > greatest * Double(rows.count) * .ulpOfOne
    else { return nil }
    return greatest / least
  }
}
