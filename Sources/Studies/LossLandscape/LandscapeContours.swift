/// Lines of equal mean loss, for a picture.
///
/// Marching squares: Lorensen, Cline, "Marching Cubes: A High Resolution 3D Surface Construction Algorithm" (SIGGRAPH
/// 1987), in the plane.
enum LandscapeContours {
  struct Line: Hashable, Sendable {
    var level: Double
    var points: [Landscape.Point]
  }

  /// The range of the picture in both parameters.
  static let range = -12.0...12.0
  /// The levels of the lines. The lowest, just above the minimum, shows the basin.
  static let levels = [-15.0, -14, -12, -10, -8, -6, -4, -2, 0, 2, 4, 6]

  /// The number of squares along one edge.
  private static let squares = 144

  /// The lines of all levels, each as long as it can be.
  static func lines() -> [Line] {
    let side = squares + 1
    let step = (range.upperBound - range.lowerBound) / Double(squares)
    func place(_ index: Int) -> Landscape.Point {
      Landscape.Point(
        range.lowerBound + Double(index % side) * step, range.lowerBound + Double(index / side) * step)
    }
    let heights = (0..<side * side).map { Landscape.values(at: place($0)).mean }
    return levels.flatMap { level -> [Line] in
      /// The place at which the level crosses the edge between two corners.
      func crossing(_ edge: Edge) -> Landscape.Point {
        let share = (level - heights[edge.from]) / (heights[edge.to] - heights[edge.from])
        let (a, b) = (place(edge.from), place(edge.to))
        return Landscape.Point(a.x + share * (b.x - a.x), a.y + share * (b.y - a.y))
      }
      var segments: [(Edge, Edge)] = []
      for row in 0..<squares {
        for column in 0..<squares {
          let corner = row * side + column
          segments += pieces(of: [corner, corner + 1, corner + side + 1, corner + side], heights, level)
        }
      }
      return chains(segments).map { Line(level: level, points: $0.map(crossing)) }
    }
  }

  /// Two neighbouring corners, the smaller number first.
  private struct Edge: Hashable {
    var from: Int
    var to: Int

    init(_ a: Int, _ b: Int) { (from, to) = (min(a, b), max(a, b)) }
  }

  /// The line's pieces inside one square: the edges by which it enters and leaves, going round the corners.
  private static func pieces(of corners: [Int], _ heights: [Double], _ level: Double) -> [(Edge, Edge)] {
    var crossed: [Edge] = []
    for (index, corner) in corners.enumerated() {
      let next = corners[(index + 1) % corners.count]
      if (heights[corner] >= level) != (heights[next] >= level) { crossed.append(Edge(corner, next)) }
    }
    switch crossed.count {
    case 2: return [(crossed[0], crossed[1])]
    case 4:
      // A saddle: the height in the middle says which corners belong together.
      let middle = corners.reduce(0) { $0 + heights[$1] } / 4
      let joined = (middle >= level) == (heights[corners[0]] >= level)
      return joined
        ? [(crossed[0], crossed[1]), (crossed[2], crossed[3])] : [(crossed[3], crossed[0]), (crossed[1], crossed[2])]
    default: return []
    }
  }

  /// The pieces joined where they share an edge.
  private static func chains(_ segments: [(Edge, Edge)]) -> [[Edge]] {
    var neighbours: [Edge: [Int]] = [:]
    for (index, segment) in segments.enumerated() {
      neighbours[segment.0, default: []].append(index)
      neighbours[segment.1, default: []].append(index)
    }
    var used = Array(repeating: false, count: segments.count)
    func walk(from edge: Edge) -> [Edge] {
      var (chain, here) = ([Edge](), edge)
      while let next = neighbours[here]?.first(where: { !used[$0] }) {
        used[next] = true
        here = segments[next].0 == here ? segments[next].1 : segments[next].0
        chain.append(here)
      }
      return chain
    }
    var chains: [[Edge]] = []
    for (index, segment) in segments.enumerated() where !used[index] {
      used[index] = true
      let forward = walk(from: segment.1)
      chains.append(walk(from: segment.0).reversed() + [segment.0, segment.1] + forward)
    }
    return chains
  }
}
