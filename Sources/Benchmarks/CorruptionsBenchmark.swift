import Components
import Corruptions
import Foundation
import Statistics

/// A benchmark of image corruptions on one thread, next to the package imagecorruptions if Python has it.
///
/// Both sides begin and end with bytes. They corrupt the same image in turn, a block of repeats each, at every severity with
/// the constants of ImageNet-C. Kinds that draw nothing are compared, too.
package struct CorruptionsBenchmark {
  package var kinds = Array(Corruptions.all)
  package var height = 120
  package var width = 160
  /// The seconds of measuring for each kind.
  package var seconds = 2.0
  package var peer: BenchmarkPeer?

  package init() {}

  /// The line of Python that fails where the peer's package is missing.
  package static let peerCheck =
    "import importlib.util, cv2, skimage; assert importlib.util.find_spec('imagecorruptions')"

  private static let blockSeconds = 0.02
  private static let mostRepeats = 100
  private static let leastRounds = 3
  /// The seconds of one image of the peer above which it is timed once.
  private static let longTime = 0.1

  /// Measures.
  ///
  /// - Parameter progress: called with what is measured next.
  package func run(progress: (String) -> Void = { _ in }) throws -> CorruptionsReport {
    let bytes = pictureBytes
    let file = FileManager.default.temporaryDirectory.appending(path: "equipoise-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(bytes).write(to: file)
    let theirs = try peer.map {
      let script = $0.script.deletingLastPathComponent().appendingPathComponent("corruptions_peer.py")
      return try BenchmarkProcess(
        "imagecorruptions", $0.python, [script.path, file.path, "\(height)", "\(width)"],
        environment: $0.environment.merging(["OMP_NUM_THREADS": "1"]) { $1 })
    }
    defer { theirs?.quit() }
    var report = CorruptionsReport(height: height, width: width, peerVersion: theirs?.version)
    let load = ForeignLoad()
    for kind in kinds {
      progress(kind.name)
      report.rows.append(try measure(kind, bytes, theirs))
    }
    report.foreignLoad = load.cores()
    return report
  }

  private func measure(_ kind: CorruptionCard, _ bytes: [UInt8], _ theirs: BenchmarkProcess?) throws
    -> CorruptionsReport.Row
  {
    var row = CorruptionsReport.Row(kind: kind.name)
    let share = seconds / Double(CorruptionCard.severities.count)
    for severity in CorruptionCard.severities {
      func time(_ count: Int) throws -> Double {
        try (0..<count).map { number in
          let start = ContinuousClock.now
          _ = try corrupted(bytes, kind, severity, seed: number)
          return start.duration(to: .now) / .seconds(1)
        }.median
      }
      func timeOfPeer(_ count: Int) throws -> Double? {
        try theirs?.ask("time \(kind.name) \(severity) \(count)").median
      }
      // The first image of each side meets cold caches.
      let first = try (time(1), timeOfPeer(1))
      let repeats = max(1, min(Self.mostRepeats, Int(Self.blockSeconds / max(first.0, first.1 ?? 0))))
      var own: [Double] = [], other: [Double] = []
      let end = ContinuousClock.now + .seconds(share)
      while own.count < Self.leastRounds || .now < end {
        own.append(try time(repeats))
        if let seconds = first.1, seconds > Self.longTime {
          other = [seconds]
        } else if let seconds = try timeOfPeer(repeats) {
          other.append(seconds)
        }
      }
      row.seconds.append(own.median)
      if !other.isEmpty { row.peerSeconds.append(other.median) }
      if let theirs, kind.draws.isEmpty {
        let levels = try theirs.ask("levels \(kind.name) \(severity)"),
          ours = try corrupted(bytes, kind, severity, seed: 0)
        guard levels.count == ours.count else {
          throw BenchmarkError("both sides should give \(ours.count) bytes. Found \(levels.count).")
        }
        let largest = zip(ours, levels).map { abs(Double($0) - $1) }.max() ?? 0
        row.largestDifference = max(row.largestDifference ?? 0, largest)
      }
    }
    return row
  }

  private func corrupted(_ bytes: [UInt8], _ kind: CorruptionCard, _ severity: Int, seed: Int) throws -> [UInt8] {
    var draws = CorruptionDraws(SplitMix64(seed: UInt64(seed)))
    let picture = PlanarImage(bytes: bytes, channels: Self.channels, height: height, width: width)
    return try kind.corrupted(picture, severity: severity, column: .imageNet, draws: &draws).bytes
  }

  private static let channels = 3

  /// A picture of smooth colours with a little noise, as a photograph has it.
  private var pictureBytes: [UInt8] {
    var random = SplitMix64(seed: 0)
    return (0..<height * width * Self.channels).map { index in
      let (pixel, channel) = (index / Self.channels, Double(index % Self.channels))
      let (row, column) = (Double(pixel / width) / Double(height), Double(pixel % width) / Double(width))
      let waves = sin(9 * column + 2 * channel) * cos(7 * row - channel) + 0.5 * sin(31 * (row + column))
      return UInt8(max(0, min(255, 128 + 70 * waves + Double(random.uniform(-6, 6)))))
    }
  }
}
