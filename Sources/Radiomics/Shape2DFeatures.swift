/// Features of the form of a region that lies in one slice. Lengths are in millimetres. In a region of several slices none is defined.
///
/// The outline leads through the midpoints between neighbouring pixels of which one is inside (marching squares). It keeps pixels apart
/// that meet at a corner alone.
///
/// Source: the definitions of pyradiomics; W. Lorensen, H. Cline, Marching Cubes, SIGGRAPH 1987, in two dimensions.
public enum Shape2DFeatures {
  /// The nine features in the order of their names.
  public static func features(_ region: Region) -> [Feature] {
    let (perimeter, surface) = outline(region), axes = ShapeFeatures.axes(region).map { max(0, $0) }
    let (minor, major) = (axes[1], axes[2])
    let features: [Feature] = [
      .init("Elongation", major > 0 ? (minor / major).squareRoot() : 0),
      .init("MajorAxisLength", 4 * major.squareRoot()), .init("MaximumDiameter", Diameters(region).inPlanes[2]),
      .init("MeshSurface", surface), .init("MinorAxisLength", 4 * minor.squareRoot()),
      .init("Perimeter", perimeter), .init("PerimeterSurfaceRatio", perimeter / surface),
      .init("PixelSurface", Double(region.count) * region.spacing[0] * region.spacing[1]),
      .init("Sphericity", 2 * (Double.pi * surface).squareRoot() / perimeter),
    ]
    return region.sizes[2] == 1 ? features : Feature.undefined(features)
  }

  /// The length of the outline and the area that it encloses, in the first slice.
  private static func outline(_ region: Region) -> (perimeter: Double, surface: Double) {
    let (width, height) = (region.sizes[0], region.sizes[1]), (dx, dy) = (region.spacing[0], region.spacing[1])
    let slope = (dx * dx + dy * dy).squareRoot() / 2
    func isInside(_ x: Int, _ y: Int) -> Bool {
      x >= 0 && y >= 0 && x < width && y < height && region.isInside[y * width + x]
    }
    var perimeter = 0.0, squares = 0.0
    for y in -1..<height {
      for x in -1..<width {
        let (a, b, c, d) = (isInside(x, y), isInside(x + 1, y), isInside(x, y + 1), isInside(x + 1, y + 1))
        switch [a, b, c, d].count(where: \.self) {
        case 1: (perimeter, squares) = (perimeter + slope, squares + 1 / 8)
        case 2 where a == d: (perimeter, squares) = (perimeter + 2 * slope, squares + 2 / 8)
        case 2: (perimeter, squares) = (perimeter + (a == b ? dx : dy), squares + 4 / 8)
        case 3: (perimeter, squares) = (perimeter + slope, squares + 7 / 8)
        case 4: squares += 1
        default: break
        }
      }
    }
    return (perimeter, squares * dx * dy)
  }
}
