/// Places of boxes in layers from top to bottom, each box below those that it reads.
///
/// Sources: Sugiyama, Tagawa, Toda, "Methods for Visual Understanding of Hierarchical System Structures", IEEE Transactions
/// on Systems, Man, and Cybernetics 11, 1981 (layers, and the order in them by the mean place of neighbours).
struct LayeredLayout {
  struct Size {
    var width, height: Double
  }

  struct Point {
    var x, y: Double
  }

  /// The space between two boxes of a layer, and between two layers.
  private static let gap = 22.0, drop = 42.0
  /// The width of a line that passes a layer.
  private static let lineWidth = 14.0
  private static let sweeps = 16

  /// The upper left corner of each box.
  private(set) var corners: [Point] = []
  /// The way of each edge: its points from the lower edge of a box to the upper edge of another one.
  private(set) var ways: [[Point]] = []
  private(set) var size = Size(width: 0, height: 0)

  /// A box, or a place where a line passes a layer.
  private struct Place {
    let width: Double
    var above: [Int] = []
    var below: [Int] = []
    var x = 0.0
    let isLine: Bool
  }

  private var places: [Place]
  private var layers: [[Int]] = []

  /// - Parameters:
  ///   - sizes: the sizes of the boxes, each after those that it reads.
  ///   - edges: the boxes that each edge joins.
  init(_ sizes: [Size], _ edges: [(from: Int, to: Int)]) {
    let edges = edges.map { (from: min($0.from, $0.to), to: max($0.from, $0.to)) }
    let ranks = Self.ranks(sizes.count, edges)
    places = sizes.map { Place(width: $0.width, isLine: false) }
    layers = [[Int]](repeating: [], count: (ranks.max() ?? 0) + 1)
    for (box, rank) in ranks.enumerated() { layers[rank].append(box) }
    // Long edges of one box share the places where they pass a layer.
    var passing: [Int: [Int: Int]] = [:]
    var chains: [[Int]] = []
    for edge in edges {
      var chain = [edge.from]
      for rank in ranks[edge.from] + 1..<max(ranks[edge.to], ranks[edge.from] + 1) {
        if let known = passing[edge.from]?[rank] {
          chain.append(known)
          continue
        }
        places.append(Place(width: Self.lineWidth, isLine: true))
        layers[rank].append(places.count - 1)
        passing[edge.from, default: [:]][rank] = places.count - 1
        chain.append(places.count - 1)
      }
      chain.append(edge.to)
      for (upper, lower) in zip(chain, chain.dropFirst()) where !places[upper].below.contains(lower) {
        places[upper].below.append(lower)
        places[lower].above.append(upper)
      }
      chains.append(chain)
    }
    order()
    align()
    finish(sizes, ranks, chains)
  }

  /// The layer of each box: below all that it reads, and near to what reads it if that shortens the lines.
  private static func ranks(_ count: Int, _ edges: [(from: Int, to: Int)]) -> [Int] {
    var ranks = [Int](repeating: 0, count: count)
    for edge in edges.sorted(by: { $0.from < $1.from }) { ranks[edge.to] = max(ranks[edge.to], ranks[edge.from] + 1) }
    for box in (0..<count).reversed() {
      let below = edges.filter { $0.from == box }.map { ranks[$0.to] }
      let above = edges.count { $0.to == box }
      if let nearest = below.min(), above <= 1 { ranks[box] = max(ranks[box], nearest - 1) }
    }
    let used = Set(ranks).sorted()
    let compact = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    return ranks.map { compact[$0]! }
  }

  /// Orders each layer by the mean place of its neighbours, from above and from below in turn, and keeps the order with
  /// the fewest crossings.
  private mutating func order() {
    var best = (crossings: crossings, layers: layers)
    for sweep in 0..<Self.sweeps {
      let isDown = sweep.isMultiple(of: 2)
      let indices = isDown ? Array(layers.indices.dropFirst()) : Array(layers.indices.dropLast().reversed())
      for index in indices {
        let near = positions(layers[isDown ? index - 1 : index + 1])
        let own = positions(layers[index])
        func mean(_ place: Int) -> Double {
          let found = (isDown ? places[place].above : places[place].below).compactMap { near[$0] }
          return found.isEmpty ? own[place]! : found.reduce(0, +) / Double(found.count)
        }
        let means = Dictionary(uniqueKeysWithValues: layers[index].map { ($0, mean($0)) })
        layers[index].sort { (means[$0]!, own[$0]!) < (means[$1]!, own[$1]!) }
      }
      let now = crossings
      if now < best.crossings { best = (now, layers) }
    }
    layers = best.layers
  }

  /// The places of a layer as shares of its width.
  private func positions(_ layer: [Int]) -> [Int: Double] {
    Dictionary(uniqueKeysWithValues: layer.enumerated().map { ($1, (Double($0) + 0.5) / Double(layer.count)) })
  }

  private var crossings: Int {
    zip(layers, layers.dropFirst()).reduce(0) { sum, pair in
      let place = Dictionary(uniqueKeysWithValues: pair.1.enumerated().map { ($1, $0) })
      let ends = pair.0.map { places[$0].below.compactMap { place[$0] }.sorted() }
      var count = 0
      for first in ends.indices {
        for second in ends.indices.dropFirst(first + 1) {
          for end in ends[first] { count += ends[second].count { $0 < end } }
        }
      }
      return sum + count
    }
  }

  /// Draws each place to the mean of its neighbours, as far as the order and the widths let it.
  private mutating func align() {
    for layer in layers { spread(layer, [Double](repeating: 0, count: layer.count), layer.map { _ in 1 }) }
    for sweep in 0..<Self.sweeps * 2 {
      for layer in sweep.isMultiple(of: 2) ? layers : layers.reversed() {
        var wanted: [Double] = [], weights: [Double] = []
        for place in layer {
          let near = places[place].above + places[place].below
          // Lines should be straight.
          let weight = near.map { places[$0].isLine && places[place].isLine ? 8.0 : 1 }
          let sum = weight.reduce(0, +)
          let pull = zip(near, weight).reduce(0) { $0 + places[$1.0].x * $1.1 }
          wanted.append(near.isEmpty ? places[place].x : pull / sum)
          weights.append(max(sum, 0.1))
        }
        spread(layer, wanted, weights)
      }
    }
  }

  /// Sets the places of a layer nearest to the wanted ones, in their order and without overlap: the least weighted sum of
  /// squares, by pooling neighbours that would violate the order.
  private mutating func spread(_ layer: [Int], _ wanted: [Double], _ weights: [Double]) {
    var offsets: [Double] = []
    for (index, place) in layer.enumerated() {
      let before = index == 0 ? 0 : (places[layer[index - 1]].width + places[place].width) / 2 + Self.gap
      offsets.append((offsets.last ?? 0) + before)
    }
    var pools: [(sum: Double, weight: Double, count: Int)] = []
    for index in layer.indices {
      pools.append((sum: (wanted[index] - offsets[index]) * weights[index], weight: weights[index], count: 1))
      while pools.count > 1,
        pools[pools.count - 2].sum / pools[pools.count - 2].weight > pools.last!.sum / pools.last!.weight
      {
        let last = pools.removeLast()
        let place = pools.count - 1
        pools[place] = (pools[place].sum + last.sum, pools[place].weight + last.weight, pools[place].count + last.count)
      }
    }
    var index = 0
    for pool in pools {
      for _ in 0..<pool.count {
        places[layer[index]].x = pool.sum / pool.weight + offsets[index]
        index += 1
      }
    }
  }

  /// Sets corners, ways and size.
  private mutating func finish(_ sizes: [Size], _ ranks: [Int], _ chains: [[Int]]) {
    let left = places.map { $0.x - $0.width / 2 }.min() ?? 0
    for index in places.indices { places[index].x -= left }
    var tops: [Double] = [], heights: [Double] = [], y = 0.0
    for layer in layers {
      let height = layer.filter { $0 < sizes.count }.map { sizes[$0].height }.max() ?? 0
      tops.append(y)
      heights.append(height)
      y += height + Self.drop
    }
    size = Size(width: places.map { $0.x + $0.width / 2 }.max() ?? 0, height: max(0, y - Self.drop))
    corners = sizes.indices.map { box in
      Point(
        x: places[box].x - sizes[box].width / 2, y: tops[ranks[box]] + (heights[ranks[box]] - sizes[box].height) / 2)
    }
    let outgoing = ports(sizes, \.below), incoming = ports(sizes, \.above)
    ways = chains.map { chain in
      let from = chain[0], to = chain[chain.count - 1]
      var way = [Point(x: outgoing[from]![chain[1]]!, y: corners[from].y + sizes[from].height)]
      for (step, place) in chain.enumerated().dropFirst().dropLast() {
        let rank = ranks[from] + step
        way += [Point(x: places[place].x, y: tops[rank]), Point(x: places[place].x, y: tops[rank] + heights[rank])]
      }
      return way + [Point(x: incoming[to]![chain[chain.count - 2]]!, y: corners[to].y)]
    }
  }

  /// The places on the edge of each box where lines to its neighbours begin, in the order of the neighbours.
  private func ports(_ sizes: [Size], _ side: KeyPath<Place, [Int]>) -> [Int: [Int: Double]] {
    Dictionary(
      uniqueKeysWithValues: sizes.indices.map { box in
        let near = places[box][keyPath: side].sorted { (places[$0].x, $0) < (places[$1].x, $1) }
        let room = min(sizes[box].width * 0.7, Double(near.count - 1) * 26)
        let ends = near.enumerated().map { index, place in
          let share = near.count > 1 ? Double(index) / Double(near.count - 1) - 0.5 : 0
          return (place, places[box].x + share * room)
        }
        return (box, Dictionary(uniqueKeysWithValues: ends))
      })
  }
}
