import Foundation

/// A process that this one starts, with a pipe for its standard output.
///
/// Only ``end()`` waits: otherwise its owner calls again until it has ended. It uses the system's own calls, because
/// `Foundation.Process` traps or waits for ever when descriptors are short.
package final class ChildProcess {
  /// The end of a process.
  package enum Ending: Equatable, CustomStringConvertible {
    case status(Int32)
    case signal(Int32)
    /// The system has no record of the process.
    case unknown

    package var description: String {
      switch self {
      case .status(let status): "it ended with status \(status)"
      case .signal(let signal): "it was killed by signal \(signal)"
      case .unknown: "it ended, and the system does not say how"
      }
    }
  }

  /// The system's reason for not starting a process.
  package struct StartError: Error, CustomStringConvertible {
    let path: String
    package let number: Int32
    /// Whether the system lacks something that other processes give back: processes, memory, descriptors.
    package var isShortage: Bool { [EAGAIN, ENOMEM, EMFILE, ENFILE].contains(number) }
    package var description: String { "Could not start `\(path)`: \(String(cString: strerror(number)))." }
  }

  /// The source of standard input.
  package enum Input {
    case nothing
    case file(URL)
    /// A pipe, ``ChildProcess/input``.
    case pipe
  }

  /// The destination of standard error.
  package enum Errors {
    case nothing
    /// The destination of its output.
    case output
    case file(URL)
  }

  package let id: pid_t
  /// The end of a pipe that the process reads; nil where it has none, or none any more.
  package private(set) var input: Int32?
  /// The end of the pipe that this process reads; when it closes, nothing more comes.
  package let output: Int32
  package private(set) var isAtEnd = false
  /// Whether ``ending()`` has said how it ended.
  package private(set) var hasEnded = false

  /// Starts a process.
  ///
  /// - Parameter environment: this process's by default.
  package init(
    _ executable: URL, _ arguments: [String], environment: [String: String]? = nil, input: Input = .nothing,
    errors: Errors = .output
  ) throws(StartError) {
    let path = executable.path
    let output = try Self.pipe(path)
    var source: (reading: Int32, writing: Int32)?
    if case .pipe = input {
      do { source = try Self.pipe(path) } catch {
        for end in [output.reading, output.writing] { close(end) }
        throw error
      }
    }
    _ = fcntl(output.reading, F_SETFL, O_NONBLOCK)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    func open(_ stream: Int32, _ path: String, _ flags: Int32) {
      posix_spawn_file_actions_addopen(&actions, stream, path, flags, 0o600)
    }
    switch input {
    case .nothing: open(STDIN_FILENO, "/dev/null", O_RDONLY)
    case .file(let file): open(STDIN_FILENO, file.path, O_RDONLY)
    case .pipe: posix_spawn_file_actions_adddup2(&actions, source!.reading, STDIN_FILENO)
    }
    posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
    switch errors {
    case .nothing: open(STDERR_FILENO, "/dev/null", O_WRONLY)
    case .output: posix_spawn_file_actions_adddup2(&actions, output.writing, STDERR_FILENO)
    case .file(let file): open(STDERR_FILENO, file.path, O_WRONLY | O_CREAT | O_TRUNC)
    }
    var id: pid_t = 0
    let failure = Self.spawn(
      &id, path, [path] + arguments, environment ?? ProcessInfo.processInfo.environment, &actions)
    close(output.writing)
    if let source { close(source.reading) }
    guard failure == 0 else {
      close(output.reading)
      if let source { close(source.writing) }
      throw StartError(path: path, number: failure)
    }
    (self.id, self.output, self.input) = (id, output.reading, source?.writing)
  }

  deinit {
    close(output)
    closeInput()
    // Of one that has ended unasked the system would keep a record.
    if !hasEnded { _ = ending() }
  }

  /// Closes its standard input, so that it knows that nothing more comes.
  package func closeInput() {
    if let input { close(input) }
    input = nil
  }

  /// Writes a line to its standard input, a pipe. The caller should have prepared for a pipe without a reader
  /// (``StandardStreams/prepare()``).
  ///
  /// - Returns: false if the process reads no more.
  package func tell(_ line: String) -> Bool {
    guard let input else { return false }
    return (try? FileHandle(fileDescriptor: input).write(contentsOf: Data((line + "\n").utf8))) != nil
  }

  /// Creates a pipe whose ends no other child inherits: they would keep it open after this one's end.
  private static func pipe(_ path: String) throws(StartError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Foundation.pipe(&ends) == 0 else { throw StartError(path: path, number: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ id: inout pid_t, _ path: String, _ words: [String], _ environment: [String: String],
    _ actions: inout posix_spawn_file_actions_t
  ) -> Int32 {
    var arguments = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    return posix_spawn(&id, path, &actions, nil, &arguments, &variables)
  }

  /// The output that it has written since the last call.
  package func read() -> Data {
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

  /// The end of the process; nil while it runs. Do not call again after an answer.
  package func ending() -> Ending? {
    var status: Int32 = 0
    let answer = waitpid(id, &status, WNOHANG)
    if answer == 0 || answer < 0 && errno == EINTR { return nil }
    hasEnded = true
    guard answer == id else { return .unknown }
    return status & 0x7f == 0 ? .status(status >> 8 & 0xff) : .signal(status & 0x7f)
  }

  /// Waits for the end of the process.
  ///
  /// - Returns: the output since the last call, and how the process ended.
  package func end() -> (output: Data, ending: Ending) {
    var data = Data()
    while true {
      // Asked first: what it said before its end is then there to be read.
      let ending = ending()
      data += read()
      if let ending { return (data, ending) }
      Self.wait(for: [self], milliseconds: 1000)
    }
  }

  package func send(_ signal: Int32) { kill(id, signal) }

  /// Waits until one of them has written something, a signal has come, or the time is over.
  package static func wait(for processes: [ChildProcess], milliseconds: Int32) {
    let open = processes.filter { !$0.isAtEnd }
    var entries = open.map { pollfd(fd: $0.output, events: Int16(POLLIN), revents: 0) }
    // One that has closed its output is about to end, which no descriptor says.
    _ = poll(&entries, nfds_t(entries.count), open.count < processes.count ? min(milliseconds, 5) : milliseconds)
  }
}

/// The exit statuses of the command that mean something to other programs.
package enum ExitStatus {
  /// The command was ended by Ctrl-C after a checkpoint; shells report the same number.
  package static let interrupted: Int32 = 130
  /// Another process works on it, or has to finish first: the same command continues later (`EX_TEMPFAIL` of
  /// sysexits.h).
  package static let tryLater: Int32 = 75
  /// Some claims of a study stay untested, because data are missing or they were left out.
  package static let untested: Int32 = 2
}
