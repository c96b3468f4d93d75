import Foundation

/// A handler of SIGBUS that explains why the process ends. Files are read through memory maps if the system allows it;
/// if another program shortens such a file, the missing part is gone from memory, and the system sends SIGBUS to its
/// readers.
enum LostMemory {
  static func explain() {
    signal(SIGBUS) { number in
      // A handler may call little more than this.
      let text: StaticString = """
        Error: A file became shorter while it was read, or its disk failed (SIGBUS). Start again: what was cut off in \
        `data.cache` is made again, and a training goes on from its checkpoint.

        """
      _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
      signal(number, SIG_DFL)
      raise(number)
    }
  }
}
