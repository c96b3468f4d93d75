/// One dimension's part of a subscript: an index, a range, `.all`, `.ellipsis`, `.new` or a tensor of indices.
public protocol TensorIndex: Sendable {
  /// The effect of the index on its dimension.
  var tensorIndex: TensorIndexKind { get }
}

/// The effect of a subscript on one dimension.
public enum TensorIndexKind: Sendable {
  /// One element; its dimension is removed. Negative numbers count from the last.
  case at(Int)
  /// The elements from `start` to before `end`. A nil `start` is the first element, a nil `end` the place after the
  /// last.
  case range(start: Int?, end: Int?, step: Int)
  /// The elements that whole numbers name, or for which a mask is true.
  case indices(Tensor)
  /// A new dimension of size one.
  case inserted
  /// The whole dimensions that the other indices leave.
  case whole
}

extension Int: TensorIndex { public var tensorIndex: TensorIndexKind { .at(self) } }
extension Tensor: TensorIndex { public var tensorIndex: TensorIndexKind { .indices(self) } }
extension Range<Int>: TensorIndex {
  /// A range from the lower bound to before the upper.
  public var tensorIndex: TensorIndexKind { .range(start: lowerBound, end: upperBound, step: 1) }
}
extension ClosedRange<Int>: TensorIndex {
  /// A range that includes its upper bound; −1 is the last element.
  public var tensorIndex: TensorIndexKind {
    .range(start: lowerBound, end: upperBound == -1 ? nil : upperBound + 1, step: 1)
  }
}
extension PartialRangeFrom<Int>: TensorIndex {
  /// A range from the bound to the last element.
  public var tensorIndex: TensorIndexKind { .range(start: lowerBound, end: nil, step: 1) }
}
extension PartialRangeUpTo<Int>: TensorIndex {
  /// A range from the first element to before the bound.
  public var tensorIndex: TensorIndexKind { .range(start: nil, end: upperBound, step: 1) }
}
extension TensorIndexKind: TensorIndex { public var tensorIndex: TensorIndexKind { self } }
extension TensorIndex where Self == TensorIndexKind {
  /// The whole dimension.
  public static var all: TensorIndexKind { .range(start: nil, end: nil, step: 1) }

  /// The whole dimensions that the other indices leave.
  public static var ellipsis: TensorIndexKind { .whole }

  /// A new dimension of size one.
  public static var new: TensorIndexKind { .inserted }
}

extension Tensor {
  /// A part of the tensor: `x[0]`, `x[.all, 1..<3]`, `x[.ellipsis, -1]`, `x[mask]`, `x[rows]`. Indices and ranges give
  /// views; at most one tensor of indices or mask may be among them. Assigning writes into this tensor's memory.
  public subscript(_ indices: any TensorIndex...) -> Tensor {
    get {
      let (view, indices) = part(indices.map(\.tensorIndex))
      return indices.isEmpty ? view : ATen.index(view, indices)
    }
    set {
      let (view, indices) = part(indices.map(\.tensorIndex))
      if indices.isEmpty { view.copyInPlace(newValue) } else { ATen.index_put_(view, indices, newValue, false) }
    }
  }

  /// The view that indices and ranges give, and the tensor index among them, after a nil for each dimension before it.
  private func part(_ kinds: [TensorIndexKind]) -> (view: Tensor, indices: [Tensor?]) {
    let consumed = kinds.reduce(0) { count, kind in
      switch kind {
      case .inserted, .whole: count
      case .indices(let index): count + index.indexedDimensions
      default: count + 1
      }
    }
    var view = self
    var indices: [Tensor?] = []
    var dim = 0
    for kind in kinds {
      switch kind {
      case .at(let index): view = view.select(dim, index: index)
      case .range(let start, let end, let step):
        if start != nil || end != nil || step != 1 { view = view.slice(dim, start: start, end: end, step: step) }
        dim += 1
      case .inserted:
        view = view.unsqueeze(dim)
        dim += 1
      case .whole: dim += rank - consumed
      case .indices(let index):
        require(indices.isEmpty, "at most one tensor of indices or mask may be in a subscript")
        indices = [Tensor?](repeating: nil, count: Swift.max(0, dim)) + [index]
        dim += index.indexedDimensions
      }
    }
    return (view, indices)
  }

  /// The number of dimensions that this tensor takes as an index: a mask takes as many as it has, whole numbers take
  /// one.
  private var indexedDimensions: Int { dtype == .bool ? rank : 1 }
}
