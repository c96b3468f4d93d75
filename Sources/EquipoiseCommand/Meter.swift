import Foundation
import Printing
import Processes
import Synchronization
import Training

/// Progress on standard error: one line that rewrites itself on a terminal; plain lines at intervals otherwise.
final class Meter: Sendable {
  private struct State {
    var last = ContinuousClock.now - .seconds(100)
    var isOpen = false
    var timeLeft = TimeLeft()
  }

  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let quiet: Bool
  private let state = Mutex(State())

  init(quiet: Bool = false) { self.quiet = quiet }

  /// Shows progress.
  ///
  /// - Parameter share: the share of this piece of work that is done, from 0 to 1.
  func show(_ text: String, share: Double) {
    guard !quiet else { return }
    state.withLock { state in
      let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(15)
      guard state.last.duration(to: .now) > pause || (share >= 1 && isTerminal) else { return }
      state.last = .now
      let left = state.timeLeft.seconds(at: share).map { " · \(Self.time($0)) left" } ?? ""
      let line = "\(Int((share * 100).rounded(.down))) % · \(TerminalText.escaped(text))\(left)"
      write(isTerminal ? "\r\u{1B}[K" + line.prefix(110) : line + "\n")
      state.isOpen = isTerminal
    }
  }

  /// Prints a line that stays.
  func note(_ text: String) {
    guard !quiet else { return }
    alert(text)
  }

  /// Prints a line that stays, even if progress is switched off.
  func alert(_ text: String) {
    finish()
    write(TerminalText.lines(text) + "\n")
  }

  func finish() {
    state.withLock { state in
      if state.isOpen { write("\r\u{1B}[K") }
      state.isOpen = false
    }
  }

  static func time(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole >= 3600 { return "\(whole / 3600) h \(whole % 3600 / 60) min" }
    return whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
  }

  private func write(_ text: String) { StandardStreams.tell(text) }
}

/// Shows a training on a meter.
final class TrainingMeter: TrainingObserver {
  private let meter: Meter
  private var total = 1
  private var first = 0
  private var latest = ""

  init(_ meter: Meter) { self.meter = meter }

  func trainingStarted(step: Int, total: Int) {
    self.total = max(total, 1)
    first = step
    if step > 0 { meter.note("going on after update \(step) of \(total)") }
  }

  func networkRemarked(_ remark: String) { meter.note(remark) }

  func stepEnded(_ step: Int, epoch: Int) {
    meter.show("epoch \(epoch)\(latest)", share: Double(step) / Double(total))
  }

  func epochEnded(_ report: EpochReport) {
    latest = " · losses " + Self.list(report.trainLosses.map { ($0.key, $0.value) })
    let penalties = report.penalties.sorted { $0.key < $1.key }
    if !penalties.isEmpty { latest += " · penalties " + Self.list(penalties.map { ($0.key, $0.value) }) }
  }

  /// The most values that a line of progress shows.
  private static let mostShown = 8

  private static func list(_ values: [(name: String, value: Double)]) -> String {
    let more = values.count - mostShown
    let shown = values.prefix(mostShown).map {
      "\($0.name) \($0.value.formatted(.number.precision(.significantDigits(3))))"
    }
    return shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
