import Foundation
import Testing

/// Streams that are closed, full or gone: a training goes on without its progress, and output that is lost is a failure.
@Suite struct StandardStreamTests {
  /// A shell's command line with the program as `$0`; nothing of it may take longer than a minute.
  private func shell(_ line: String, in program: Program) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", line, Program.executable.path]
    process.currentDirectoryURL = program.folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: [
      "2> /dev/full", "2>&-", "> /dev/null 2>&- <&-", ">&- 2>&- <&-", "2> >(true)",
    ])
  func aTrainingNeedsNobodyToReadItsProgress(streams: String) throws {
    let program = try TinyTable.program()
    #expect(try shell("timeout 60 \"$0\" train tiny.yaml \(streams)", in: program) == 0)
    let runs = try program.runs(of: "tiny")
    #expect(runs.count == 1 && program.has("\(runs[0])/result.json"))
    // Nothing that was told ends up in a file of the run.
    let lock = String(decoding: try program.read("\(runs[0])/lock"), as: UTF8.self)
    #expect(lock.hasPrefix("process ") && lock.split(separator: "\n").count == 1)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aComparisonNeedsNobodyToReadItsProgress() throws {
    let program = try TinyTable.program()
    #expect(try shell("timeout 120 \"$0\" compare tiny.yaml --balancing ew --seeds 1 2> /dev/full", in: program) == 0)
    #expect(program.has("runs/tiny/report.md"))
  }

  /// A terminal whose other end is closed before the training writes to it.
  @Test func aTrainingEndsWhereItsTerminalWentAway() throws {
    let program = try TinyTable.program()
    var (other, terminal): (Int32, Int32) = (-1, -1)
    try #require(openpty(&other, &terminal, nil, nil, nil) == 0)
    close(other)
    let process = Process()
    process.executableURL = Program.executable
    process.arguments = ["train", "tiny.yaml"]
    process.currentDirectoryURL = program.folder
    process.standardInput = FileHandle.nullDevice
    let stream = FileHandle(fileDescriptor: terminal, closeOnDealloc: true)
    process.standardOutput = stream
    process.standardError = stream
    try process.run()
    process.waitUntilExit()
    // The run is whole; only its table of figures could not be shown.
    #expect(process.terminationReason == .exit && process.terminationStatus == 1)
    #expect(program.has("\(try program.runs(of: "tiny")[0])/result.json"))
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: [
      "list methods --json", "--help", "list methods", "--version",
    ])
  func outputThatIsLostIsAFailure(arguments: String) throws {
    let program = Program()
    let line = "\"$0\" \(arguments) > /dev/full 2> error; echo $? > status"
    _ = try shell(line, in: program)
    #expect(String(decoding: try program.read("status"), as: UTF8.self) == "1\n")
    #expect(
      String(decoding: try program.read("error"), as: UTF8.self).contains(
        "Could not write all of the standard output: No space left on device."))
  }

  @Test func aReaderThatWantsNoMoreIsNoError() throws {
    let program = Program()
    let line =
      "(sleep 0.2; for i in 1 2 3; do \"$0\" list methods --json; done) 2> error | true; echo ${PIPESTATUS[0]} > status"
    _ = try shell(line, in: program)
    #expect(try program.read("error").isEmpty)
    // As for the system's own programs: 128 and the signal of a broken pipe.
    #expect(String(decoding: try program.read("status"), as: UTF8.self) == "141\n")
  }

  @Test func predictionsGoThroughWhateverIsNamed() throws {
    let program = try TinyTable.program()
    #expect(try program.run(["train", "tiny.yaml", "--json"]).status == 0)
    let run = try program.runs(of: "tiny")[0]
    let lines = """
      "$0" predict \(run) table.csv --output plain.csv
      mkfifo pipe; (cat pipe > got.csv) & "$0" predict \(run) table.csv --output pipe; wait; test -p pipe && touch is-pipe
      ln -s target.csv link.csv; "$0" predict \(run) table.csv --output link.csv; test -L link.csv && touch is-link
      "$0" predict \(run) table.csv --output /dev/stdout > stdout.csv 2> summary
      ln -s /dev/full full; "$0" predict \(run) table.csv --output full 2> error; echo $? > status
      """
    _ = try shell("export OMP_NUM_THREADS=1\n" + lines, in: program)
    let plain = try program.read("plain.csv")
    #expect(String(decoding: plain, as: UTF8.self).split(separator: "\n").count == 61)
    for name in ["got.csv", "target.csv", "stdout.csv"] { #expect(try program.read(name) == plain, "\(name)") }
    #expect(program.has("is-pipe") && program.has("is-link"))
    #expect(String(decoding: try program.read("summary"), as: UTF8.self).hasPrefix("60 predictions in "))
    #expect(String(decoding: try program.read("status"), as: UTF8.self) == "1\n")
    #expect(String(decoding: try program.read("error"), as: UTF8.self).contains("No space left on device"))

    let configuration = try program.read("\(run)/config.yaml")
    let refused = try program.run(["predict", run, "table.csv", "--output", "\(run)/config.yaml"])
    #expect(refused.status == 1 && refused.error.contains("`--output` should be no file of a run."))
    #expect(try program.read("\(run)/config.yaml") == configuration)
  }

  @Test func restartingRefusesWhatAnotherProcessTrains() throws {
    let program = try TinyTable.program()
    #expect(try program.run(["train", "tiny.yaml", "--json"]).status == 0)
    let run = try program.runs(of: "tiny")[0]
    let result = try program.read("\(run)/result.json")
    let line =
      "flock \(run)/lock -c '\"\(Program.executable.path)\" train tiny.yaml --restart 2> error'; echo $? > status"
    _ = try shell(line, in: program)
    #expect(String(decoding: try program.read("status"), as: UTF8.self) == "1\n")
    #expect(String(decoding: try program.read("error"), as: UTF8.self).contains("one process at a time"))
    #expect(try program.read("\(run)/result.json") == result)
    #expect(try program.run(["train", "tiny.yaml", "--restart", "--json"]).status == 0)
  }
}
