import Foundation
import Testing

@testable import Torch

/// A file that a person names is replaced only where it is a regular one.
@Suite struct OutputFileTests {
  private func link(_ url: URL) -> String? { try? FileManager.default.destinationOfSymbolicLink(atPath: url.path) }

  @Test func aRegularFileIsReplacedAsAWhole() throws {
    try Fixtures.withFolder { folder in
      let (file, other) = (folder.appending(path: "a"), folder.appending(path: "b"))
      try Data("old".utf8).write(to: file)
      try FileManager.default.linkItem(at: file, to: other)
      struct Stop: Error {}
      #expect(throws: Stop.self) {
        try AtomicFile.output(to: file) { output in
          try Data("half".utf8).withUnsafeBytes { try output.append($0) }
          throw Stop()
        }
      }
      #expect(try String(contentsOf: file, encoding: .utf8) == "old")
      try AtomicFile.output(Data("new".utf8), to: file)
      #expect(try String(contentsOf: file, encoding: .utf8) == "new")
      #expect(try String(contentsOf: other, encoding: .utf8) == "old")
    }
  }

  @Test func aLinkIsWrittenThrough() throws {
    try Fixtures.withFolder { folder in
      let (file, target) = (folder.appending(path: "link"), folder.appending(path: "target"))
      try FileManager.default.createSymbolicLink(at: file, withDestinationURL: target)
      for text in ["a longer first text", "second"] {
        try AtomicFile.output(Data(text.utf8), to: file)
        #expect(try String(contentsOf: target, encoding: .utf8) == text)
        #expect(link(file) == target.path)
      }
    }
  }

  @Test func aPipeIsWrittenInto() throws {
    try Fixtures.withFolder { folder in
      let pipe = folder.appending(path: "pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      // Opened without waiting for the writer, so that one thread does for both ends.
      let reader = open(pipe.path, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      try AtomicFile.output(Data("through".utf8), to: pipe)
      var bytes = [UInt8](repeating: 0, count: 16)
      let count = read(reader, &bytes, 16)
      #expect(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self) == "through")
      var status = stat()
      #expect(lstat(pipe.path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aDeviceStaysADeviceAndSaysWhatItRefuses() throws {
    try Fixtures.withFolder { folder in
      // By a link, so that code that replaces takes the link alone.
      let full = folder.appending(path: "full")
      try FileManager.default.createSymbolicLink(atPath: full.path, withDestinationPath: "/dev/full")
      #expect {
        try AtomicFile.output(Data("x".utf8), to: full)
      } throws: {
        "\($0)" == "\(full.path) could not be written: No space left on device."
      }
      #expect(link(full) == "/dev/full")
    }
  }

  @Test func aTensorGoesThroughALinkToo() throws {
    try Fixtures.withFolder { folder in
      let (file, target) = (folder.appending(path: "link.npy"), folder.appending(path: "target.npy"))
      try FileManager.default.createSymbolicLink(at: file, withDestinationURL: target)
      try Npy.write(Tensor([1, 2] as [Float]), to: file)
      #expect(link(file) == target.path)
      #expect(try Npy.read(target).shape == [2])
    }
  }
}
