/// An input whose shape a network cannot take, or features that a head cannot take.
public struct ShapeError: Error, Equatable, CustomStringConvertible {
  /// The component that the sentence begins with, by its name; nil for a sentence that stands alone.
  public let component: String?
  private let sentence: String
  private let remedy: String?

  /// The whole sentence.
  public var description: String { text(component.map { "`\($0)` " }, "") }

  public init(_ description: String) { (component, sentence, remedy) = (nil, description, nil) }

  /// An error of a named component: `ShapeError("cnn", "needs sequences of at least 8 events. Found 7.")`.
  ///
  /// - Parameter remedy: a setting of the component with which it fits: "output-stride: 8".
  public init(_ component: String, _ sentence: String, remedy: String? = nil) {
    self.component = component
    self.sentence = sentence
    self.remedy = remedy
  }

  /// The sentence with the component and its settings under their whole paths: "`network.trunk: cnn` needs …".
  package func description(of key: String, below path: String) -> String {
    text(component.map { "`\(path).\(key): \($0)` " }, path + ".")
  }

  private func text(_ subject: String?, _ prefix: String) -> String {
    (subject ?? "") + sentence + (remedy.map { " `\(prefix)\($0)` gives one." } ?? "")
  }

  /// The channels, height and width of one sample's image.
  ///
  /// - Throws: `ShapeError` if the shape is not that of an image with the expected channels.
  static func image(
    _ shape: [Int], channels expected: Int? = nil, of network: String
  ) throws -> (channels: Int, height: Int, width: Int) {
    guard shape.count == 3, expected == nil || shape[0] == expected else {
      let channels = expected.map(String.init) ?? "channels"
      throw ShapeError("the input of \(network) should be [\(channels), height, width]. Found \(shape).")
    }
    return (shape[0], shape[1], shape[2])
  }
}
