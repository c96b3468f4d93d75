import Statistics
import Torch

/// NYUv2's augmentation: a random part of the picture is enlarged to full size, and the picture is mirrored at random.
///
/// With scale s a part of ⌊H/s⌋ × ⌊W/s⌋ pixels is cut out and resized back: colours linearly (the corners of both
/// pictures coincide), classes and depth to the nearest pixel. Depth is divided by s, since an object that fills s
/// times the angle is s times nearer. Mirroring negates the normals' x. Each sample is drawn for separately.
///
/// Source: the protocol of Liu, Johns, Davison, [End-to-End Multi-Task Learning with
/// Attention](https://arxiv.org/abs/1803.10704), CVPR 2019.
public struct ScaleCropFlip: Augmentation {
  /// The meaning of a target's values, which decides how they are resized.
  public enum Kind: Sendable, Hashable {
    case classes, depth, normals, colours
    /// Answers of a whole sample, which do not change.
    case whole
  }

  /// The kind of each target. A target without a kind stops the batch with an error.
  public var kinds: [String: Kind]
  /// The scales, each equally likely.
  public var scales = publishedScales
  /// The probability of mirroring.
  public var flip = publishedFlip
  /// Whether normals are resized linearly, as published: next to invalid pixels they are then shorter than 1. By
  /// default a normal is that of the nearest pixel, so that it keeps its length.
  public var interpolatesNormals = false

  /// The scales of the published protocol.
  public static let publishedScales: [Float] = [1, 1.2, 1.5]
  /// The probability of mirroring of the published protocol.
  public static let publishedFlip: Float = 0.5

  /// Creates the augmentation with the published scales.
  public init(kinds: [String: Kind]) { self.kinds = kinds }

  public func augment(_ batch: inout Batch, random: inout SplitMix64) throws {
    guard let pictures = batch.inputs.tensors.count == 1 ? batch.inputs.sole : nil else {
      throw DatasetError(
        "Inputs to scale and crop should be one tensor. Found \(batch.inputs.tensors.map(\.name).joined(separator: ", "))."
      )
    }
    let size = pictures.shape
    guard size.count == 4, size[2] > 1, size[3] > 1 else {
      throw DatasetError(
        "Inputs to scale and crop should have the shape [sample, channel, row, column]. Found \(size).")
    }
    let windows = (0..<batch.count).map { _ in Window(self, height: size[2], width: size[3], random: &random) }
    batch.inputs = Inputs(resized(pictures, .colours, windows))
    for (name, target) in batch.targets {
      guard let kind = kinds[name] else {
        throw DatasetError("The target `\(name)` should have a kind to be scaled and cropped. Found none.")
      }
      if kind == .whole { continue }
      let shape = target.shape
      guard shape.count >= 3, Array(shape.suffix(2)) == [size[2], size[3]] else {
        throw DatasetError(
          "The target `\(name)` should have \(size[2]) × \(size[3]) pixels, as the input. Found \(shape).")
      }
      if kind == .classes {
        guard target.dtype == .int64 else {
          throw DatasetError("The classes of `\(name)` should be int64. Found \(target.dtype).")
        }
        let cropped = nearest(target, windows, of: Int64.self) { value, _ in value }
        batch.targets[name] = cropped
        // The window may have lost every labelled pixel of the sample.
        batch.labelled[name] = Self.any(cropped, of: Int64.self) { $0 >= 0 }
      } else {
        guard target.dtype == .float32 else {
          throw DatasetError("The values of `\(name)` should be float32. Found \(target.dtype).")
        }
        let cropped = resized(target, kind, windows)
        batch.targets[name] = cropped
        if kind != .colours { batch.labelled[name] = Self.any(cropped, of: Float.self) { $0 != 0 } }
      }
    }
  }

  private static func any<T>(_ tensor: Tensor, of type: T.Type, _ isLabel: (T) -> Bool) -> Bool {
    tensor.withUnsafeMutableBytes { $0.bindMemory(to: T.self).contains(where: isLabel) }
  }

  private func resized(_ tensor: Tensor, _ kind: Kind, _ windows: [Window]) -> Tensor {
    switch kind {
    // A picture enlarged by `scale` shows its scene as if the camera stood nearer, so depths are divided by it. A mean
    // of two depths would lie on no surface, so the nearest pixel counts.
    case .classes, .depth: nearest(tensor, windows, of: Float.self) { value, window in value / window.scale }
    case .colours: bilinear(tensor, windows)
    case .whole: tensor
    case .normals:
      mirrored(
        interpolatesNormals
          ? bilinear(tensor, windows) : nearest(tensor, windows, of: Float.self) { value, _ in value }, windows)
    }
  }

  /// The values of the window's nearest pixels.
  private func nearest<T>(
    _ tensor: Tensor, _ windows: [Window], of type: T.Type, _ change: (T, Window) -> T
  ) -> Tensor {
    eachPlane(tensor, windows, of: T.self) { from, to, window in
      let (height, width) = (window.rows.count, window.columns.count)
      for row in 0..<height {
        let line = from + window.rows[row] * width
        for column in 0..<width { to[row * width + column] = change(line[window.columns[column]], window) }
      }
    }
  }

  /// The means of the four pixels of the window around each pixel.
  private func bilinear(_ tensor: Tensor, _ windows: [Window]) -> Tensor {
    eachPlane(tensor, windows, of: Float.self) { from, to, window in
      let (height, width) = (window.rows.count, window.columns.count)
      for row in 0..<height {
        let y = window.linearRows[row], upper = from + y.first * width, lower = from + y.second * width
        for column in 0..<width {
          let x = window.linearColumns[column]
          let a = upper[x.first] + (upper[x.second] - upper[x.first]) * x.share
          let b = lower[x.first] + (lower[x.second] - lower[x.first]) * x.share
          to[row * width + column] = a + (b - a) * y.share
        }
      }
    }
  }

  /// Normals whose x plane is negated in mirrored samples, in place.
  private func mirrored(_ normals: Tensor, _ windows: [Window]) -> Tensor {
    let shape = normals.shape, sample = shape[1...].reduce(1, *), pixels = shape[2] * shape[3]
    normals.withUnsafeMutableBytes { bytes in
      let values = bytes.bindMemory(to: Float.self)
      for (index, window) in windows.enumerated() where window.mirrored {
        for pixel in index * sample..<index * sample + pixels { values[pixel] = -values[pixel] }
      }
    }
    return normals
  }

  private func eachPlane<T>(
    _ tensor: Tensor, _ windows: [Window], of type: T.Type,
    _ body: (UnsafePointer<T>, UnsafeMutablePointer<T>, Window) -> Void
  ) -> Tensor {
    let shape = tensor.shape, pixels = shape.suffix(2).reduce(1, *), planes = shape[1...].dropLast(2).reduce(1, *)
    let result = Tensor.empty(shape, dtype: tensor.dtype)
    tensor.withUnsafeMutableBytes { source in
      result.withUnsafeMutableBytes { target in
        let from = source.bindMemory(to: T.self).baseAddress!, to = target.bindMemory(to: T.self).baseAddress!
        for (index, window) in windows.enumerated() {
          for plane in index * planes..<(index + 1) * planes {
            body(from + plane * pixels, to + plane * pixels, window)
          }
        }
      }
    }
    return result
  }
}

/// The part of a picture that one sample shows, as source pixels of every row and column.
private struct Window {
  typealias Linear = (first: Int, second: Int, share: Float)

  let scale: Float
  let mirrored: Bool
  let rows: [Int]
  let columns: [Int]
  let linearRows: [Linear]
  let linearColumns: [Linear]

  init(_ settings: ScaleCropFlip, height: Int, width: Int, random: inout SplitMix64) {
    scale = random.pick(settings.scales)
    let h = max(1, Int(Float(height) / scale)), w = max(1, Int(Float(width) / scale))
    let top = random.integer(below: height - h + 1), left = random.integer(below: width - w + 1)
    mirrored = random.chance(settings.flip)
    rows = (0..<height).map { top + $0 * h / height }
    linearRows = Self.linear(h, over: height, from: top)
    let columns = (0..<width).map { left + $0 * w / width }, linear = Self.linear(w, over: width, from: left)
    self.columns = mirrored ? columns.reversed() : columns
    linearColumns = mirrored ? linear.reversed() : linear
  }

  private static func linear(_ part: Int, over size: Int, from start: Int) -> [Linear] {
    (0..<size).map { index in
      // The first and last pixels of the window fall on those of the picture, as with `align_corners` in PyTorch.
      let exact = Float(index) * Float(part - 1) / Float(size - 1)
      let first = min(Int(exact), part - 1)
      return (start + first, start + min(first + 1, part - 1), exact - Float(first))
    }
  }
}
