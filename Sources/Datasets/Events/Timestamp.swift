/// A point in time as a log writes it: microseconds since 1970-01-01 00:00 on the clock of the log. A zone behind it is read
/// over, so that hours and weekdays are those that people on the spot saw.
///
/// `2014-10-22 11:15:41+00:00`, `2014/10/22 11:15`, `2014-10-22T11:15:41.500Z`.
struct Timestamp: Hashable, Comparable, Sendable {
  let microseconds: Int

  static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

  private static let perSecond = 1_000_000
  private static let perMinute = 60 * perSecond
  private static let perDay = 24 * 60 * perMinute

  /// Minutes since midnight, whole ones.
  var minuteOfDay: Int { (microseconds - day * Self.perDay) / Self.perMinute }

  /// Days since Sunday.
  var weekday: Int { ((day + 4) % 7 + 7) % 7 }

  private var day: Int { Int((Double(microseconds) / Double(Self.perDay)).rounded(.down)) }

  /// Seconds from `earlier` to this.
  func seconds(since earlier: Timestamp) -> Double {
    Double(microseconds - earlier.microseconds) / Double(Self.perSecond)
  }

  /// Nil where the text is no such timestamp.
  init?(_ text: String) {
    var scanner = Scanner(text: Array(text.utf8))
    guard let year = scanner.digits(4), let separator = scanner.one(of: "-/"), let month = scanner.digits(2),
      scanner.one(of: [separator]) != nil, let day = scanner.digits(2),
      let days = Self.days(year, month, day), scanner.one(of: "T ") != nil,
      let hour = scanner.digits(2), hour < 24, scanner.one(of: ":") != nil,
      let minute = scanner.digits(2), minute < 60
    else { return nil }
    var fine = 0
    if scanner.one(of: ":") != nil {
      guard let second = scanner.digits(2), second < 60 else { return nil }
      fine = second * Self.perSecond
      if scanner.one(of: ".,") != nil {
        guard let fraction = scanner.fraction() else { return nil }
        fine += fraction
      }
    }
    guard scanner.endsWithZone() else { return nil }
    microseconds = days * Self.perDay + (hour * 60 + minute) * Self.perMinute + fine
  }

  /// Days since 1970-01-01 in the Gregorian calendar; nil where there is no such day.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard year > 0, (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
    let before = year - 1
    let years = before * 365 + before / 4 - before / 100 + before / 400
    return years + lengths[..<(month - 1)].reduce(0, +) + day - 1 - daysBefore1970
  }

  /// From 0001-01-01 to 1970-01-01.
  private static let daysBefore1970 = 719_162
}

/// Reads the parts of a timestamp one after the other.
private struct Scanner {
  let text: [UInt8]
  var at = 0

  /// A number of exactly `count` digits.
  mutating func digits(_ count: Int) -> Int? {
    guard at + count <= text.count else { return nil }
    var value = 0
    for byte in text[at..<at + count] {
      guard byte &- 48 < 10 else { return nil }
      value = value * 10 + Int(byte - 48)
    }
    at += count
    return value
  }

  /// The next character where it is one of these.
  mutating func one(of characters: String) -> UInt8? { one(of: Array(characters.utf8)) }

  mutating func one(of bytes: [UInt8]) -> UInt8? {
    guard at < text.count, bytes.contains(text[at]) else { return nil }
    at += 1
    return text[at - 1]
  }

  /// Digits behind the point as microseconds; finer ones are cut off.
  mutating func fraction() -> Int? {
    var (value, unit) = (0, 100_000)
    let start = at
    while at < text.count, text[at] &- 48 < 10 {
      value += Int(text[at] - 48) * unit
      unit /= 10
      at += 1
    }
    return at > start ? value : nil
  }

  /// Whether nothing follows but `Z` or a difference such as `+02:00`.
  mutating func endsWithZone() -> Bool {
    while one(of: " ") != nil {}
    if at == text.count { return true }
    if one(of: "Zz") != nil { return at == text.count }
    guard one(of: "+-") != nil, digits(2) != nil else { return false }
    if at == text.count { return true }
    _ = one(of: ":")
    return digits(2) != nil && at == text.count
  }
}
