import Foundation

/// Features of the form of a region, not of its values. Lengths are in millimetres.
public enum ShapeFeatures {
  public static func features(_ region: Region) -> [Feature] {
    let mesh = SurfaceMesh(region), axes = Self.axes(region), diameters = Diameters(region)
    func length(_ value: Double) -> Double { 4 * max(0, value).squareRoot() }
    func ratio(_ value: Double, _ other: Double) -> Double { other > 0 ? (max(0, value) / other).squareRoot() : 0 }
    return [
      .init("Elongation", ratio(axes[1], axes[2])), .init("Flatness", ratio(axes[0], axes[2])),
      .init("LeastAxisLength", length(axes[0])), .init("MajorAxisLength", length(axes[2])),
      .init("Maximum2DDiameterColumn", diameters.inPlanes[1]), .init("Maximum2DDiameterRow", diameters.inPlanes[0]),
      .init("Maximum2DDiameterSlice", diameters.inPlanes[2]), .init("Maximum3DDiameter", diameters.whole),
      .init("MeshVolume", mesh.volume), .init("MinorAxisLength", length(axes[1])),
      .init("Sphericity", cbrt(36 * Double.pi * mesh.volume * mesh.volume) / mesh.area),
      .init("SurfaceArea", mesh.area), .init("SurfaceVolumeRatio", mesh.area / mesh.volume),
      .init("VoxelVolume", Double(region.count) * region.voxelVolume),
    ]
  }

  /// The variances of the voxels' places along the three principal axes, in ascending order.
  static func axes(_ region: Region) -> [Double] {
    var sums = [Double](repeating: 0, count: 3), products = [Double](repeating: 0, count: 9), count = 0.0
    func each(_ body: ([Double]) -> Void) {
      var place = 0
      for z in 0..<region.sizes[2] {
        for y in 0..<region.sizes[1] {
          for x in 0..<region.sizes[0] {
            if region.isInside[place] { body([Double(x), Double(y), Double(z)]) }
            place += 1
          }
        }
      }
    }
    each { point in
      count += 1
      for axis in 0..<3 { sums[axis] += point[axis] }
    }
    let means = sums.map { $0 / count }
    each { point in
      for i in 0..<3 { for j in 0..<3 { products[i * 3 + j] += (point[i] - means[i]) * (point[j] - means[j]) } }
    }
    let covariance = (0..<9).map { products[$0] / count * region.spacing[$0 / 3] * region.spacing[$0 % 3] }
    let values = SymmetricEigenvalues(covariance, order: 3)
    return (0..<3).map(values.value)
  }
}
