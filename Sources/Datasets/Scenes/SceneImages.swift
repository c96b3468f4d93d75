/// A number of scenes, each kind of measurement in one array, planes of one image after another.
public struct SceneImages: Sendable {
  /// The number of images.
  public let count: Int
  /// The height of an image in pixels.
  public let height: Int
  /// The width of an image in pixels.
  public let width: Int
  /// The colours, `[image, red-green-blue, row, column]`, 0 … 255.
  public let image: [UInt8]
  /// The classes, `[image, row, column]`: 0 … 12 as in `SceneClass`, −1 without a label.
  public let label: [Int8]
  /// The distances along the optical axis in metres, `[image, row, column]`; 0 for a distance that was not measured.
  public let depth: [Float]
  /// The unit surface normals in camera coordinates (x right, y up, z towards the viewer), `[image, xyz, row, column]`;
  /// the zero vector for a missing one.
  public let normals: [Float]

  init(count: Int, height: Int, width: Int, fill: (ScenePlanes) -> Void) {
    let pixels = height * width
    var label: [Int8] = [], depth: [Float] = [], normals: [Float] = []
    image = Array(unsafeUninitializedCapacity: count * 3 * pixels) { images, imagesFilled in
      label = Array(unsafeUninitializedCapacity: count * pixels) { labels, labelsFilled in
        depth = Array(unsafeUninitializedCapacity: count * pixels) { depths, depthsFilled in
          normals = Array(unsafeUninitializedCapacity: count * 3 * pixels) { normals, normalsFilled in
            if count > 0 {
              fill(
                ScenePlanes(
                  pixels: pixels, image: images.baseAddress!, label: labels.baseAddress!, depth: depths.baseAddress!,
                  normals: normals.baseAddress!))
            }
            normalsFilled = count * 3 * pixels
          }
          depthsFilled = count * pixels
        }
        labelsFilled = count * pixels
      }
      imagesFilled = count * 3 * pixels
    }
    self.count = count
    self.height = height
    self.width = width
    self.label = label
    self.depth = depth
    self.normals = normals
  }
}

/// The memory for the measurements of one image; one thread alone writes each image.
struct ScenePlanes: @unchecked Sendable {
  let pixels: Int
  let image: UnsafeMutablePointer<UInt8>
  let label: UnsafeMutablePointer<Int8>
  let depth: UnsafeMutablePointer<Float>
  let normals: UnsafeMutablePointer<Float>

  /// The planes of another image, counted from this one.
  func image(_ index: Int) -> ScenePlanes {
    ScenePlanes(
      pixels: pixels, image: image + index * 3 * pixels, label: label + index * pixels, depth: depth + index * pixels,
      normals: normals + index * 3 * pixels)
  }
}
