import Foundation

/// Measures how long parts of a training take, on the clock and on the processors.
///
/// Processor seconds are those of all threads of the process. Other programs on the machine make a training longer, and not
/// its processor seconds, so that these are what a method costs; they also count whatever else the same process does.
struct StepClock {
  /// What a part took.
  struct Lap {
    var seconds = 0.0
    var processorSeconds = 0.0
  }

  private var wall = ContinuousClock.now
  private var processor = Self.processorSeconds

  /// What was taken since the last lap, or since the beginning.
  mutating func lap() -> Lap {
    let now = ContinuousClock.now, spent = Self.processorSeconds
    defer { (wall, processor) = (now, spent) }
    return Lap(seconds: wall.duration(to: now).seconds, processorSeconds: max(spent - processor, 0))
  }

  /// Processor seconds of the process since it began.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
