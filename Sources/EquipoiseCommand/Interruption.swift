import Foundation
import Synchronization

/// Ctrl-C, and the signal that asks a process to end, as a flag: trainings look at it after each update, write a
/// checkpoint and end.
enum Interruption {
  private static let requested = Atomic<Bool>(false)
  private static let insists = Atomic<Bool>(true)

  /// - Parameter endsAtSecond: whether a second signal ends the process at once, without a checkpoint.
  static func watch(endsAtSecond: Bool = true) {
    // A process that another one starts may inherit a mask that keeps the signals away.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    // Before the first signal, since a handler must not be the one that initialises it.
    insists.store(endsAtSecond, ordering: .relaxed)
    requested.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        let isSecond = Interruption.requested.exchange(true, ordering: .relaxed)
        if isSecond && Interruption.insists.load(ordering: .relaxed) { _exit(130) }
      }
    }
  }

  static var isRequested: Bool { requested.load(ordering: .relaxed) }
}
