/// One choice that a loss, a metric or a balancing method offers: its name, its permitted values, its default, the
/// source of the default, and its meaning.
///
/// ```swift
/// Setting("temperature", .number(.positive), default: 1, "how even the weights are", source: "the authors' code")
/// ```
public struct Setting: Sendable {
  /// The kind of value that is permitted.
  public enum Kind: Sendable {
    case number(Range)
    case wholeNumber(Range)
    case truth
    /// One of some words.
    case word([String])
    /// Any text; what it should be, in the words of an error: "one character, or `tab`".
    case text(String)
    /// A list of texts.
    case texts(String)
    /// The path of a file or folder.
    case path
    /// A list of numbers, for example one for each task; of a given length, or of any.
    case numbers(Range, count: Int? = nil)
    /// A list of whole numbers; of a given length, or of any.
    case wholeNumbers(Range, count: Int? = nil)
    /// A list of numbers, or numbers by name: of the classes of a task, or of the tasks.
    case numbersByName(Range)
    /// Settings below a key of their own.
    case section([Setting])
    /// A list of sections.
    case sections([Setting])
  }

  /// The name in kebab case.
  public let name: String
  /// The kind of value that is permitted.
  public let kind: Kind
  /// The default; nil if the setting is left out without a value, or must be given.
  public let fallback: SettingValue?
  /// The default in words, where no value says it: "the protocol's".
  public let otherwise: String?
  /// Whether a missing value is an error.
  public let isRequired: Bool
  /// The meaning of the value, with its unit.
  public let meaning: String
  /// The source of the default; empty if there is none.
  public let source: String
  /// The values that a comparison or a search tries if no value is given; nil for a setting that need not be searched.
  public let search: Search?
  /// The name of the setting that this one replaces: at most one of the two may be given.
  public let replaces: String?
  /// The value of another setting where this one can be given; nil where it always can.
  public let condition: Condition?

  /// The value of another setting.
  public struct Condition: Hashable, Sendable {
    public let name: String
    public let value: SettingValue

    /// Whether the setting `name` has this value, given or by default.
    public static func `is`(_ name: String, _ value: SettingValue) -> Condition { Condition(name: name, value: value) }
  }

  /// Declares a setting.
  ///
  /// - Parameters:
  ///   - name: the name in kebab case.
  ///   - kind: the permitted values.
  ///   - fallback: the default; nil if the setting is left out without a value, or must be given.
  ///   - otherwise: the default in words, where it depends on something else or is too long for a table.
  ///   - isRequired: whether a missing value is an error.
  ///   - meaning: the meaning of the value, with its unit.
  ///   - source: the source of the default.
  ///   - search: the values that a comparison tries if no value is given.
  ///   - replaces: the name of a setting that this one replaces.
  ///   - condition: the value of another setting where this one can be given.
  public init(
    _ name: String, _ kind: Kind, default fallback: SettingValue? = nil, otherwise: String? = nil,
    isRequired: Bool = false, _ meaning: String, source: String = "", search: Search? = nil, replaces: String? = nil,
    where condition: Condition? = nil
  ) {
    self.name = name
    self.kind = kind
    self.fallback = fallback
    self.otherwise = otherwise
    self.isRequired = isRequired
    self.meaning = meaning
    self.source = source
    self.search = search
    self.replaces = replaces
    self.condition = condition
  }

  /// Whether at most one of the two settings may be given.
  public func excludes(_ other: Setting) -> Bool { replaces == other.name || other.replaces == name }
}

extension Setting {
  /// The values among which a comparison or a search chooses on validation, for a setting that has no default for every problem.
  public struct Search: Sendable {
    /// A list, or all points of a grid.
    public enum Values: Hashable, Sendable {
      case list([SettingValue])
      /// All vectors of one number for each task, positive multiples of 1 / `parts`, that sum to 1.
      case simplex(parts: Int)
    }

    /// The values, in the order in which they are tried.
    public let values: Values
    /// The step of the finer grid around the best value, which a search alone trains; nil for none.
    public let refinement: Double?
    /// Whether the values take so many trainings that a comparison leaves them out.
    public let isForSearchAlone: Bool
    /// The source of the values.
    public let source: String

    public init(_ values: Values, refinement: Double? = nil, isForSearchAlone: Bool = false, source: String) {
      self.values = values
      self.refinement = refinement
      self.isForSearchAlone = isForSearchAlone
      self.source = source
    }

    public init(_ values: [SettingValue], source: String) { self.init(.list(values), source: source) }
  }
}

extension Setting {
  /// The numbers that are permitted, with the words in which an error names them.
  public struct Range: Hashable, Sendable, CustomStringConvertible {
    /// The range in the words of an error: "positive", as in "should be positive".
    public let description: String
    /// The lower end.
    public let lower: Double
    /// The upper end.
    public let upper: Double
    /// Whether the lower end is permitted.
    public let includesLower: Bool
    /// Whether the upper end is permitted.
    public let includesUpper: Bool

    private init(_ words: String, _ lower: Double, _ upper: Double, lowerToo: Bool, upperToo: Bool) {
      description = words
      self.lower = lower
      self.upper = upper
      includesLower = lowerToo
      includesUpper = upperToo
    }

    /// The finite numbers.
    public static let finite = Range("a finite number", -.infinity, .infinity, lowerToo: false, upperToo: false)
    /// The numbers above 0.
    public static let positive = Range("positive", 0, .infinity, lowerToo: false, upperToo: false)
    /// The numbers from 0 on.
    public static let nonNegative = Range("zero or positive", 0, .infinity, lowerToo: true, upperToo: false)
    /// The numbers from 0 to 1, both included.
    public static let fraction = between(0, 1)
    /// The numbers from 0 to below 1: a share that leaves something.
    public static let properFraction = Range("at least 0 and below 1", 0, 1, lowerToo: true, upperToo: false)

    /// The numbers above 0 up to an upper end, which is permitted.
    public static func positive(upTo upper: Double) -> Range {
      Range("above 0 and at most \(upper.brief)", 0, upper, lowerToo: false, upperToo: true)
    }

    /// The numbers from a lower end on.
    public static func atLeast(_ lower: Double) -> Range {
      Range("at least \(lower.brief)", lower, .infinity, lowerToo: true, upperToo: false)
    }

    /// The numbers between two ends, both included.
    public static func between(_ lower: Double, _ upper: Double) -> Range {
      Range("between \(lower.brief) and \(upper.brief)", lower, upper, lowerToo: true, upperToo: true)
    }

    /// The whole numbers of the range. An end that is not stated is a thousand million: no count of steps, tasks or
    /// samples is larger, and sums of some of them do not overflow. A stated end is at most 2⁵³, to which all whole
    /// numbers are exact.
    package var wholeNumbers: ClosedRange<Int> {
      func inSize(_ end: Double, of stated: Double) -> Double {
        let most = stated.isFinite ? 0x1p53 : 1e9
        return min(max(end, -most), most)
      }
      let lowest = includesLower || lower != lower.rounded() ? lower.rounded(.up) : lower + 1
      let highest = includesUpper || upper != upper.rounded() ? upper.rounded(.down) : upper - 1
      return Int(inSize(lowest, of: lower))...Int(inSize(highest, of: upper))
    }

    /// Whether a number is permitted.
    public func contains(_ value: Double) -> Bool {
      value.isFinite && (includesLower ? value >= lower : value > lower)
        && (includesUpper ? value <= upper : value < upper)
    }
  }
}

extension Setting.Search: CustomStringConvertible {
  /// "a comparison searches 0.5, 1, 2 (a choice of this toolkit)", as a description of the setting shows it.
  public var description: String {
    let tried =
      switch values {
      case .list(let values): values.map(\.description).joined(separator: ", ")
      case .simplex(let parts): "all in steps of \((1 / Double(parts)).brief)"
      }
    let finer = refinement.map { ", then steps of \($0.brief) around the best" } ?? ""
    return
      "a \(isForSearchAlone ? "search tries" : "comparison searches") \(tried)\(isForSearchAlone ? finer : "") (\(source))"
  }
}

extension Setting.Kind: CustomStringConvertible {
  /// The kind in words, as the description of a setting shows it: "a number, positive".
  public var description: String {
    switch self {
    case .number(let range): range == .finite ? "a number" : "a number, \(range)"
    case .wholeNumber(let range): range == .finite ? "a whole number" : "a whole number, \(range)"
    case .truth: "true or false"
    case .word(let words): words.joined(separator: " or ")
    case .text(let what): what
    case .texts(let what): "a list: \(what)"
    case .path: "a path"
    case .numbers(let range, let count): Self.list("numbers", range, count)
    case .wholeNumbers(let range, let count): Self.list("whole numbers", range, count)
    case .numbersByName(let range): "a list of numbers or numbers by name, each \(range)"
    case .section: "a section"
    case .sections: "a list of sections"
    }
  }

  private static func list(_ things: String, _ range: Setting.Range, _ count: Int?) -> String {
    "a list of \(count.map { "\($0) " } ?? "")\(things)" + (range == .finite ? "" : ", each \(range)")
  }
}
