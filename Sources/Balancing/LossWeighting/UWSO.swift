import Components
import Tasks
import Torch

/// UW-SO: a softmax with temperature over the inverse losses of each batch.
///
/// The larger the temperature, the more even the weights. The weights are constants: with their gradient, the hardest task can be
/// pushed uphill.
public final class UWSO: LossWeighting {
  /// The first author's code.
  static let usualEps = 1e-8

  public static let card = MethodCard(
    name: "uw-so", title: "UW-SO", summary: "Softmax with temperature over the inverse losses.",
    citation: .analyticalUncertainty,
    formula: "w = softmax((1 / sg[L]) / T); L = Σ_k w_k L_k",
    symbols: MethodCard.usualSymbols + [
      ("T", "`temperature`, in units of 1 / loss; or `relative-temperature` times the first batch's mean of 1 / L")
    ],
    settings: [
      Setting(
        "temperature", .number(.positive), default: 1,
        "the larger, the more even the weights; search it downwards from large values",
        source: "the first author's code",
        search: Setting.Search(
          .list(stride(from: 5.0, through: 50, by: 5).map(SettingValue.number)), refinement: 1, isForSearchAlone: true,
          source: "Kirchdorfer et al., GCPR 2024: the best lie between 2 and 48 for few tasks")),
      Setting(
        "relative-temperature", .number(.positive),
        "the temperature in units of the mean inverse loss of the first batch, which no unit of the losses changes",
        source: "not in the paper, which searches absolute temperatures",
        search: Setting.Search([1, 3, 10, 30, 100], source: "a choice of this toolkit"), replaces: "temperature"),
      Setting(
        "eps", .number(.nonNegative), default: .number(usualEps), "added to each loss before the division",
        source: "the first author's code"),
      Setting(
        "floor", .number(.properFraction), default: 0, "the least weight of a task, at most 1/K",
        source: "not in the paper: 0 is the paper's method"),
    ],
    weightSum: .one, state: "with `relative-temperature`, the mean inverse loss of the first batch",
    example: "temperature: 20",
    deviations: [
      "`floor` is an addition, w = floor + (1 − K floor) softmax; at its default of 0 the method is the paper's.",
      "`relative-temperature` is an addition: UW-SO at the temperature that the first batch gives. Dividing all "
        + "losses by a number "
        + "is dividing T by it, so a good T depends on the units of the losses; a relative one does not.",
      "Absent tasks take no part in the softmax.",
    ])

  /// The temperature in units of the first batch's mean inverse loss; nil where it is absolute.
  private let relativeTemperature: Double?
  private let eps: Double
  private let floor: Double
  /// 1 / T; NaN until a first batch has given it.
  private var inverseTemperature: Double
  /// The mean of 1 / (L + eps) over the tasks of the first batch; NaN before it.
  private var meanInverseLoss = Double.nan

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, temperature: Double? = nil, relativeTemperature: Double? = nil, eps: Double? = nil, floor: Double? = nil
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks),
        [
          "temperature": temperature, "relative-temperature": relativeTemperature, "eps": eps, "floor": floor,
        ]))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    relativeTemperature = settings.optionalNumber("relative-temperature")
    inverseTemperature = relativeTemperature == nil ? 1 / settings.number("temperature") : .nan
    eps = settings.number("eps")
    floor = settings.number("floor")
    guard floor * Double(setup.count) <= 1 else {
      throw SettingError("`floor` should be at most 1/K, \(1 / Double(setup.count)). Found \(floor).")
    }
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    if relativeTemperature != nil, meanInverseLoss.isNaN { measure(losses, present) }
    let weights = raised(softmax(losses, presence), presence)
    return WeightedLosses(weights, times: presence?.fill(losses, with: 0) ?? losses)
  }

  /// softmax((1 / (L + eps)) / T) over the present tasks.
  private func softmax(_ losses: Tensor, _ presence: Presence?) -> Tensor {
    if presence == nil, let weights = losses.hostSoftmax(of: { inverseTemperature / ($0 + eps) }) { return weights }
    let known = presence?.fill(losses.detach(), with: 1) ?? losses.detach()
    return ((known + eps).reciprocal() * inverseTemperature).softmax(over: presence)
  }

  /// floor + (1 − K floor) w, where K counts the present tasks.
  private func raised(_ weights: Tensor, _ presence: Presence?) -> Tensor {
    guard floor > 0 else { return weights }
    guard let presence else { return weights * (1 - floor * Double(weights.count)) + floor }
    return presence.zero(weights * (1 - floor * presence.count(weights.dtype)) + floor)
  }

  /// Reads the losses of the first batch in which a task has a label: the one step that waits for the device.
  private func measure(_ losses: Tensor, _ present: Tensor?) {
    guard losses.isValid, present?.isValid != false else { return }
    let mask = present?.array(of: Double.self)
    let inverses = losses.detach().array(of: Double.self).enumerated().compactMap { task, loss in
      mask.map { $0[task] != 0 } ?? true ? 1 / abs(loss + eps) : nil
    }
    meanInverseLoss = inverses.reduce(0, +) / Double(inverses.count)
    setTemperature()
  }

  private func setTemperature() {
    if let relativeTemperature { inverseTemperature = 1 / (relativeTemperature * meanInverseLoss) }
  }

  private static let meanName = "mean-inverse-loss"

  public var state: [String: Tensor] {
    relativeTemperature == nil ? [:] : [Self.meanName: Tensor([meanInverseLoss])]
  }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    guard let mean = state[Self.meanName]?.item() else { return }
    guard mean.isNaN || mean > 0 else {
      throw SettingError("`\(Self.meanName)` of `uw-so` should be positive. Found \(mean).")
    }
    meanInverseLoss = mean
    setTemperature()
  }

  public func reset() {
    meanInverseLoss = .nan
    setTemperature()
  }
}
