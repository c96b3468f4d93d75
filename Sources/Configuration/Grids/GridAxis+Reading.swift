import Components
import Tasks

extension GridAxis {
  /// The axes of a row's section `grid`.
  ///
  /// - Parameter losses: the parameters of a gradient method's loss weighting; nil for a loss weighting.
  static func reading(
    _ grid: ConfigurationSection, _ parameters: [Setting], losses: [Setting]?
  ) throws -> [GridAxis] {
    grid.permit(parameters.map(\.name) + (losses == nil ? [] : [lossesKey]) + ["training"])
    var axes = try parameters.filter { grid.has($0.name) }.map { parameter in
      try GridAxis(.parameter(parameter), parameter, grid)
    }
    if let losses, grid.has(lossesKey) {
      let own = try grid.section(lossesKey)
      own.permit(losses.map(\.name))
      axes += try losses.filter { own.has($0.name) }.map { try GridAxis(.losses($0), $0, own) }
    }
    if grid.has("training") {
      let training = try grid.section("training")
      training.permit(trainingSettings.map(\.name))
      for setting in trainingSettings where training.has(setting.name) {
        axes.append(try GridAxis(.training(setting.name), setting, training))
      }
    }
    return axes
  }

  /// The keys of `training` that a grid may vary in addition to the method's own parameters.
  static let trainingSettings = [
    Setting(TrainingOverrides.learningRate, .number(.positive), "the rate of the optimiser"),
    Setting(TrainingOverrides.weightDecay, .number(.nonNegative), "the decay of the weights"),
  ]

  private init(_ quantity: Quantity, _ parameter: Setting, _ section: ConfigurationSection) throws {
    let node = section.given(parameter.name)
    self.quantity = quantity
    origin = node?.origin ?? .default
    guard case .section? = node?.content else {
      values = .list(try section.values(of: parameter, at: parameter.name))
      return
    }
    let own = try section.section(parameter.name)
    switch parameter.kind {
    case .numbers where !own.has("values"):
      let parts = try own.parts("step")
      values = .simplex(parts: parts)
      refinement = try own.optionalParts("refine").map { 1 / Double($0) }
      if let refinement, refinement * Double(parts) > 1 - 1e-9 { throw own.coarse("refine", than: "step") }
    case .number, .wholeNumber:
      if own.has("values") {
        values = .list(try own.values(of: parameter, at: "values"))
      } else {
        values = .list(try own.range(of: parameter))
      }
      refinement = try own.optionalDouble("refine", in: .positive)
      try own.checkFiner(values, refinement)
    default:
      values = .list(try own.values(of: parameter, at: "values"))
    }
  }
}

extension ConfigurationSection {
  /// A list of at least one value of a parameter.
  fileprivate func values(of parameter: Setting, at key: String) throws -> [SettingValue] {
    let values = try read(
      key, default: nil,
      write: { values, origin in .list(values.map { ConfigurationNode(parameter.content($0, origin), origin) }) }
    ) { node, path in try node.list(path, of: "values") { try parameter.value($0, $1) } }
    guard !values.isEmpty else {
      throw ConfigurationError("`\(path(of: key))` should have values. Found none.", at: given(key)?.origin ?? .default)
    }
    return values
  }

  /// The values from `from` to `to` in steps of `step`.
  fileprivate func range(of parameter: Setting) throws -> [SettingValue] {
    func number(_ key: String) throws -> Double {
      try read(key, default: nil, write: parameter.content, parameter.value).number ?? 0
    }
    let (from, to) = (try number("from"), try number("to"))
    let step = try double("step", in: .positive)
    guard to >= from else {
      throw ConfigurationError(
        "`\(path(of: "to"))` should be at least `from`, \(from). Found \(to).", at: given("to")?.origin ?? .default)
    }
    // Counted before it is a whole number, because the quotient may be larger than every one.
    let steps = ((to - from) / step + 1e-9).rounded(.down)
    guard steps < 1000 else {
      throw ConfigurationError(
        "`\(path(of: "step"))` should give at most 1000 values. Found \((steps + 1).brief).",
        at: given("step")?.origin ?? .default)
    }
    return (0...Int(steps)).map { .number(GridAxis.plain(from + Double($0) * step)) }
  }

  /// A step that divides 1 into equal parts, as the number of parts.
  fileprivate func parts(_ key: String) throws -> Int {
    let step = try double(key, in: .between(0.01, 0.5))
    let parts = (1 / step).rounded()
    guard abs(parts * step - 1) < 1e-6 else {
      throw ConfigurationError(
        "`\(path(of: key))` should divide 1 into equal parts. Found \(step).", at: given(key)?.origin ?? .default)
    }
    return Int(parts)
  }

  fileprivate func optionalParts(_ key: String) throws -> Int? {
    guard has(key) else {
      _ = try optionalDouble(key)
      return nil
    }
    return try parts(key)
  }

  /// Counts the finer values around the best one before any is made.
  fileprivate func checkFiner(_ values: GridAxis.Values, _ refinement: Double?) throws {
    let count = GridAxis.finerCount(values, refinement, tasks: 1)
    guard count > 1000 else { return }
    throw ConfigurationError(
      "`\(path(of: "refine"))` should give at most 1000 values around the best one. "
        + "Found \(count == .max ? "more" : "\(count)").",
      at: given("refine")?.origin ?? .default)
  }

  fileprivate func coarse(_ key: String, than other: String) -> ConfigurationError {
    ConfigurationError(
      "`\(path(of: key))` should be below `\(other)`. Found \(given(key)?.found ?? "nothing").",
      at: given(key)?.origin ?? .default)
  }
}
