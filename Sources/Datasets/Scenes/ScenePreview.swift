import Foundation

extension SceneImages {
  /// Writes image, class colours, depth and normals of one scene in one row as a PPM picture, for looking at.
  ///
  /// Depth runs from white (near) to black (8 metres), and normals map −1 … 1 to 0 … 255. Missing values are magenta.
  public func writePreview(of index: Int, to url: URL) throws {
    precondition(index >= 0 && index < count, "`index` should lie in 0 ..< \(count). Found \(index).")
    var bytes = Array("P6\n\(4 * width) \(height)\n255\n".utf8)
    let pixels = height * width
    let missing: [UInt8] = [255, 0, 255]
    for row in 0..<height {
      let line = (0..<width).map { index * pixels + row * width + $0 }
      let plane = { (pixel: Int, channel: Int) in index * 3 * pixels + channel * pixels + pixel - index * pixels }
      for pixel in line { for channel in 0..<3 { bytes.append(image[plane(pixel, channel)]) } }
      for pixel in line {
        let colour = SceneClass(rawValue: label[pixel])?.colour ?? (255, 0, 255)
        bytes += [colour.0, colour.1, colour.2]
      }
      for pixel in line {
        let grey = UInt8(max(0, min(255, 255 * (1 - depth[pixel] / 8))))
        bytes += depth[pixel] == 0 ? missing : [grey, grey, grey]
      }
      for pixel in line {
        let normal = (0..<3).map { normals[plane(pixel, $0)] }
        bytes += normal == [0, 0, 0] ? missing : normal.map { UInt8(max(0, min(255, 127.5 * ($0 + 1)))) }
      }
    }
    try Data(bytes).write(to: url, options: .atomic)
  }
}
