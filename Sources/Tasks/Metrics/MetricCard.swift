import Components
import Statistics

/// A metric of the catalogue, with its definition for each form of labels that has it.
///
/// ```swift
/// let bias = MetricCard(
///   About("bias", "the mean of prediction minus truth"), of: NumberLabels.self, better: .lowerIsBetter, unit: .ofTask,
///   statistic: { labels, scale in BiasStatistic(missing: labels.missing, scale: scale) }
/// ) { $0.mean }
/// ```
public struct MetricCard: ComponentCard {
  /// The unit of a metric's values.
  public enum Unit: Hashable, Sendable {
    /// A fraction or a plain number.
    case none
    case fixed(String)
    /// The unit of the task's numbers.
    case ofTask
    case ofTaskSquared

    /// The unit for a task.
    func text(_ unit: String) -> String {
      switch self {
      case .none: ""
      case .fixed(let own): own
      case .ofTask: unit
      case .ofTaskSquared: unit.isEmpty ? "" : unit + "²"
      }
    }
  }

  /// The metric of one form of labels.
  private struct Definition {
    let form: String
    /// The place in the list of the form's metrics.
    var place = Int.max
    /// Makes the metric from the form, the task's scale and its unit; nil for other forms.
    let make: @Sendable (any LabelForm, Scale, String) -> Metric?
  }

  public private(set) var about: About
  /// The direction in which the metric is better.
  public let better: Direction
  public let unit: Unit
  /// Whether a relative change means something, see ``Metric/isRatio``.
  public let isRatio: Bool
  /// The labels that a split needs for the metric to be defined; empty if any label defines it.
  public private(set) var needs: String
  private var definitions: [Definition]

  /// Describes a metric. The parameters are those of ``Metric/init(_:title:unit:direction:isRatio:version:needs:sharing:of:leavingOut:_:)``.
  ///
  /// - Parameters:
  ///   - form: the form of labels that has the metric.
  ///   - isDefined: whether labels of the form have it; all by default.
  ///   - statistic: makes an empty statistic for the form and the scale of a task.
  public init<Form: LabelForm, S: Statistic>(
    _ about: About, of form: Form.Type, better: Direction, unit: Unit = .none, isRatio: Bool = true,
    version: String = "1", needs: String = "", where isDefined: @escaping @Sendable (Form) -> Bool = { _ in true },
    sharing key: String? = nil, statistic: @escaping @Sendable (Form, Scale) -> S,
    leavingOut leftOut: @escaping @Sendable (S.Summary) -> Int = { _ in 0 },
    _ read: @escaping @Sendable (S.Summary) -> Double?
  ) {
    self.about = about
    self.better = better
    self.unit = unit
    self.isRatio = isRatio
    self.needs = needs
    definitions = [
      Definition(form: Form.words) { form, scale, taskUnit in
        guard let form = form as? Form, isDefined(form) else { return nil }
        return Metric(
          about.name, title: about.title == about.name ? nil : about.title, unit: unit.text(taskUnit),
          direction: better, isRatio: isRatio, version: version, needs: needs, sharing: key,
          of: { statistic(form, scale) }, leavingOut: leftOut, read)
      }
    ]
  }

  public var facts: [Fact] {
    let unit =
      switch unit {
      case .none: "–"
      case .fixed(let own): own
      case .ofTask: "the task's"
      case .ofTaskSquared: "the task's, squared"
      }
    return [
      Fact("labels", definitions.map(\.form).joined(separator: ", ")),
      Fact("better", better == .higherIsBetter ? "higher" : "lower"), Fact("unit", unit),
    ]
  }

  /// The metric for a task, with its place among those of the task's labels; nil for labels that do not have it.
  func metric(for labels: Labels, scale: Scale, unit: String) -> (place: Int, metric: Metric)? {
    for definition in definitions {
      if let metric = definition.make(labels.form, scale, unit) { return (definition.place, metric) }
    }
    return nil
  }
}

extension MetricCard {
  /// The cards of a toolkit's label forms. Metrics of one name become one card with a definition for each form; the
  /// metrics of a form stay in their order.
  static func joined(_ forms: [[MetricCard]]) -> [MetricCard] {
    var cards: [MetricCard] = []
    for form in forms {
      for (place, card) in form.enumerated() {
        var card = card
        card.definitions[0].place = place
        if let index = cards.firstIndex(where: { $0.name == card.name }) {
          cards[index].join(card)
        } else {
          cards.append(card)
        }
      }
    }
    return cards
  }

  private mutating func join(_ other: MetricCard) {
    let words = other.definitions[0].form
    let summary = summary == other.summary ? summary : "\(summary); of \(words), \(other.summary)"
    about = About(name, title: title, summary, citation: citation)
    needs = needs.isEmpty ? other.needs : needs
    definitions += other.definitions
  }
}
