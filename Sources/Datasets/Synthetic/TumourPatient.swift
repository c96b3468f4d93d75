import Foundation
import Statistics

/// One invented patient: PET and CT of a body with a tumour, the tumour's mask, and what decides the hazard.
///
/// The body is an ellipsoid. The tumour is an ellipsoid of high uptake in PET, and a little denser than its surroundings in CT. One
/// or two spheres of the same mean uptake without a change in CT are no tumour. Uptake in the tumour varies around its mean by a field
/// of spacing 2, as much as its heterogeneity says. Both volumes have smooth and white noise.
struct TumourPatient {
  /// The size of the tumour, uniform in 0 … 1: its mean radius is 0.10 + 0.12 size, as a share of the volume's side.
  let size: Float
  /// The heterogeneity of the tumour's uptake, uniform in 0 … 1.
  let heterogeneity: Float
  /// The clinical number, of mean 0 and variance 1.
  let clinical: Float
  private let side: Int
  private var random: SplitMix64

  /// An ellipsoid: its centre and the halves of its axes, in places.
  private struct Ellipsoid {
    let centre: (z: Float, y: Float, x: Float)
    let radii: (z: Float, y: Float, x: Float)

    func contains(_ z: Int, _ y: Int, _ x: Int) -> Bool {
      let k = (Float(z) - centre.z) / radii.z, j = (Float(y) - centre.y) / radii.y, i = (Float(x) - centre.x) / radii.x
      return k * k + j * j + i * i <= 1
    }
  }

  /// Draws a patient.
  ///
  /// - Parameters:
  ///   - side: the side of the volumes in places.
  ///   - random: the patient's own stream.
  init(side: Int, _ random: SplitMix64) {
    var random = random
    size = random.uniform()
    heterogeneity = random.uniform()
    clinical = bellShaped(random.next())
    self.side = side
    self.random = random
  }

  /// PET and CT, `[2 · side³]`, and the mask with 255 in the tumour and 0 elsewhere, `[side³]`; depth, height and width in that order,
  /// width fastest.
  func volumes() -> (values: [Float], mask: [UInt8]) {
    var random = random
    let length = Float(side), middle = (length - 1) / 2
    func ellipsoid(_ radius: Float, within reach: Float, stretch: Float) -> Ellipsoid {
      let centre = (0..<3).map { _ in middle + length * random.uniform(-reach, reach) }
      let radii = (0..<3).map { _ in length * radius * random.uniform(1 - stretch, 1 + stretch) }
      return Ellipsoid(centre: (centre[0], centre[1], centre[2]), radii: (radii[0], radii[1], radii[2]))
    }
    let body = ellipsoid(0.44, within: 0.02, stretch: 0.08)
    let tumour = ellipsoid(0.10 + 0.12 * size, within: 0.18, stretch: 0.2)
    let others = (0..<1 + random.integer(below: 2)).map { _ in ellipsoid(0.07, within: 0.25, stretch: 0) }
    let texture = SmoothField(side: side, spacing: 2, &random)
    let uptake = SmoothField(side: side, spacing: 6, &random), density = SmoothField(side: side, spacing: 6, &random)
    let count = side * side * side
    var values = [Float](repeating: 0, count: 2 * count), mask = [UInt8](repeating: 0, count: count)
    var index = 0
    for z in 0..<side {
      for y in 0..<side {
        for x in 0..<side {
          let isBody = body.contains(z, y, x), isTumour = tumour.contains(z, y, x)
          var pet = 0.05 * bellShaped(random.next()), ct = (isBody ? 0 : -1) + 0.05 * bellShaped(random.next())
          if isBody {
            pet += 0.15 + 0.05 * uptake(z, y, x)
            ct += 0.1 * density(z, y, x)
          }
          if isTumour {
            pet += 0.8 + 0.6 * heterogeneity * texture(z, y, x)
            ct += 0.2
            mask[index] = 255
          } else if others.contains(where: { $0.contains(z, y, x) }) {
            pet += 0.8
          }
          values[index] = pet
          values[count + index] = ct
          index += 1
        }
      }
    }
    return (values, mask)
  }
}
