import Foundation
import TestSupport
import Testing

@testable import Processes
@testable import Reports

/// Processes that this one starts: what they read and write, how they end, and what is said where they cannot start.
@Suite struct ChildProcessTests {
  private let scratch = TemporaryFolder()
  private static let shell = URL(filePath: "/bin/sh")

  private func process(
    _ script: String, environment: [String: String]? = nil, input: ChildProcess.Input = .nothing,
    errors: ChildProcess.Errors = .output
  ) throws -> ChildProcess {
    try ChildProcess(Self.shell, ["-c", script], environment: environment, input: input, errors: errors)
  }

  private func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }

  @Test(
    arguments: [
      ("exit 0", .status(0)), ("exit 7", .status(7)), ("kill -9 $$", .signal(9)),
    ] as [(String, ChildProcess.Ending)])
  func theEndingIsTheProcess(script: String, ending: ChildProcess.Ending) throws {
    #expect(try process(script).end().ending == ending)
  }

  @Test func oneThatIsDroppedUnaskedLeavesNoRecord() throws {
    func dropped() throws -> pid_t {
      let process = try process("exit 0")
      while !process.isAtEnd { _ = process.read() }
      Thread.sleep(forTimeInterval: 0.2)
      return process.id
    }
    #expect(kill(try dropped(), 0) == -1)
  }

  @Test func moreThanAPipeHoldsIsReadToItsEnd() throws {
    let (output, ending) = try process("head -c 1000000 /dev/zero; echo end").end()
    #expect(ending == .status(0) && output.count == 1_000_004)
  }

  @Test func errorsGoWhereTheyAreSent() throws {
    let script = "echo out; echo error >&2", file = scratch.url.appending(path: "errors")
    #expect(text(try process(script).end().output) == "out\nerror\n")
    #expect(text(try process(script, errors: .nothing).end().output) == "out\n")
    #expect(text(try process(script, errors: .file(file)).end().output) == "out\n")
    #expect(try String(contentsOf: file, encoding: .utf8) == "error\n")
  }

  @Test func inputComesFromNothingAFileOrAPipe() throws {
    let file = scratch.url.appending(path: "input")
    try Data("from a file".utf8).write(to: file)
    #expect(text(try process("cat").end().output) == "")
    #expect(text(try process("cat", input: .file(file)).end().output) == "from a file")
    let piped = try process("cat", input: .pipe)
    try FileHandle(fileDescriptor: try #require(piped.input)).write(contentsOf: Data("from a pipe".utf8))
    piped.closeInput()
    #expect(text(piped.end().output) == "from a pipe")
    #expect(piped.input == nil)
  }

  @Test func theEnvironmentIsGivenOrThisProcesss() throws {
    #expect(text(try process("echo $A", environment: ["A": "b"]).end().output) == "b\n")
    #expect(text(try process("echo $PATH").end().output) == "\(ProcessInfo.processInfo.environment["PATH"] ?? "")\n")
  }

  @Test func whatCannotBeStartedIsNamedWithTheSystemsReason() {
    let missing = scratch.url.appending(path: "missing")
    #expect {
      _ = try ChildProcess(missing, [])
    } throws: { "\($0)" == "Could not start `\(missing.path)`: No such file or directory." }
    #expect(
      errorText { _ = try PythonScript.run("", python: missing, input: Data(), arguments: []) }
        == "Could not start `\(missing.path)`: No such file or directory.")
  }

  @Test func aPythonProgramSaysItsErrorOrItsStatus() {
    func message(_ script: String) -> String {
      errorText { _ = try PythonScript.run(script, python: Self.shell, input: Data(), arguments: []) }
    }
    #expect(message("echo trace >&2; echo 'ValueError: no' >&2; exit 1") == "Could not run `/bin/sh`: ValueError: no.")
    #expect(message("exit 3") == "Could not run `/bin/sh`: it ended with status 3.")
    #expect(message("kill -9 $$") == "Could not run `/bin/sh`: it was killed by signal 9.")
  }

  @Test func aPythonProgramReadsItsInput() throws {
    let answer = try PythonScript.run("cat; echo $0", python: Self.shell, input: Data("in ".utf8), arguments: ["a"])
    #expect(text(answer) == "in a\n")
  }
}
