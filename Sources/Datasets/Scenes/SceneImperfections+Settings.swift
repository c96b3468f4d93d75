import Components
import Tasks

/// The imperfections by name, for configurations.
extension SceneImperfections {
  private typealias Row = (setting: Setting, write: @Sendable (inout SceneImperfections, Double) -> Void)

  /// The settings of all imperfections, with the defaults.
  public static var settings: [Setting] { rows.map(\.setting) }

  /// Creates the default imperfections with some values changed.
  ///
  /// - Throws: `SettingError` for an unknown name or a value out of range.
  public init(settings values: [String: SettingValue]) throws(SettingError) {
    let checked = try Settings(values, of: Self.settings, owner: "the scenes' imperfections")
    self.init()
    for (setting, write) in Self.rows { write(&self, checked.number(setting.name)) }
  }

  private static var rows: [Row] {
    let standard = SceneImperfections()
    func row(
      _ name: String, _ field: WritableKeyPath<SceneImperfections, Float> & Sendable, _ range: Setting.Range,
      _ meaning: String
    ) -> Row {
      (
        Setting(name, .number(range), default: .number(shortest(standard[keyPath: field])), meaning),
        { $0[keyPath: field] = Float($1) }
      )
    }
    return [
      row(
        "image-noise", \.imageNoise, .fraction,
        "standard deviation of the noise on a colour value, as a fraction of full scale"),
      row(
        "depth-noise", \.depthNoise, .fraction,
        "the noise's standard deviation is this times the squared depth, in 1/metre"),
      row("missing-depth", \.missingDepth, .fraction, "share of the pixels that patches without depth cover"),
      row(
        "border-label-noise", \.borderLabelNoise, .fraction,
        "probability that a pixel next to a border of two classes carries the other's label"),
      row("ignored-labels", \.ignoredLabels, .fraction, "share of the pixels that patches without a label cover"),
      row(
        "normal-noise", \.normalNoise, .between(0, 90),
        "standard deviation of the noise on a component of a normal, in degrees"),
      (
        Setting(
          "normal-window", .wholeNumber(.between(0, 8)), default: .number(Double(standard.normalWindow)),
          "radius in pixels of the window over which normals are averaged"),
        { $0.normalWindow = Int($1) }
      ),
      row(
        "normal-break", \.normalBreak, .between(0, 1000), "relative step of depth across which a window gives no normal"
      ),
    ]
  }

  /// The double with the fewest digits that is this float: 0.02, not 0.0199999996.
  private static func shortest(_ value: Float) -> Double { Double("\(value)")! }
}
