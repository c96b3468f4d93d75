/// The ways in which a surface cuts a cube.
enum CubeCases {
  /// The corners, as steps along x, y and z.
  static let corners = [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 1, 1]]
  /// The edges, as pairs of corners.
  private static let edges = [
    [0, 1], [1, 2], [2, 3], [3, 0], [4, 5], [5, 6], [6, 7], [7, 4], [0, 4], [1, 5], [2, 6], [3, 7],
  ]
  /// The midpoints of the edges in halves of an edge.
  private static let midpoints = edges.map { edge in zip(corners[edge[0]], corners[edge[1]]).map(+) }
  /// The corners of each face, counter-clockwise as seen from outside.
  private static let faces = [
    [0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [2, 3, 7, 6], [0, 4, 7, 3], [1, 2, 6, 5],
  ]

  /// The triangles of the first 128 cases, in which the last corner is outside: three midpoints each, in halves of an edge. Bit i of the
  /// number of a case says whether corner i is inside.
  static let triangles: [[[[Double]]]] = (0..<128).map { number in
    polygons { number >> $0 & 1 == 1 }.flatMap(divided).map { $0.map { midpoints[$0].map(Double.init) } }
  }

  private static func edge(_ a: Int, _ b: Int) -> Int { edges.firstIndex { Set($0) == [a, b] }! }

  /// The polygons between the inner and the outer corners, as edges in order.
  private static func polygons(_ isInside: (Int) -> Bool) -> [[Int]] {
    // On each face, a line leads from where its border enters the inside to where it leaves it.
    var next: [Int: Int] = [:]
    for face in faces {
      for place in 0..<4 where !isInside(face[(place + 3) % 4]) && isInside(face[place]) {
        var end = place
        while isInside(face[(end + 1) % 4]) { end += 1 }
        next[edge(face[(place + 3) % 4], face[place])] = edge(face[end % 4], face[(end + 1) % 4])
      }
    }
    var polygons: [[Int]] = []
    while let start = next.keys.min() {
      var polygon = [start]
      while let following = next.removeValue(forKey: polygon.last!), following != start { polygon.append(following) }
      polygons.append(polygon)
    }
    return polygons
  }

  /// The triangles of a polygon.
  private static func divided(_ polygon: [Int]) -> [[Int]] {
    if polygon.count == 7 { return fan(polygon) }
    let own = divisions(polygon).filter { triangles in
      !triangles.contains { triangle in
        (0..<3).contains {
          isOnFace(triangle[$0], triangle[($0 + 1) % 3]) && !isSide(triangle[$0], triangle[($0 + 1) % 3], of: polygon)
        }
      }
    }
    return own.min { Set($0.map(plane)).count < Set($1.map(plane)).count }!
  }

  /// All divisions of a polygon into triangles.
  private static func divisions(_ polygon: [Int]) -> [[[Int]]] {
    guard polygon.count > 2 else { return [[]] }
    return (1..<(polygon.count - 1)).flatMap { middle -> [[[Int]]] in
      let first = divisions(Array(polygon[...middle])), second = divisions(Array(polygon[middle...]))
      let triangle = [polygon[0], polygon[middle], polygon.last!]
      return first.flatMap { a in second.map { a + [triangle] + $0 } }
    }
  }

  private static func isSide(_ a: Int, _ b: Int, of polygon: [Int]) -> Bool {
    let (i, j) = (polygon.firstIndex(of: a)!, polygon.firstIndex(of: b)!), apart = abs(i - j)
    return apart == 1 || apart == polygon.count - 1
  }

  /// Whether the line between two midpoints lies in a face.
  private static func isOnFace(_ a: Int, _ b: Int) -> Bool {
    (0..<3).contains { axis in midpoints[a][axis] == midpoints[b][axis] && midpoints[a][axis] != 1 }
  }

  /// The plane of a triangle: its direction without a sign, and its distance from the origin.
  private static func plane(_ triangle: [Int]) -> [Int] {
    let p = triangle.map { midpoints[$0] }, a = zip(p[1], p[0]).map(-), b = zip(p[2], p[0]).map(-)
    var normal = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    if (normal[0], normal[1], normal[2]) < (0, 0, 0) { normal = normal.map { -$0 } }
    var divisor = normal.map(abs).max()!
    while !normal.allSatisfy({ $0 % divisor == 0 }) { divisor -= 1 }
    normal = normal.map { $0 / divisor }
    return normal + [zip(normal, p[0]).reduce(0) { $0 + $1.0 * $1.1 }]
  }

  /// A fan from the corner about which a polygon is symmetric.
  private static func fan(_ polygon: [Int]) -> [[Int]] {
    let count = polygon.count
    func point(_ place: Int) -> [Int] { midpoints[polygon[(place + count) % count]] }
    func square(_ a: Int, _ b: Int) -> Int { zip(point(a), point(b)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    let middle = (0..<count).first { middle in
      (0..<count).allSatisfy { a in
        (0..<count).allSatisfy { b in square(middle + a, middle + b) == square(middle - a + count, middle - b + count) }
      }
    }!
    return (1..<(count - 1)).map { place in
      [polygon[middle], polygon[(middle + place) % count], polygon[(middle + place + 1) % count]]
    }
  }
}
