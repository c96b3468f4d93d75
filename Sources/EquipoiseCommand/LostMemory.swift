import Foundation

/// Files are read where the system maps them. What another program cuts off such a file is gone from the memory of those that
/// read it, and the system ends them with SIGBUS; this says why.
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
