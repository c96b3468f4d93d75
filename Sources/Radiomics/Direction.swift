/// A step from a voxel to another.
struct Direction: Hashable, Sendable {
  let x, y, z: Int

  /// The steps of some lengths, the largest of their three parts, one of each pair of opposite ones.
  ///
  /// - Parameter isFlat: whether a step stays in its slice.
  static func half(_ distances: [Int] = [1], isFlat: Bool) -> [Direction] {
    all(distances, isFlat: isFlat).filter { ($0.z, $0.y, $0.x) > (0, 0, 0) }
  }

  /// The steps of some lengths in all directions.
  static func all(_ distances: [Int] = [1], isFlat: Bool) -> [Direction] {
    let reach = distances.max() ?? 1, span = -reach...reach
    return (isFlat ? 0...0 : span).flatMap { z in
      span.flatMap { y in span.map { x in Direction(x: x, y: y, z: z) } }
    }.filter { distances.contains(max(abs($0.x), abs($0.y), abs($0.z))) }
  }

  /// The step back.
  var reversed: Direction { Direction(x: -x, y: -y, z: -z) }

  /// The difference of places.
  func offset(_ sizes: [Int]) -> Int { (z * sizes[1] + y) * sizes[0] + x }

  /// Whether the voxel that this step leads to is in the box.
  @inline(__always)
  func fits(_ x: Int, _ y: Int, _ z: Int, _ sizes: [Int]) -> Bool {
    let (a, b, c) = (x + self.x, y + self.y, z + self.z)
    return a >= 0 && b >= 0 && c >= 0 && a < sizes[0] && b < sizes[1] && c < sizes[2]
  }
}
