/// The largest distances between points of a region's surface, which lie in the middle between neighbouring voxels.
struct Diameters {
  private(set) var whole = 0.0
  /// In planes across x, y and z.
  private(set) var inPlanes = [0.0, 0.0, 0.0]

  init(_ region: Region) {
    let points = Self.points(region), steps = region.spacing.map { $0 / 2 }
    // In each line the farthest from any other point is the first or the last.
    whole = Self.largest(Self.ends(points, along: 0, in: [1, 2]), steps)
    for axis in 0..<3 {
      let others = (0..<3).filter { $0 != axis }
      let planes = Dictionary(grouping: points) { $0[axis] }.values
      inPlanes[axis] = planes.reduce(0) {
        max($0, Self.largest(Self.ends($1, along: others[0], in: [others[1]]), steps))
      }
    }
  }

  /// The points in halves of a voxel.
  private static func points(_ region: Region) -> [[Int]] {
    let sizes = region.sizes
    func isInside(_ p: [Int]) -> Bool {
      (0..<3).allSatisfy { p[$0] >= 0 && p[$0] < sizes[$0] }
        && region.isInside[(p[2] * sizes[1] + p[1]) * sizes[0] + p[0]]
    }
    var points: [[Int]] = []
    for z in 0..<sizes[2] {
      for y in 0..<sizes[1] {
        for x in 0..<sizes[0] where isInside([x, y, z]) {
          for axis in 0..<3 {
            for side in [-1, 1] {
              var neighbour = [x, y, z]
              neighbour[axis] += side
              guard !isInside(neighbour) else { continue }
              var point = [2 * x, 2 * y, 2 * z]
              point[axis] += side
              points.append(point)
            }
          }
        }
      }
    }
    return points
  }

  /// The first and the last point of each line along an axis.
  private static func ends(_ points: [[Int]], along axis: Int, in others: [Int]) -> [[Int]] {
    Dictionary(grouping: points) { point in others.map { point[$0] } }.values.flatMap { line in
      [line.min { $0[axis] < $1[axis] }!, line.max { $0[axis] < $1[axis] }!]
    }
  }

  private static func largest(_ points: [[Int]], _ steps: [Double]) -> Double {
    let flat = points.flatMap { point in zip(point, steps).map { Double($0) * $1 } }
    var largest = 0.0
    flat.withUnsafeBufferPointer { flat in
      for i in stride(from: 0, to: flat.count, by: 3) {
        for j in stride(from: 0, to: i, by: 3) {
          let (a, b, c) = (flat[i] - flat[j], flat[i + 1] - flat[j + 1], flat[i + 2] - flat[j + 2])
          largest = max(largest, a * a + b * b + c * c)
        }
      }
    }
    return largest.squareRoot()
  }
}
