import Foundation
import Synchronization

/// Ctrl-C, and the signal that asks a process to end, as a flag: trainings look at it after each update, write a
/// checkpoint and end. A second Ctrl-C ends at once.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  static func watch() {
    // A process that another one starts may inherit a mask that keeps the signals away.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interruption.requested.exchange(true, ordering: .relaxed) { _exit(130) }
      }
    }
  }

  static var isRequested: Bool { requested.load(ordering: .relaxed) }
}
