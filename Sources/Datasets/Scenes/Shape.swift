/// A box, a sphere or an upright cylinder in the frame of the object that it belongs to.
struct Shape {
  enum Kind: UInt8 { case box, sphere, cylinder }

  var kind: Kind
  var label: SceneClass
  /// The index of the material among the room's materials.
  var material: Int32
  var centre: SIMD3<Float>
  /// The half size along x, y, z in metres; a sphere's radius in all three, a cylinder's in x and z.
  var half: SIMD3<Float>
}

/// A piece of furniture: shapes `first ..< last` of the room, in a frame that is turned about the vertical axis and
/// moved to `position`. `low` and `high` bound it in the world.
struct PlacedObject {
  var position: SIMD3<Float>
  var cosine: Float
  var sine: Float
  var first: Int32
  var last: Int32
  /// Whether the piece casts a shadow. Flat pieces on a wall or the ceiling do not, since their shadows would be hardly
  /// visible.
  var castsShadow = true
  var low = SIMD3<Float>(repeating: .infinity)
  var high = SIMD3<Float>(repeating: -.infinity)

  /// A direction of the world in the object's frame.
  @inline(__always)
  func turnedIn(_ v: SIMD3<Float>) -> SIMD3<Float> { SIMD3(cosine * v.x - sine * v.z, v.y, sine * v.x + cosine * v.z) }

  /// A direction of the object's frame in the world.
  @inline(__always)
  func turnedOut(_ v: SIMD3<Float>) -> SIMD3<Float> { SIMD3(cosine * v.x + sine * v.z, v.y, cosine * v.z - sine * v.x) }

  /// A point of the world in the object's frame.
  @inline(__always)
  func inside(_ p: SIMD3<Float>) -> SIMD3<Float> { turnedIn(p - position) }
}

/// A ray in one frame. The direction need not have length 1; `t` counts in its lengths.
struct Ray {
  var origin: SIMD3<Float>
  var direction: SIMD3<Float>
  var inverse: SIMD3<Float>

  @inline(__always)
  init(origin: SIMD3<Float>, direction: SIMD3<Float>) {
    self.origin = origin
    // A direction of exactly 0 would make 0 · ∞ where the origin lies on a face.
    let tiny: Float = 1e-9
    self.direction = SIMD3(
      abs(direction.x) < tiny ? tiny : direction.x, abs(direction.y) < tiny ? tiny : direction.y,
      abs(direction.z) < tiny ? tiny : direction.z)
    inverse = 1 / self.direction
  }

  /// The places at which the ray enters and leaves the box. It misses the box if the first exceeds the second.
  @inline(__always)
  func crossing(low: SIMD3<Float>, high: SIMD3<Float>) -> (enter: Float, leave: Float) {
    let a = (low - origin) * inverse
    let b = (high - origin) * inverse
    // Lane by lane: vector selection by mask compiles to branches.
    return (
      greater(greater(lesser(a.x, b.x), lesser(a.y, b.y)), lesser(a.z, b.z)),
      lesser(lesser(greater(a.x, b.x), greater(a.y, b.y)), greater(a.z, b.z))
    )
  }

  /// The smallest `t` in (0, limit) at which the ray enters the shape; nil if it misses. Origins lie outside every
  /// shape.
  @inline(__always)
  func enters(_ shape: Shape, before limit: Float) -> Float? {
    switch shape.kind {
    case .box:
      let (enter, leave) = crossing(low: shape.centre - shape.half, high: shape.centre + shape.half)
      return enter <= leave && enter > 0 && enter < limit ? enter : nil
    case .sphere:
      let offset = origin - shape.centre
      let a = dot(direction, direction), b = dot(offset, direction)
      let discriminant = b * b - a * (dot(offset, offset) - shape.half.x * shape.half.x)
      guard discriminant > 0 else { return nil }
      let t = (-b - discriminant.squareRoot()) / a
      return t > 0 && t < limit ? t : nil
    case .cylinder:
      let ox = origin.x - shape.centre.x, oz = origin.z - shape.centre.z
      let a = direction.x * direction.x + direction.z * direction.z
      let b = ox * direction.x + oz * direction.z
      let discriminant = b * b - a * (ox * ox + oz * oz - shape.half.x * shape.half.x)
      guard discriminant > 0 else { return nil }
      let root = discriminant.squareRoot()
      let p = (shape.centre.y - shape.half.y - origin.y) * inverse.y
      let q = (shape.centre.y + shape.half.y - origin.y) * inverse.y
      let enter = greater((-b - root) / a, lesser(p, q))
      let leave = lesser((-b + root) / a, greater(p, q))
      return enter <= leave && enter > 0 && enter < limit ? enter : nil
    }
  }
}

extension Shape {
  /// The unit normal at a point of the surface, in the object's frame.
  @inline(__always)
  func normal(at point: SIMD3<Float>) -> SIMD3<Float> {
    let offset = point - centre
    switch kind {
    case .box:
      let share = offset / half
      let x = abs(share.x), y = abs(share.y), z = abs(share.z)
      if x >= y && x >= z { return SIMD3(share.x < 0 ? -1 : 1, 0, 0) }
      return y >= z ? SIMD3(0, share.y < 0 ? -1 : 1, 0) : SIMD3(0, 0, share.z < 0 ? -1 : 1)
    case .sphere: return unit(offset)
    case .cylinder:
      let radial = offset.x * offset.x + offset.z * offset.z
      // On a cap the height is the outermost coordinate, on the mantle the radius is.
      if abs(offset.y) / half.y * half.x > radial.squareRoot() { return SIMD3(0, offset.y < 0 ? -1 : 1, 0) }
      return unit(SIMD3(offset.x, 0, offset.z))
    }
  }
}

@inline(__always)
func dot(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Float { a.x * b.x + a.y * b.y + a.z * b.z }

@inline(__always)
func unit(_ v: SIMD3<Float>) -> SIMD3<Float> { v * (1 / dot(v, v).squareRoot()) }

@inline(__always)
func lesser(_ a: Float, _ b: Float) -> Float { a < b ? a : b }

@inline(__always)
func greater(_ a: Float, _ b: Float) -> Float { a > b ? a : b }
