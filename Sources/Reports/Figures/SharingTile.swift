import Printing

/// One effect of sharing, compared with single-task training.
struct SharingTile: Sendable, Hashable {
  enum Tone: String, Sendable { case good, bad, open }

  var name: String
  /// The change in words: "4.6 % better", "1/12 of the parameters".
  var value: String
  /// The figures on which it rests.
  var detail: String
  var tone: Tone

  /// A ratio in words: "1/12 of the time", "64 % of the time", "the same time", "1.4 × the time".
  static func share(_ ratio: Double, of what: String) -> String {
    guard ratio.isFinite, ratio > 0 else { return "unknown" }
    let parts = 1 / ratio
    if parts >= 1.9, parts < 1e6, abs(parts - parts.rounded()) < 0.08 * parts {
      return "1/\(NumberText.grouped(Int(parts.rounded()))) of the \(what)"
    }
    if ratio < 0.95 { return "\(NumberText.fixed(ratio * 100, ratio < 0.01 ? 4 : 0)) % of the \(what)" }
    if ratio <= 1.05 { return "the same \(what)" }
    return "\(NumberText.fixed(ratio, ratio < 9.95 ? 1 : 0)) × the \(what)"
  }
}

extension Comparison {
  /// The tiles of quality, time and parameters of the best multi-task row, compared with single-task training. There
  /// are none without Δm, or if a constant is better than every network.
  var tiles: [SharingTile] {
    guard worseThanConstant.isEmpty, let best, let change = best.deltaM else { return [] }
    var tiles = [qualityTile(best, change)]
    guard let single = singleTask, tasks.count > 1 else { return tiles }
    if let own = best.medianSeconds, let alone = single.medianSeconds {
      let detail =
        "A run of \(best.label) takes \(NumberText.seconds(own)) \(clock.unit), the \(tasks.count) single-task trainings "
        + "\(NumberText.seconds(alone)) s"
      tiles.append(Self.tile("Training time", "time", own / alone, detail))
    }
    if best.parameters > 0, single.parameters > 0 {
      let detail =
        "\(NumberText.grouped(best.parameters)) in one network instead of \(NumberText.grouped(single.parameters)) in "
        + "\(tasks.count)"
      tiles.append(
        Self.tile("Size", "parameters", Double(best.parameters) / Double(single.parameters), detail))
    }
    return tiles
  }

  private func qualityTile(_ best: MethodSummary, _ change: MethodSummary.Change) -> SharingTile {
    let improvement = options.convention.improvement(change.percent)
    let size = NumberText.fixed(abs(change.percent), percentDecimals)
    let isZero = !size.contains { "123456789∞".contains($0) }
    let value = isZero ? "equal" : "\(size) % \(improvement > 0 ? "better" : "worse")"
    let verdict = Verdict(change.interval, options.convention, margin: options.margin)
    let tone: SharingTile.Tone =
      switch verdict {
      case .better: .good
      case .worse: .bad
      case .equal, .notWorse, .open, .unknown: .open
      }
    let interval = change.interval.map { "\(levelText) interval \(NumberText.interval($0, percentDecimals))" }
    return SharingTile(
      name: "Quality", value: value,
      detail: "Δm of \(best.label) is \(percentText(change.percent, nil)), "
        + (interval.map { verdict == .open ? "\($0), so it may be either" : $0 } ?? "without an interval"),
      tone: tone)
  }

  private static func tile(_ name: String, _ what: String, _ ratio: Double, _ detail: String) -> SharingTile {
    SharingTile(
      name: name, value: SharingTile.share(ratio, of: what), detail: detail,
      tone: ratio < 0.95 ? .good : ratio > 1.05 ? .bad : .open)
  }
}
