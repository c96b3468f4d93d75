import Foundation

/// A clock that measures parts of a training, in seconds and in processor seconds.
///
/// Processor seconds are those of all threads of the process. Other programs on the machine make a training longer but
/// leave its processor seconds, so these are what a method costs. They also count other work of the same process.
struct StepClock {
  /// The time that a part took.
  struct Lap {
    var seconds = 0.0
    var processorSeconds = 0.0
  }

  private var wall = ContinuousClock.now
  private var processor = Self.processorSeconds

  /// The time since the last lap, or since the beginning.
  mutating func lap() -> Lap {
    let now = ContinuousClock.now, spent = Self.processorSeconds
    defer { (wall, processor) = (now, spent) }
    return Lap(seconds: wall.duration(to: now).seconds, processorSeconds: max(spent - processor, 0))
  }

  /// The processor seconds of the process since it began.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

extension Duration {
  /// The whole duration in seconds.
  package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
