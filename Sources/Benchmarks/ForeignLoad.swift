import Foundation

/// The load of other programs while a benchmark runs. They slow its steps, most of all those of several threads.
struct ForeignLoad {
  private let start = ContinuousClock.now
  private let machine = ForeignLoad.machineSeconds
  private let own = ProcessorSeconds.own + ProcessorSeconds.children

  /// The number of cores that others kept busy on average since this value was made; nil if the system does not say.
  /// Processes that this one started count as its own once they have ended.
  func cores() -> Double? {
    guard let before = machine, let now = ForeignLoad.machineSeconds else { return nil }
    let wall = start.duration(to: .now) / .seconds(1)
    return max(0, (now - before - (ProcessorSeconds.own + ProcessorSeconds.children - own)) / wall)
  }

  /// The seconds that all cores together have been busy.
  private static var machineSeconds: Double? {
    guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
    // user nice system idle iowait irq softirq steal …
    let ticks = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().compactMap { Double($0) }
    guard ticks.count >= 8 else { return nil }
    return ([0, 1, 2, 5, 6, 7].map { ticks[$0] }.reduce(0, +)) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}

/// Seconds of processor time, of all threads, in the program and in the system.
enum ProcessorSeconds {
  /// The seconds of this process.
  static var own: Double { seconds(of: 0) }

  /// The seconds of the processes that this one started and that have ended, with those that they started themselves.
  static var children: Double { seconds(of: -1) }

  /// - Parameter who: RUSAGE_SELF or RUSAGE_CHILDREN, whose Swift types differ from system to system.
  private static func seconds(of who: Int32) -> Double {
    var usage = rusage()
    getrusage(who, &usage)
    let times = [usage.ru_utime, usage.ru_stime]
    return times.map { Double($0.tv_sec) + Double($0.tv_usec) * 1e-6 }.reduce(0, +)
  }
}
