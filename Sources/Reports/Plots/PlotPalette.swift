import Foundation

extension Plot {
  /// The colours of plots, which colour-blind readers can tell apart, each for white and for near-black ground.
  package enum Palette {
    /// The colour that marks what was chosen.
    static let mark = light[4]

    /// The number of chosen colours. Any two differ by at least 0.05 in OKLab on either ground, and each has a contrast
    /// of at least 3 to its ground.
    package static let chosen = light.count

    private static let light = [
      "#0b6bcb", "#d9480f", "#0a8f5b", "#9c36b5", "#b07a00", "#0097a7", "#d6336c", "#5c7cfa",
      "#6a994e", "#795548", "#261a71", "#3d2a02", "#6f1859", "#134a58", "#a51105", "#37652d",
      "#4e508e", "#b464ae", "#541791", "#52102c", "#547291", "#6b2f01", "#727325", "#7154ce",
      "#9a5577", "#3e4721", "#232ea0", "#8b2186", "#ac5107", "#bb6d6d", "#4c395a", "#286265",
    ]
    private static let dark = [
      "#5aa9ff", "#ff8a50", "#3ecf8e", "#d58bf0", "#f2c14e", "#4dd0e1", "#ff7eb0", "#91a7ff",
      "#a7c957", "#bcaaa4", "#5954cc", "#876114", "#c24ba1", "#3e7181", "#c65b4c", "#367b24",
      "#c2c7f2", "#895284", "#8e6ac7", "#cb7e96", "#4f84ba", "#ecc0a8", "#828459", "#9980fe",
      "#9c7285", "#90a158", "#5874ea", "#fea8f6", "#ca865f", "#9a4f51", "#ab87c7", "#0d9298",
    ]

    /// The colours from bad through nothing to good, on white and on near-black ground: red, the ground's grey, blue.
    static let diverging = ["#c01f2e", "#eef0f2", "#0b5cad"]
    static let divergingOnDark = ["#ff7b80", "#262c33", "#6db3ff"]

    /// The colour of an entry; grey for nil, which is the baseline. After the chosen colours, hues follow a golden
    /// angle apart.
    package static func colour(_ index: Int?, dark isDark: Bool = false) -> String {
      guard let index else { return isDark ? "#8d949e" : "#8a8f98" }
      if index < light.count { return isDark ? dark[index] : light[index] }
      let hue = (Double(index) * 137.508).truncatingRemainder(dividingBy: 360)
      return hex(hue: hue, saturation: 0.6, lightness: isDark ? 0.7 : 0.42)
    }

    private static func hex(hue: Double, saturation: Double, lightness: Double) -> String {
      let reach = saturation * min(lightness, 1 - lightness)
      let parts = [0.0, 8, 4].map { offset -> Int in
        let step = (offset + hue / 30).truncatingRemainder(dividingBy: 12)
        return Int(((lightness - reach * max(-1, min(step - 3, 9 - step, 1))) * 255).rounded())
      }
      return String(format: "#%02x%02x%02x", parts[0], parts[1], parts[2])
    }
  }
}
