import Foundation
import Synchronization

/// Ctrl-C, and the signal that asks a process to end, as a flag. Trainings check it after each update and while they
/// wait; they write a checkpoint and end.
///
/// Before the first check there is nothing to keep, and the process ends at once.
enum Interruption {
  private static let requested = Atomic<Bool>(false)
  private static let watched = Atomic<Bool>(false)
  private static let insists = Atomic<Bool>(true)

  /// Starts to watch for the signals.
  ///
  /// - Parameter endsAtSecond: whether a second signal ends the process at once, without a checkpoint.
  static func watch(endsAtSecond: Bool = true) {
    unblock(SIGINT, SIGTERM)
    // Before the first signal, since a handler must not be the one that initialises it.
    insists.store(endsAtSecond, ordering: .relaxed)
    watched.store(false, ordering: .relaxed)
    requested.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] { signal(number) { _ in Interruption.request() } }
  }

  static var isRequested: Bool {
    watched.store(true, ordering: .relaxed)
    return requested.load(ordering: .relaxed)
  }

  /// Ends this process soon after the process that reads its output ends. It writes a checkpoint if that takes no
  /// longer than a few seconds.
  static func endWithReader() {
    var status = stat()
    guard fstat(STDOUT_FILENO, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return }
    unblock(SIGIO, SIGALRM)
    signal(SIGPIPE, SIG_IGN)
    signal(SIGALRM, SIG_DFL)
    signal(SIGIO) { _ in Interruption.requestWithoutReader() }
    // The pipe tells of every change at its other end.
    _ = fcntl(STDOUT_FILENO, F_SETOWN, getpid())
    _ = fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_ASYNC)
    requestWithoutReader()
  }

  /// The seconds that a training has for its checkpoint after its comparison is gone.
  private static let secondsToEnd: UInt32 = 3

  /// Sets the flag. It runs in a signal handler, which may call very little.
  private static func request() {
    let isSecond = requested.exchange(true, ordering: .relaxed)
    if !watched.load(ordering: .relaxed) || isSecond && insists.load(ordering: .relaxed) { _exit(130) }
  }

  private static func requestWithoutReader() {
    var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    guard poll(&output, 1, 0) == 1, output.revents & Int16(POLLERR | POLLHUP) != 0 else { return }
    _ = alarm(secondsToEnd)
    request()
  }

  /// Unblocks signals. A process that another one starts may inherit a mask that blocks them.
  private static func unblock(_ numbers: Int32...) {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
