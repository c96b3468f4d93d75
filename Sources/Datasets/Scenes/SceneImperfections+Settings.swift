import Tasks

/// The imperfections by name, for configurations.
extension SceneImperfections {
  /// One of them: its name in kebab case, its default, its range and what it does.
  public struct Setting: Sendable {
    public let name: String
    public let standard: Double
    public let range: ClosedRange<Double>
    public let isWhole: Bool
    public let summary: String
    let write: @Sendable (inout SceneImperfections, Double) -> Void
  }

  /// All of them, with the defaults.
  public static let settings: [Setting] = {
    let standard = SceneImperfections()
    func setting(
      _ name: String, _ value: Float, _ range: ClosedRange<Double>, _ summary: String,
      _ write: @escaping @Sendable (inout SceneImperfections, Float) -> Void
    ) -> Setting {
      Setting(name: name, standard: shortest(value), range: range, isWhole: false, summary: summary) {
        write(&$0, Float($1))
      }
    }
    return [
      setting("image-noise", standard.imageNoise, 0...1, "noise on colours, as a fraction of full scale") {
        $0.imageNoise = $1
      },
      setting("depth-noise", standard.depthNoise, 0...1, "noise on depth for each squared metre of depth, in 1/metre") {
        $0.depthNoise = $1
      },
      setting("missing-depth", standard.missingDepth, 0...1, "share of the pixels in patches without depth") {
        $0.missingDepth = $1
      },
      setting("border-label-noise", standard.borderLabelNoise, 0...1, "chance of a wrong label beside a border") {
        $0.borderLabelNoise = $1
      },
      setting("ignored-labels", standard.ignoredLabels, 0...1, "share of the pixels in patches without a label") {
        $0.ignoredLabels = $1
      },
      setting("normal-noise", standard.normalNoise, 0...90, "noise on normals, in degrees") { $0.normalNoise = $1 },
      Setting(
        name: "normal-window", standard: Double(standard.normalWindow), range: 0...8, isWhole: true,
        summary: "radius of the window over which normals are averaged, in pixels"
      ) { $0.normalWindow = Int($1) },
      setting("normal-break", standard.normalBreak, 0...1000, "relative step in depth at which normals are invalid") {
        $0.normalBreak = $1
      },
    ]
  }()

  /// The defaults with some values changed.
  ///
  /// - Throws: `DatasetError` for an unknown name or a value out of range.
  public init(_ values: [String: Double]) throws {
    self.init()
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let setting = Self.settings.first(where: { $0.name == name }) else {
        let hint = Suggestion.nearest(to: name, among: Self.settings.map(\.name)).map { " Did you mean `\($0)`?" } ?? ""
        throw DatasetError("`\(name)` is not an imperfection of the scenes.\(hint)")
      }
      let range = setting.range
      guard range.contains(value), !setting.isWhole || value == value.rounded() else {
        let kind = setting.isWhole ? "be a whole number in" : "lie in"
        throw DatasetError(
          "`\(name)` of the scenes should \(kind) \(Self.brief(range.lowerBound)) … \(Self.brief(range.upperBound)). Found \(Self.brief(value))."
        )
      }
      setting.write(&self, value)
    }
  }

  /// The double with the fewest digits that is this float: 0.02 and not 0.0199999996.
  private static func shortest(_ value: Float) -> Double { Double("\(value)")! }

  private static func brief(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
}
