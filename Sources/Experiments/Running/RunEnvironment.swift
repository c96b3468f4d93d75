import Foundation
import Torch

/// Where and with what a run was made: `environment.json`.
public struct RunEnvironment: Codable, Sendable {
  public var equipoise: String
  public var libTorch: String
  public var device: String
  public var threads: Int
  public var cores: Int
  public var cpu: String
  public var instructions: String
  public var system: String
  /// Bytes of memory.
  public var memory: UInt64
  public var date: Date
  /// The fingerprint of the data that it read; nil for runs of earlier versions.
  public var data: String?

  /// The version of this toolkit.
  public static let toolkitVersion = "0.1.0"

  public static func current(device: Device = .cpu, data: String? = nil) -> RunEnvironment {
    let machine = ProcessInfo.processInfo
    return RunEnvironment(
      equipoise: toolkitVersion, libTorch: LibTorch.version, device: "\(device)", threads: Threads.count,
      cores: machine.activeProcessorCount, cpu: cpuName, instructions: LibTorch.cpuCapability,
      system: machine.operatingSystemVersionString, memory: machine.physicalMemory, date: Date(),
      data: data)
  }

  static let fileName = "environment.json"

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(self)
  }

  /// "2 cores of AMD EPYC, AVX512, 24 GB".
  public var summary: String {
    "\(cores) cores of \(cpu), \(instructions), \((memory + (1 << 29)) >> 30) GB"
      + (device == "cpu" ? "" : ", \(device)")
  }

  private static var cpuName: String {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "an unknown processor"
  }
}

extension RunEnvironment {
  /// What a run's folder says; nil where it says nothing readable.
  init?(in folder: RunFolder) {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let text = try? Data(contentsOf: folder.url.appending(path: Self.fileName)),
      let found = try? decoder.decode(Self.self, from: text)
    else { return nil }
    self = found
  }
}
