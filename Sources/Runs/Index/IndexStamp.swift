import Foundation

/// The stamp by which the index knows whether a run has changed since it was read: the times and sizes of its folder,
/// its result and its records. Every other file is replaced by renaming, which changes the folder's time.
package enum IndexStamp {
  /// The time within which two changes may have the same stamp: a file system's clock ticks in milliseconds, or
  /// seconds.
  private static let resolution = 2.0

  /// The stamp of a folder.
  ///
  /// - Returns: "" if the folder changed so lately that another change could go unseen.
  static func of(_ folder: RunFolder, now: Date = .now) -> String {
    var newest = 0.0
    let parts = [folder.url, folder.resultFile, folder.metricsFile].map { url -> String in
      guard let status = status(url) else { return "-" }
      newest = max(newest, seconds(status))
      return "\(time(status).tv_sec).\(time(status).tv_nsec):\(isFolder(status) ? 0 : status.st_size)"
    }
    return newest > now.timeIntervalSince1970 - resolution ? "" : parts.joined(separator: " ")
  }

  /// The time at which a file was last changed.
  package static func changed(_ url: URL) -> Date? {
    status(url).map { Date(timeIntervalSince1970: seconds($0).rounded(.down)) }
  }

  /// The folders directly below one, in order.
  package static func folders(in url: URL) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) else { return [] }
    return names.filter { name in
      !name.hasPrefix(".") && status(url.appending(path: name)).map(isFolder) == true
    }.sorted()
  }

  private static func status(_ url: URL) -> stat? {
    var status = stat()
    return stat(url.path, &status) == 0 ? status : nil
  }

  private static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }

  /// The time of the last change, in seconds since 1970.
  static func seconds(_ status: stat) -> Double {
    Double(time(status).tv_sec) + Double(time(status).tv_nsec) * 1e-9
  }

  private static func time(_ status: stat) -> timespec {
    #if canImport(Darwin)
      status.st_mtimespec
    #else
      status.st_mtim
    #endif
  }
}
