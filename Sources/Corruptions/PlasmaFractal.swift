/// A cloud of square shape, made by the diamond–square algorithm: means of four neighbours and a random number, on finer
/// and finer grids that close in on themselves.
///
/// The amplitude is that of the published corruptions: 100 multiplies draws that were multiplied by 100 before.
public enum PlasmaFractal {
  /// The number of draws of a map.
  public static func draws(size: Int) -> Int { size * size - 1 }

  /// The smallest size of a map that covers an image: a power of two.
  static func size(_ image: PlanarImage) -> Int {
    var size = 1
    while size < max(image.height, image.width, image.channels) { size *= 2 }
    return size
  }

  /// A map of `size` × `size` values in 0 … 1, row by row.
  ///
  /// - Parameters:
  ///   - size: a power of two.
  ///   - decay: the number by which the amplitude is divided at each finer grid.
  ///   - draws: numbers in −1 … 1: of each grid the middles of squares, then the points right of corners, then those below.
  public static func map(size: Int, decay: Double, draws: [Double]) -> [Double] {
    precondition(size > 0 && size & (size - 1) == 0, "`size` should be a power of two. Found \(size).")
    precondition(draws.count == Self.draws(size: size), "`draws` should be \(size)² − 1 numbers. Found \(draws.count).")
    var map = [Double](repeating: 0, count: size * size)
    map.withUnsafeMutableBufferPointer { map in
      draws.withUnsafeBufferPointer { draws in
        var (step, wibble, next) = (size, amplitude, draws.baseAddress!)
        while step >= 2 {
          let half = step / 2, strength = wibble * wibble
          for (row, column, neighbours) in [
            (half, half, [(0, 0), (step, 0), (0, step), (step, step)]),
            (0, half, [(half, half), (-half, half), (0, 0), (0, step)]),
            (half, 0, [(half, half), (half, -half), (0, 0), (step, 0)]),
          ] {
            fill(map.baseAddress!, size, step, row, column, neighbours, strength, next)
            next += (size / step) * (size / step)
          }
          step = half
          wibble /= decay
        }
        var (lowest, highest) = (0.0, 0.0)
        for value in map {
          lowest = value < lowest ? value : lowest
          highest = value > highest ? value : highest
        }
        let range = highest - lowest
        if range > 0 { for index in map.indices { map[index] = (map[index] - lowest) / range } }
      }
    }
    return map
  }

  /// Fills the points that are `step` apart with means of four neighbours and draws.
  ///
  /// - Parameters:
  ///   - row: the row of the first point, and `column` its column.
  ///   - neighbours: the rows and columns of the first point's neighbours.
  private static func fill(
    _ map: UnsafeMutablePointer<Double>, _ size: Int, _ step: Int, _ row: Int, _ column: Int,
    _ neighbours: [(row: Int, column: Int)], _ strength: Double, _ draws: UnsafePointer<Double>
  ) {
    let mask = size - 1
    var draw = draws
    for top in stride(from: 0, to: size, by: step) {
      func line(_ neighbour: Int) -> UnsafeMutablePointer<Double> {
        map + ((top + neighbours[neighbour].row) & mask) * size
      }
      let (a, b, c, d) = (line(0), line(1), line(2), line(3)), target = map + (top + row) * size
      let (i, j, k, l) = (
        neighbours[0].column, neighbours[1].column, neighbours[2].column, neighbours[3].column
      )
      var left = 0
      while left < size {
        let sum = a[(left &+ i) & mask] + b[(left &+ j) & mask] + c[(left &+ k) & mask] + d[(left &+ l) & mask]
        target[left &+ column] = sum / 4 + strength * draw.pointee
        draw += 1
        left &+= step
      }
    }
  }

  private static let amplitude = 100.0
}
