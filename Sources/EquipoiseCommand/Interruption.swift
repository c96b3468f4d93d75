import Foundation
import Synchronization

/// Ctrl-C, and the signal that asks a process to end, as a flag: trainings look at it after each update, write a
/// checkpoint and end. A second Ctrl-C ends at once.
enum Interruption {
  private static let requested = Atomic<Bool>(false)

  static func watch() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interruption.requested.exchange(true, ordering: .relaxed) { _exit(130) }
      }
    }
  }

  static var isRequested: Bool { requested.load(ordering: .relaxed) }
}
