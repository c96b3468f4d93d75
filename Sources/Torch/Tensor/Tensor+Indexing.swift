/// One dimension's part of a subscript: an index, a range, `.all`, `.ellipsis`, `.new` or a tensor of indices.
public protocol TensorIndex: Sendable {
  var tensorIndex: TensorIndexKind { get }
}

/// What a subscript does to one dimension.
public enum TensorIndexKind: Sendable {
  case at(Int)
  case range(start: Int?, end: Int?, step: Int)
  case indices(Tensor)
  case inserted
  case whole
}

extension Int: TensorIndex { public var tensorIndex: TensorIndexKind { .at(self) } }
extension Tensor: TensorIndex { public var tensorIndex: TensorIndexKind { .indices(self) } }
extension Range<Int>: TensorIndex {
  public var tensorIndex: TensorIndexKind { .range(start: lowerBound, end: upperBound, step: 1) }
}
extension ClosedRange<Int>: TensorIndex {
  public var tensorIndex: TensorIndexKind { .range(start: lowerBound, end: upperBound + 1, step: 1) }
}
extension PartialRangeFrom<Int>: TensorIndex {
  public var tensorIndex: TensorIndexKind { .range(start: lowerBound, end: nil, step: 1) }
}
extension PartialRangeUpTo<Int>: TensorIndex {
  public var tensorIndex: TensorIndexKind { .range(start: nil, end: upperBound, step: 1) }
}
extension TensorIndexKind: TensorIndex { public var tensorIndex: TensorIndexKind { self } }
extension TensorIndex where Self == TensorIndexKind {
  /// The whole dimension.
  public static var all: TensorIndexKind { .range(start: nil, end: nil, step: 1) }

  /// As many whole dimensions as the other indices leave.
  public static var ellipsis: TensorIndexKind { .whole }

  /// A new dimension of size one.
  public static var new: TensorIndexKind { .inserted }
}

extension Tensor {
  /// A part of the tensor: `x[0]`, `x[.all, 1..<3]`, `x[.ellipsis, -1]`, `x[mask]`, `x[rows]`. Indices and ranges give
  /// views; at most one tensor of indices or mask may be among them. Assigning writes into this tensor's memory.
  public subscript(_ indices: any TensorIndex...) -> Tensor {
    get { self.part(indices.map(\.tensorIndex)) }
    set {
      let kinds = indices.map(\.tensorIndex)
      if case .indices(let index)? = kinds.first, kinds.count == 1 {
        ATen.index_put_(self, [index], newValue, false)
      } else {
        part(kinds).copyInPlace(newValue)
      }
    }
  }

  private func part(_ kinds: [TensorIndexKind]) -> Tensor {
    let consumed = kinds.reduce(0) { count, kind in
      switch kind {
      case .inserted, .whole: count
      case .indices(let index): count + (index.dtype == .bool ? index.rank : 1)
      default: count + 1
      }
    }
    var result = self
    var dim = 0
    for kind in kinds {
      switch kind {
      case .at(let index): result = result.select(dim, index: index)
      case .range(let start, let end, let step):
        if start != nil || end != nil || step != 1 { result = result.slice(dim, start: start, end: end, step: step) }
        dim += 1
      case .inserted:
        result = result.unsqueeze(dim)
        dim += 1
      case .whole: dim += rank - consumed
      case .indices(let index):
        result = ATen.index(result, [Tensor?](repeating: nil, count: dim) + [index])
        dim += index.dtype == .bool ? 1 : index.rank
      }
    }
    return result
  }
}
