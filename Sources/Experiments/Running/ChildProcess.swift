import Foundation

/// A process that this one starts, with what it writes to standard output and standard error in one pipe.
///
/// Nothing here waits: whoever holds it looks again until it has ended. It is made of the system's own calls, because
/// `Foundation.Process` traps or waits for ever where descriptors are short.
final class ChildProcess {
  /// How a process ended.
  enum Ending: Equatable {
    case status(Int32)
    case signal(Int32)
    /// The system has no record of it.
    case unknown
  }

  /// The system's reason for not starting a process.
  struct StartError: Error, CustomStringConvertible {
    let path: String
    let number: Int32
    /// Whether the system lacks what other processes give back: processes, memory, descriptors.
    var isShortage: Bool { [EAGAIN, ENOMEM, EMFILE, ENFILE].contains(number) }
    var description: String { "Could not start `\(path)`: \(String(cString: strerror(number)))." }
  }

  let id: pid_t
  /// The end of the pipe that this process reads; its end says that nothing more comes.
  let output: Int32
  private(set) var isAtEnd = false

  init(_ executable: URL, _ arguments: [String]) throws(StartError) {
    let path = executable.path
    var pipe: [Int32] = [-1, -1]
    guard Foundation.pipe(&pipe) == 0 else { throw StartError(path: path, number: errno) }
    // What other children inherited would keep the pipe open after this one's end.
    for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(pipe[0], F_SETFL, O_NONBLOCK)
    var id: pid_t = 0
    let failure = Self.spawn(&id, path, [path] + arguments, output: pipe[1])
    close(pipe[1])
    guard failure == 0 else {
      close(pipe[0])
      throw StartError(path: path, number: failure)
    }
    (self.id, output) = (id, pipe[0])
  }

  deinit { close(output) }

  private static func spawn(_ id: inout pid_t, _ path: String, _ words: [String], output: Int32) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
    var arguments = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    return posix_spawn(&id, path, &actions, nil, &arguments, &variables)
  }

  /// What it has written since the last look.
  func read() -> Data {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var data = Data()
    while !isAtEnd {
      let count = Foundation.read(output, &bytes, bytes.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN { break }
      if count <= 0 { isAtEnd = true } else { data += bytes[..<count] }
    }
    return data
  }

  /// How it ended; nil while it runs. Ask no more after an answer.
  func ending() -> Ending? {
    var status: Int32 = 0
    switch waitpid(id, &status, WNOHANG) {
    case 0: return nil
    case id: return status & 0x7f == 0 ? .status(status >> 8 & 0xff) : .signal(status & 0x7f)
    default: return errno == EINTR ? nil : .unknown
    }
  }

  func send(_ signal: Int32) { kill(id, signal) }

  /// Rests until one of them has written something, a signal has come, or the time is over.
  static func wait(for processes: [ChildProcess], milliseconds: Int32) {
    let open = processes.filter { !$0.isAtEnd }
    var entries = open.map { pollfd(fd: $0.output, events: Int16(POLLIN), revents: 0) }
    // One that has closed its output is about to end, which no descriptor says.
    _ = poll(&entries, nfds_t(entries.count), open.count < processes.count ? min(milliseconds, 5) : milliseconds)
  }
}
