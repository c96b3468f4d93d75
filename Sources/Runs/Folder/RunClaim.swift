import Foundation
import Torch

/// The right to train a run, among all processes of all machines that see its folder.
///
/// A claim is the file `claim.<n>` in the run's folder, which is created exclusively. It names its holder, who renews
/// the file's time. When the holder is gone, the process that creates the file with the next number has the run and
/// removes the file before. The run's lock stays the last guard between processes of one machine.
package final class RunClaim {
  private struct Holder: Codable, Equatable {
    var machine: String
    var process: Int32
    /// The text that tells the claims of one process apart.
    var token: String
  }

  /// The time after which a holder renews its claim, and the age in seconds from which its holder counts as gone.
  /// Machines may see a file's new time a minute late.
  static let (renewal, age) = (Duration.seconds(10), 90.0)

  private let folder: URL
  private let number: Int
  private let holder: Holder
  private var renewed = ContinuousClock.now

  /// Claims a run.
  ///
  /// - Parameter folder: the run's folder, which is created if it is missing.
  /// - Returns: nil if another process has the run.
  /// - Throws: `ResultsError` if the folder cannot be written.
  package init?(_ folder: URL) throws(ResultsError) {
    _ = try RunFolder.create(at: folder)
    let before = Self.last(in: folder)
    let former = before.flatMap { Self.holder(of: $0, in: folder) }
    if let before {
      guard let former, try Self.isGone(former, before, in: folder, now: Self.time(in:)) else { return nil }
    }
    self.folder = folder
    number = (before ?? 0) + 1
    holder = Holder(machine: Self.machine, process: getpid(), token: UUID().uuidString)
    // Of several processes that find the former holder gone, the file system lets one create the next number.
    guard try make() else { return nil }
    guard let before else { return }
    // A claim may have come and gone since the first look.
    guard Self.holder(of: before, in: folder) == former else {
      release()
      return nil
    }
    unlink(Self.path(before, in: folder))
  }

  /// Renews the claim, if it is time to do so, so that other processes know that the holder is there.
  ///
  /// - Returns: false if the run has gone to another process.
  package func renew() -> Bool {
    guard renewed.duration(to: .now) >= Self.renewal else { return true }
    renewed = .now
    // The file server writes its own time.
    return isOwn && (utimes(path, nil) == 0 || errno != ENOENT)
  }

  package func release() {
    if isOwn { unlink(path) }
  }

  /// Whether a process holds a claim to a run, by this machine's clock. It changes no file.
  static func isHeld(_ folder: URL) -> Bool {
    guard let number = last(in: folder), let holder = holder(of: number, in: folder) else { return false }
    return !isGone(holder, number, in: folder) { _ in Date.now.timeIntervalSince1970 }
  }

  /// Removes what a killed holder left in the folder of a run that needs no training.
  package static func clear(_ folder: URL) {
    for number in numbers(in: folder) { unlink(path(number, in: folder)) }
  }

  private var path: String { Self.path(number, in: folder) }
  private var isOwn: Bool { Self.holder(of: number, in: folder) == holder }

  private func make() throws(ResultsError) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    if descriptor < 0 && errno == EEXIST { return false }
    guard descriptor >= 0 else { throw ResultsError.last("write", path) }
    defer { close(descriptor) }
    do {
      try ResultsError.appending((try? JSONEncoder().encode(holder)) ?? Data(), to: descriptor, path)
    } catch {
      unlink(path)
      throw error
    }
    return true
  }

  // MARK: the claims of a folder

  private static func path(_ number: Int, in folder: URL) -> String { folder.appending(path: "claim.\(number)").path }

  private static func numbers(in folder: URL) -> [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    // Numbers of more digits are not ours, and would not leave room for the next.
    return names.compactMap { $0.hasPrefix("claim.") && $0.count < 16 ? Int($0.dropFirst("claim.".count)) : nil }
  }

  private static func last(in folder: URL) -> Int? { numbers(in: folder).max() }

  /// The holder of a claim.
  ///
  /// - Returns: nil if the claim is gone. A claim that is just being written has no holder yet, and no machine.
  private static func holder(of number: Int, in folder: URL) -> Holder? {
    let descriptor = open(path(number, in: folder), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 2048)
    let count = max(0, read(descriptor, &bytes, bytes.count))
    let holder = try? JSONDecoder().decode(Holder.self, from: Data(bytes[..<count]))
    return holder ?? Holder(machine: "", process: 0, token: "")
  }

  private static func isGone<E>(
    _ holder: Holder, _ number: Int, in folder: URL, now: (URL) throws(E) -> Double
  ) throws(E) -> Bool {
    // On this machine the holder's process can be asked for. On others only the age of the file tells.
    if holder.machine == machine, kill(holder.process, 0) != 0, errno == ESRCH { return true }
    var status = stat()
    guard stat(path(number, in: folder), &status) == 0 else { return false }
    return try now(folder) - IndexStamp.seconds(status) > age
  }

  /// The time by the clock of the machine that keeps the folder, since the clocks of machines differ.
  private static func time(in folder: URL) throws(ResultsError) -> Double {
    let path = folder.appending(path: ".\(UUID().uuidString)\(AtomicFile.temporarySuffix)").path
    let descriptor = try ResultsError.opening(path, O_WRONLY)
    defer {
      close(descriptor)
      unlink(path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw ResultsError.last("read", path) }
    return IndexStamp.seconds(status)
  }

  /// The identity of this machine since its start, with the space of its process numbers, since containers may share a
  /// name.
  private static let machine: String = {
    let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
    let processes = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
    let words = [ProcessInfo.processInfo.hostName, boot.trimmingCharacters(in: .whitespacesAndNewlines), processes]
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }()
}
