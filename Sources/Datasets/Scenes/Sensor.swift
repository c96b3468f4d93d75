import Statistics

/// A sensor that turns an exact picture into measurements with the faults of a camera, a depth sensor and hand-made
/// labels.
struct Sensor {
  let imperfections: SceneImperfections
  let key: UInt64
  let canvas: RayCaster.Canvas
  let planes: ScenePlanes

  private var height: Int { canvas.height }
  private var width: Int { canvas.width }

  func expose() {
    photograph()
    annotate()
    measureDepth()
    estimateNormals()
  }

  /// The random bits of one pixel for one purpose.
  @inline(__always)
  private func bits(_ purpose: UInt64, _ pixel: Int) -> UInt64 {
    SplitMix64.mix((key ^ (purpose &<< 56)) &+ UInt64(truncatingIfNeeded: pixel) &* SplitMix64.golden)
  }

  /// Makes the photograph: exposes for the mean brightness, applies a gamma of 2, adds noise and rounds to 8 bits.
  private func photograph() {
    var sum: Float = 0
    for pixel in 0..<planes.pixels {
      let colour = canvas.colour[pixel]
      sum += lesser(2, 0.3 * colour.x + 0.6 * colour.y + 0.1 * colour.z)
    }
    var random = SplitMix64(seed: bits(1, -1))
    let brightness = random.uniform(0.15, 0.32)
    let exposure = brightness / greater(1e-4, sum / Float(planes.pixels))
    let noise = imperfections.imageNoise * 255
    for pixel in 0..<planes.pixels {
      let colour = canvas.colour[pixel] * exposure
      for channel in 0..<3 {
        let value = colour[channel].squareRoot() * 255
        let noisy = value + noise * bellShaped(bits(2 + UInt64(channel), pixel))
        planes.image[channel * planes.pixels + pixel] = UInt8(greater(0, lesser(255, noisy + 0.5)))
      }
    }
  }

  /// Makes the labels, with frayed borders and patches without labels.
  private func annotate() {
    for row in 0..<height {
      for column in 0..<width {
        let pixel = row * width + column
        let own = canvas.label[pixel]
        planes.label[pixel] = own
        guard imperfections.borderLabelNoise > 0 else { continue }
        let draw = bits(5, pixel)
        let side = Int(draw & 3)
        let y = row + (side == 0 ? -1 : side == 1 ? 1 : 0), x = column + (side == 2 ? -1 : side == 3 ? 1 : 0)
        guard y >= 0, y < height, x >= 0, x < width else { continue }
        let other = canvas.label[y * width + x]
        if other != own && Float(draw >> 40) * 0x1p-24 < imperfections.borderLabelNoise { planes.label[pixel] = other }
      }
    }
    patches(share: imperfections.ignoredLabels, purpose: 6) { planes.label[$0] = SceneClass.ignored }
  }

  private func measureDepth() {
    for pixel in 0..<planes.pixels {
      let depth = canvas.depth[pixel]
      let noisy = depth + imperfections.depthNoise * depth * depth * bellShaped(bits(7, pixel))
      planes.depth[pixel] = greater(0.01, noisy)
    }
    patches(share: imperfections.missingDepth, purpose: 8) { planes.depth[$0] = 0 }
  }

  /// Makes the normals: averages them over a window, as estimators from depth do, and adds noise. A normal is invalid
  /// if depth is missing or the window straddles a step in depth.
  private func estimateNormals() {
    let radius = imperfections.normalWindow
    let noise = imperfections.normalNoise * 0.017453292
    for row in 0..<height {
      for column in 0..<width {
        let pixel = row * width + column
        var normal = canvas.normal[pixel]
        var valid = planes.depth[pixel] > 0
        if radius > 0 && valid {
          normal = .zero
          var nearest = Float.infinity, farthest: Float = 0
          for y in max(0, row - radius)...min(height - 1, row + radius) {
            for x in max(0, column - radius)...min(width - 1, column + radius) {
              let neighbour = y * width + x
              normal += canvas.normal[neighbour]
              nearest = lesser(nearest, canvas.depth[neighbour])
              farthest = greater(farthest, canvas.depth[neighbour])
            }
          }
          valid = farthest - nearest <= imperfections.normalBreak * nearest && dot(normal, normal) > 1e-6
        }
        if valid && noise > 0 {
          normal = unit(normal)
          normal.x += noise * bellShaped(bits(9, pixel))
          normal.y += noise * bellShaped(bits(10, pixel))
          normal.z += noise * bellShaped(bits(11, pixel))
        }
        normal = valid ? unit(normal) : .zero
        planes.normals[pixel] = normal.x
        planes.normals[planes.pixels + pixel] = normal.y
        planes.normals[2 * planes.pixels + pixel] = normal.z
      }
    }
  }

  /// Calls `hide` for the pixels of random ellipses that cover, on average over images, `share` of the picture.
  private func patches(share: Float, purpose: UInt64, hide: (Int) -> Void) {
    guard share > 0 else { return }
    var random = SplitMix64(seed: bits(purpose, -1))
    var remaining = Float(planes.pixels) * share * random.uniform(0, 2)
    while remaining > 0 {
      let a = Float(width) * random.uniform(0.02, 0.12), b = a * random.uniform(0.4, 1.6)
      let x = random.uniform(0, Float(width)), y = random.uniform(0, Float(height))
      remaining -= 3.1416 * a * b
      // The last patch is left out as often as it would exceed the share.
      if remaining < 0 && random.uniform(0, 3.1416 * a * b) < -remaining { break }
      for row in max(0, Int(y - b))..<min(height, Int(y + b) + 1) {
        for column in max(0, Int(x - a))..<min(width, Int(x + a) + 1) {
          let dx = (Float(column) + 0.5 - x) / a, dy = (Float(row) + 0.5 - y) / b
          if dx * dx + dy * dy <= 1 { hide(row * width + column) }
        }
      }
    }
  }
}
