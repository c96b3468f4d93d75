import Foundation

/// The surface of a region as triangles between the midpoints of neighbouring voxels of which one is inside (marching cubes).
///
/// A cube between eight voxels is cut by polygons that keep its inner corners apart where they meet at a diagonal of a face; if the last
/// corner is inside, the outer ones. A polygon is divided into triangles that lie in as few planes as possible, and one of seven corners into
/// a fan from the corner in its middle.
///
/// As in the usual table of cases, surfaces may have gaps where voxels of the region meet at an edge alone. The volume is then that between
/// the triangles and the corner of the box with one voxel around the region.
///
/// Source: W. Lorensen, H. Cline, Marching Cubes, SIGGRAPH 1987. The rules give the areas and volumes of the usual table of cases.
struct SurfaceMesh {
  /// The area of the surface.
  private(set) var area = 0.0
  /// The volume that it encloses.
  private(set) var volume = 0.0

  init(_ region: Region) {
    let sizes = region.sizes
    func isInside(_ x: Int, _ y: Int, _ z: Int) -> Bool {
      guard x >= 0, y >= 0, z >= 0, x < sizes[0], y < sizes[1], z < sizes[2] else { return false }
      return region.isInside[(z * sizes[1] + y) * sizes[0] + x]
    }
    let cases = CubeCases.triangles.map { Case($0, region.spacing) }
    var signed = 0.0
    for z in -1..<sizes[2] {
      for y in -1..<sizes[1] {
        for x in -1..<sizes[0] {
          var number = 0
          for (place, corner) in CubeCases.corners.enumerated()
          where isInside(x + corner[0], y + corner[1], z + corner[2]) { number |= 1 << place }
          guard number > 0, number < 255 else { continue }
          let sign = number > 127 ? -1.0 : 1, own = cases[number > 127 ? number ^ 255 : number]
          area += own.area
          signed += sign * own.product
          for (axis, step) in [x, y, z].enumerated() {
            signed += sign * Double(step + 1) * region.spacing[axis] * own.direction[axis]
          }
        }
      }
    }
    volume = abs(signed) / 6
  }

  /// The triangles of a cube. With a cube's corner at o, the six-fold volume between a triangle and the origin is that at 0 plus the
  /// product of o and the triangle's direction.
  private struct Case {
    var area = 0.0
    var product = 0.0
    /// Twice the areas as vectors.
    var direction = [0.0, 0.0, 0.0]

    /// - Parameter triangles: three points each, in halves of an edge.
    init(_ triangles: [[[Double]]], _ spacing: [Double]) {
      for triangle in triangles {
        let points = triangle.map { zip($0, spacing).map { $0 * $1 / 2 } }
        let normal = cross(zip(points[1], points[0]).map(-), zip(points[2], points[0]).map(-))
        area += normal.reduce(0) { $0 + $1 * $1 }.squareRoot() / 2
        product += zip(cross(points[0], points[1]), points[2]).reduce(0) { $0 + $1.0 * $1.1 }
        for axis in 0..<3 { direction[axis] += normal[axis] }
      }
    }
  }

  private static func cross(_ a: [Double], _ b: [Double]) -> [Double] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
  }
}
