/// A time as a log writes it: what the local clock showed, and how far its zone is from UTC if a zone is written. Hours
/// and weekdays are those of the clock; order and times between events are those of ``instant``.
///
/// `2014-10-22 11:15:41+00:00`, `2014/10/22 11:15`, `2014-10-22T11:15:41.500Z`, `2014-10-22 13:15:41 +0200`.
struct Timestamp: Hashable, Comparable, Sendable {
  /// The microseconds since 1970-01-01 00:00 on the clock.
  let microseconds: Int
  /// The minutes by which the clock is ahead of UTC; nil if no zone is written.
  let offset: Int?

  /// The microseconds since 1970-01-01 00:00 UTC, or on the clock if no zone is written.
  var instant: Int { microseconds - (offset ?? 0) * Self.perMinute }

  /// Compares two times by the clock.
  static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }

  /// The permitted microseconds on the clock, in years of four digits, and the permitted minutes before or ahead of
  /// UTC.
  static let clocks = Int64(-62_135_596_800 * perSecond)..<Int64(253_402_300_800 * perSecond),
    offsets = Int64(-1439)..<1440

  private static let perSecond = 1_000_000
  private static let perMinute = 60 * perSecond
  private static let perDay = 24 * 60 * perMinute

  /// The whole minutes since midnight.
  var minuteOfDay: Int { (microseconds - day * Self.perDay) / Self.perMinute }

  /// The days since Sunday. 1970-01-01 was a Thursday, and the second remainder makes earlier days positive.
  var weekday: Int { ((day + 4) % 7 + 7) % 7 }

  private var day: Int { (microseconds - (microseconds < 0 ? Self.perDay - 1 : 0)) / Self.perDay }

  /// The seconds between two numbers of microseconds.
  static func seconds(from earlier: Int, to later: Int) -> Double { Double(later - earlier) / Double(perSecond) }

  init(microseconds: Int, offset: Int?) { (self.microseconds, self.offset) = (microseconds, offset) }

  /// Reads a timestamp; nil if the text is none.
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
    guard let zone = scanner.zone() else { return nil }
    offset = zone.offset
    microseconds = days * Self.perDay + (hour * 60 + minute) * Self.perMinute + fine
  }

  /// The days since 1970-01-01 in the Gregorian calendar; nil if there is no such day.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard year > 0, (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
    let before = year - 1
    let years = before * 365 + before / 4 - before / 100 + before / 400
    return years + lengths[..<(month - 1)].reduce(0, +) + day - 1 - daysBefore1970
  }

  /// The days from 0001-01-01 to 1970-01-01.
  private static let daysBefore1970 = 719_162
}

/// The zone after a time; its offset is nil if none is written.
private struct Zone {
  let offset: Int?
}

/// A scanner that reads the parts of a timestamp one after the other.
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

  /// The next character if it is one of these; nil otherwise.
  mutating func one(of characters: String) -> UInt8? { one(of: Array(characters.utf8)) }

  mutating func one(of bytes: [UInt8]) -> UInt8? {
    guard at < text.count, bytes.contains(text[at]) else { return nil }
    at += 1
    return text[at - 1]
  }

  /// The digits after the point as microseconds; finer digits are cut off.
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

  /// The rest of the text: nothing, `Z`, or a difference in minutes such as `+02:00`, `+0200` or `+02`; nil for other
  /// text.
  mutating func zone() -> Zone? {
    while one(of: " ") != nil {}
    if at == text.count { return Zone(offset: nil) }
    if one(of: "Zz") != nil { return at == text.count ? Zone(offset: 0) : nil }
    guard let sign = one(of: "+-"), let hours = digits(2), hours < 24 else { return nil }
    var minutes = 0
    if at < text.count {
      _ = one(of: ":")
      guard let read = digits(2), read < 60, at == text.count else { return nil }
      minutes = read
    }
    return Zone(offset: (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes))
  }
}
