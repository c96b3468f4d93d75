import Components
import Foundation
import Statistics
import Tasks
import Torch

/// Moves volumes and their masks: mirrored left and right at random, shifted along each axis, and turned about each axis.
///
/// A shift is `shift` places forwards or backwards, never 0; a turn is an angle between −`rotation` and `rotation` degrees about the
/// volume's middle. All are drawn for each sample, and its tensors with the shape `[sample, channel, depth, height, width]` move
/// together. Values are interpolated trilinearly. A place that comes from outside has the value of the nearest border in inputs, and no
/// in masks. A mask is yes from `threshold` on, and a place next to one without a label has none.
///
/// Source: the code of M. Meng, B. Gu, L. Bi, S. Song, D. Feng, J. Kim, [DeepMTS](https://arxiv.org/abs/2109.07711), JBHI 2022, which
/// moves volumes of 128 places a side by 10. What comes from outside is a reconstruction.
public struct VolumeMotion: Augmentation {
  /// The probability of mirroring.
  public var flip: Float = 0.5
  /// The length of the shift along each axis, in places.
  public var shift: Float = 10
  /// The largest turn about each axis, in degrees.
  public var rotation: Float = 5
  /// The interpolated value from which on a mask is yes.
  public var threshold: Float = 0.2
  /// The names of the targets that are masks. Others do not change.
  public var masks: Set<String>

  /// Creates the augmentation with the published numbers.
  ///
  /// - Parameter masks: the names of the targets that are masks.
  public init(masks: Set<String>) { self.masks = masks }

  public func augment(_ batch: inout Batch, random: inout SplitMix64) throws {
    let volumes = batch.inputs.tensors.filter { $0.tensor.rank == 5 }.map(\.tensor)
    guard let sides = volumes.first.map({ Array($0.shape.suffix(3)) }),
      volumes.allSatisfy({ Array($0.shape.suffix(3)) == sides && $0.dtype == .float32 })
    else {
      throw DatasetError(
        "Inputs to move should be volumes of float32 and one size, [sample, channel, depth, height, width]. Found "
          + "\(batch.inputs.tensors.map(\.tensor.shape)).")
    }
    let motions = (0..<batch.count).map { _ in Motion(self, sides, random: &random) }
    batch.inputs = batch.inputs.map { $0.rank == 5 ? moved($0, motions) { $0.value($1) } : $0 }
    for name in batch.targets.keys where masks.contains(name) {
      guard let target = batch.targets[name] else { continue }
      guard target.rank == 5, Array(target.shape.suffix(3)) == sides, target.dtype == .float32 else {
        throw DatasetError(
          "The mask `\(name)` should be float32, [\(batch.count), 1, \(sides.map(String.init).joined(separator: ", "))]. "
            + "Found \(target.shape) of \(target.dtype).")
      }
      let moved = moved(target, motions) { $0.label($1, threshold: threshold) }
      batch.targets[name] = moved
      batch.labelled[name] = moved.withUnsafeMutableBytes { $0.bindMemory(to: Float.self).contains { $0 >= 0 } }
    }
  }

  /// Every volume of a tensor with what `read` finds at the place from which each of its places comes.
  private func moved(
    _ tensor: Tensor, _ motions: [Motion], _ read: (Grid, (z: Float, y: Float, x: Float)) -> Float
  ) -> Tensor {
    let shape = tensor.contiguous().shape, places = shape.suffix(3).reduce(1, *)
    let source = tensor.contiguous(), result = Tensor.empty(shape)
    source.withUnsafeMutableBytes { from in
      result.withUnsafeMutableBytes { to in
        let from = from.bindMemory(to: Float.self), to = to.bindMemory(to: Float.self)
        for volume in 0..<shape[0] * shape[1] {
          let motion = motions[volume / shape[1]]
          let grid = Grid(
            values: UnsafeBufferPointer(rebasing: from[volume * places..<(volume + 1) * places]), depth: shape[2],
            height: shape[3], width: shape[4])
          var place = volume * places
          for z in 0..<shape[2] {
            for y in 0..<shape[3] {
              for x in 0..<shape[4] {
                to[place] = read(grid, motion.origin(z, y, x))
                place += 1
              }
            }
          }
        }
      }
    }
    return result
  }

  /// The map from the places of a moved volume to those from which they come.
  private struct Motion {
    /// Three factors and a summand each.
    private let depth: SIMD4<Float>
    private let height: SIMD4<Float>
    private let width: SIMD4<Float>

    init(_ settings: VolumeMotion, _ sides: [Int], random: inout SplitMix64) {
      let middle = sides.map { Float($0 - 1) / 2 }
      var map: [[Float]] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]], shift: [Float] = []
      if random.chance(settings.flip) { map[2][2] = -1 }
      for axis in 0..<3 {
        shift.append(random.chance(0.5) ? settings.shift : -settings.shift)
        let angle = random.uniform(-settings.rotation, settings.rotation) * .pi / 180
        let (a, b) = ((axis + 1) % 3, (axis + 2) % 3), (first, second) = (map[a], map[b])
        for column in 0..<3 {
          map[a][column] = cos(angle) * first[column] - sin(angle) * second[column]
          map[b][column] = sin(angle) * first[column] + cos(angle) * second[column]
        }
      }
      func row(_ axis: Int) -> SIMD4<Float> {
        let turned: Float = map[axis][0] * middle[0] + map[axis][1] * middle[1] + map[axis][2] * middle[2]
        return SIMD4(map[axis][0], map[axis][1], map[axis][2], middle[axis] - shift[axis] - turned)
      }
      depth = row(0)
      height = row(1)
      width = row(2)
    }

    func origin(_ z: Int, _ y: Int, _ x: Int) -> (z: Float, y: Float, x: Float) {
      let place = SIMD4(Float(z), Float(y), Float(x), 1)
      return ((depth * place).sum(), (height * place).sum(), (width * place).sum())
    }
  }

  /// One volume, width fastest.
  private struct Grid {
    let values: UnsafeBufferPointer<Float>
    let depth: Int
    let height: Int
    let width: Int

    /// The trilinear value at a place; outside, that of the nearest border.
    func value(_ place: (z: Float, y: Float, x: Float)) -> Float {
      func corner(_ position: Float, _ side: Int) -> (first: Int, second: Int, share: Float) {
        let inside = min(max(position, 0), Float(side - 1)), first = Int(inside)
        return (first, min(first + 1, side - 1), inside - Float(first))
      }
      let (k, j, i) = (corner(place.z, depth), corner(place.y, height), corner(place.x, width))
      func line(_ z: Int, _ y: Int) -> Float {
        let start = (z * height + y) * width, first = values[start + i.first]
        return first + (values[start + i.second] - first) * i.share
      }
      func plane(_ z: Int) -> Float {
        let first = line(z, j.first)
        return first + (line(z, j.second) - first) * j.share
      }
      let first = plane(k.first)
      return first + (plane(k.second) - first) * k.share
    }

    /// 1 or 0 at a place, −1 where the nearest place has no label; 0 outside.
    func label(_ place: (z: Float, y: Float, x: Float), threshold: Float) -> Float {
      let (z, y, x) = (place.z.rounded(), place.y.rounded(), place.x.rounded())
      guard (0..<Float(depth)).contains(z), (0..<Float(height)).contains(y), (0..<Float(width)).contains(x) else {
        return 0
      }
      let nearest = values[(Int(z) * height + Int(y)) * width + Int(x)]
      guard nearest >= 0 else { return -1 }
      let value = value(place)
      return value.isNaN || value < 0 ? nearest : value >= threshold ? 1 : 0
    }
  }
}

extension VolumeMotion {
  static let card: AugmentationCard = {
    let usual = VolumeMotion(masks: [])
    return AugmentationCard(
      About(
        "volume-motion", title: "Motion of volumes", "mirrors, shifts and turns volumes with their masks at random",
        citation: Citation(
          "Meng, Gu, Bi, Song, Feng, Kim",
          "DeepMTS: Deep Multi-Task Learning for Survival Prediction in Patients with Advanced Nasopharyngeal Carcinoma Using Pretreatment PET/CT",
          "IEEE Journal of Biomedical and Health Informatics 26", 2022, "arXiv 2109.07711"),
        settings: [
          Setting(
            "flip", .number(.fraction), default: .number(Double(usual.flip)), "probability of mirroring left and right",
            source: "the authors' code"),
          Setting(
            "shift", .number(.nonNegative), default: .number(Double(usual.shift)),
            "length of the shift along each axis, in places", source: "the authors' code, for 128 places a side"),
          Setting(
            "rotation", .number(.between(0, 180)), default: .number(Double(usual.rotation)),
            "largest turn about each axis, in degrees", source: "the authors' code"),
        ],
        deviations: ["What comes from outside a volume has the value of its nearest border, and is no part of a mask."])
    ) { settings, tasks in
      if let task = tasks.first(where: { $0.kind.isDense && !($0.labels.form is BinaryLabels) }) {
        throw DatasetError(
          "`volume-motion` should be used where a task with an answer at every place has yes or no. Found `\(task.name)`, "
            + "a task of \(task.kind).")
      }
      var motion = VolumeMotion(masks: Set(tasks.filter(\.kind.isDense).map(\.name)))
      motion.flip = Float(settings.number("flip"))
      motion.shift = Float(settings.number("shift"))
      motion.rotation = Float(settings.number("rotation"))
      return motion
    }
  }()
}
