import Components

extension ResNet {
  /// The card of the network with this many layers.
  static func card(_ layers: Layers) -> TrunkCard {
    let name = "resnet\(layers.rawValue)"
    return TrunkCard(
      About(
        name, title: "ResNet-\(layers.rawValue)", summary(layers),
        citation: Citation(
          "He, Zhang, Ren, Sun", "Deep Residual Learning for Image Recognition", "CVPR", 2016, "arXiv 1512.03385"),
        settings: [
          Setting(
            "output-stride", .wholeNumber(.between(1, 1_000)),
            "8 or 16, the factor by which the dilated network's map is smaller than the image; without it the network gives a vector"
          )
        ],
        check: { settings throws(SettingError) in
          guard let stride = settings.optionalNumber("output-stride").map({ Int($0) }) else { return }
          guard OutputStride(rawValue: stride) != nil else {
            throw SettingError("output-stride", "should be 8 or 16. Found \(stride).")
          }
        }),
      takes: .image, mapSetting: "output-stride: 8",
      size: { settings in settings.optionalNumber("output-stride").map { "at output stride \(Int($0))" } ?? "" }
    ) { setup in
      ResNet(
        layers,
        outputStride: setup.settings.optionalNumber("output-stride").flatMap { OutputStride(rawValue: Int($0)) },
        inputChannels: setup.input.shape[0], generator: setup.generator)
    }
  }

  private static func summary(_ layers: Layers) -> String {
    switch layers {
    case .resnet18: "eighteen layers with shortcuts, for images; dilated for an answer at every pixel"
    case .resnet34: "thirty-four layers with shortcuts, likewise"
    case .resnet50: "fifty layers with shortcuts, likewise"
    case .resnet101: "a hundred and one layers with shortcuts, likewise"
    }
  }
}
