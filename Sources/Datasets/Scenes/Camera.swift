/// A pinhole camera. Its coordinates: x right, y up, z towards the viewer, so that surfaces in view have normals of
/// positive z; depth is the distance along −z, as a depth sensor gives it.
struct Camera {
  var position: SIMD3<Float>
  var right: SIMD3<Float>
  var up: SIMD3<Float>
  var back: SIMD3<Float>
  /// Half the width of the picture at distance 1.
  var halfWidth: Float

  /// Creates a camera.
  ///
  /// - Parameters:
  ///   - yaw: degrees to the right of the room's z axis.
  ///   - pitch: degrees above the horizontal.
  ///   - roll: degrees clockwise.
  ///   - fieldOfView: horizontal, in degrees.
  init(position: SIMD3<Float>, yaw: Float, pitch: Float, roll: Float, fieldOfView: Float) {
    let (cy, sy) = turn(degrees: yaw), (cp, sp) = turn(degrees: pitch), (cr, sr) = turn(degrees: roll)
    let (ch, sh) = turn(degrees: fieldOfView / 2)
    let forward = SIMD3(sy * cp, sp, cy * cp)
    let level = SIMD3<Float>(cy, 0, -sy)
    let above = SIMD3(-sy * sp, cp, -cy * sp)
    self.position = position
    right = level * cr - above * sr
    up = above * cr + level * sr
    back = -forward
    halfWidth = sh / ch
  }

  /// The ray through a point of the picture, −1 … 1 across the width and the same scale upwards: `t` of it is depth.
  @inline(__always)
  func direction(x: Float, y: Float) -> SIMD3<Float> { right * (x * halfWidth) + up * (y * halfWidth) - back }

  /// A vector of the world in camera coordinates.
  @inline(__always)
  func seen(_ v: SIMD3<Float>) -> SIMD3<Float> { SIMD3(dot(v, right), dot(v, up), dot(v, back)) }
}

/// The cosine and sine by series, the same on every machine. For −180 … 180 degrees they are exact to 1e-7.
func turn(degrees: Float) -> (cosine: Float, sine: Float) {
  // The series for half the angle converges within the terms taken; the doubling is exact algebra.
  let x = Double(degrees) * (3.141592653589793 / 360)
  let q = x * x
  let sine = x * (1 - q / 6 * (1 - q / 20 * (1 - q / 42 * (1 - q / 72 * (1 - q / 110 * (1 - q / 156))))))
  let cosine = 1 - q / 2 * (1 - q / 12 * (1 - q / 30 * (1 - q / 56 * (1 - q / 90 * (1 - q / 132 * (1 - q / 182))))))
  return (Float(cosine * cosine - sine * sine), Float(2 * sine * cosine))
}
