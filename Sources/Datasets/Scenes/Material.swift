/// The look of a surface: two colours and the solid texture that mixes them. Every class draws from the same textures
/// and nearly the same colours, so a pixel's colour alone does not tell its class.
struct Material {
  enum Texture: UInt8 { case plain, checker, stripes, noise, wood, sky }

  var texture: Texture = .plain
  var first: SIMD3<Float>
  var second: SIMD3<Float>
  /// The cells per metre along x, y, z of the object's own frame.
  var frequency = SIMD3<Float>(repeating: 1)
  var phase = SIMD3<Float>(repeating: 0)
  /// The light that the surface sends out itself, as a factor of its colour (a window, a running television).
  var emission: Float = 0

  /// The colour at a point of the object's own frame, in metres.
  @inline(__always)
  func colour(x: Float, y: Float, z: Float) -> SIMD3<Float> {
    if texture == .plain { return first }
    let u = x * frequency.x + phase.x
    let v = y * frequency.y + phase.y
    let w = z * frequency.z + phase.z
    let share: Float
    switch texture {
    case .plain: share = 0
    case .checker:
      share = (Int32(u.rounded(.down)) ^ Int32(v.rounded(.down)) ^ Int32(w.rounded(.down))) & 1 == 0 ? 0 : 1
    case .stripes: share = fraction(u + v + w) < 0.5 ? 0 : 1
    case .noise: share = 0.65 * valueNoise(u, v, w) + 0.35 * valueNoise(2.3 * u, 2.3 * v, 2.3 * w)
    case .wood:
      let bend = valueNoise(u, v, w)
      share = abs(2 * fraction(3 * bend + 0.2 * (u + v + w)) - 1)
    case .sky: share = min(max(v, 0), 1)
    }
    return first + (second - first) * share
  }
}

@inline(__always)
func fraction(_ x: Float) -> Float { x - x.rounded(.down) }

/// Smooth noise in [0, 1]: random values on the integer lattice, blended between.
@inline(__always)
func valueNoise(_ x: Float, _ y: Float, _ z: Float) -> Float {
  let floorX = x.rounded(.down), floorY = y.rounded(.down), floorZ = z.rounded(.down)
  let fx = smooth(x - floorX), fy = smooth(y - floorY), fz = smooth(z - floorZ)
  let ix = UInt32(bitPattern: Int32(floorX)) &* 0x9e37_79b1
  let iy = UInt32(bitPattern: Int32(floorY)) &* 0x85eb_ca77
  let iz = UInt32(bitPattern: Int32(floorZ)) &* 0xc2b2_ae3d
  let jx = ix &+ 0x9e37_79b1, jy = iy &+ 0x85eb_ca77, jz = iz &+ 0xc2b2_ae3d
  let near = blend(
    blend(latticeValue(ix ^ iy ^ iz), latticeValue(jx ^ iy ^ iz), fx),
    blend(latticeValue(ix ^ jy ^ iz), latticeValue(jx ^ jy ^ iz), fx), fy)
  let far = blend(
    blend(latticeValue(ix ^ iy ^ jz), latticeValue(jx ^ iy ^ jz), fx),
    blend(latticeValue(ix ^ jy ^ jz), latticeValue(jx ^ jy ^ jz), fx), fy)
  return blend(near, far, fz)
}

@inline(__always)
private func smooth(_ t: Float) -> Float { t * t * (3 - 2 * t) }

@inline(__always)
private func blend(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }

@inline(__always)
private func latticeValue(_ key: UInt32) -> Float {
  var h = key
  h = (h ^ (h >> 15)) &* 0x2c1b_3c6d
  h = (h ^ (h >> 12)) &* 0x297a_2d39
  return Float(Int32(bitPattern: h >> 8)) * 0x1p-24
}
