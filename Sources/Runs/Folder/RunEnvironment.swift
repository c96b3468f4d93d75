import Equipoise
import Foundation
import Printing
import Torch

/// The machine and the versions with which a run was made: `environment.json`.
package struct RunEnvironment: Codable, Sendable {
  package var equipoise: String
  package var libTorch: String
  package var device: String
  package var threads: Int
  package var cores: Int
  package var cpu: String
  package var instructions: String
  package var system: String
  /// The memory in bytes.
  package var memory: Int
  package var date: Date
  /// The fingerprint of the data that the run read; nil for runs of earlier versions.
  package var data: String?
  /// The checksums of the other files that its configuration names, by key (`network.pretrained`); nil for runs of
  /// version 0.1.
  package var files: [String: String]?
  /// The samples of the training split; nil if all have a label of the run's tasks.
  package var samples: TrainingSamples?

  /// The numbers of samples with and without a label.
  package struct TrainingSamples: Codable, Sendable, Hashable {
    /// The number of samples with a label of the run's tasks.
    package var trained: Int
    /// The number of samples without such a label, which are left out.
    package var unlabelled: Int

    package init(trained: Int, unlabelled: Int) {
      self.trained = trained
      self.unlabelled = unlabelled
    }
  }

  package static func current(
    device: Device = .cpu, data: String? = nil, files: [String: String]? = nil
  ) -> RunEnvironment {
    let machine = ProcessInfo.processInfo
    return RunEnvironment(
      equipoise: Toolkit.version, libTorch: LibTorch.version, device: "\(device)", threads: Threads.count,
      cores: machine.activeProcessorCount, cpu: cpuName, instructions: LibTorch.cpuCapability,
      system: machine.operatingSystemVersionString, memory: Int(clamping: machine.physicalMemory), date: Date(),
      data: data, files: files)
  }

  package static let fileName = "environment.json"

  package func json() throws -> Data {
    let encoder = JSONText.encoder(.prettyPrinted)
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(self)
  }

  /// The environment in words: "2 cores of AMD EPYC, AVX512, 24 GB".
  package var summary: String {
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
  /// Reads the file in a run's folder; nil if it has no such file.
  ///
  /// - Throws: ``ResultsError`` if the file cannot be read.
  package static func read(in folder: RunFolder) throws(ResultsError) -> RunEnvironment? {
    let file = folder.url.appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let data = try RunFolder.contents(of: file)
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    do { return try decoder.decode(Self.self, from: data) } catch {
      throw .damaged(path: file.path, line: nil, reason: RunFolder.reason(error))
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    equipoise = try container.decode(String.self, forKey: .equipoise)
    libTorch = try container.decode(String.self, forKey: .libTorch)
    device = try container.decode(String.self, forKey: .device)
    threads = try container.count(.threads)
    cores = try container.count(.cores)
    cpu = try container.decode(String.self, forKey: .cpu)
    instructions = try container.decode(String.self, forKey: .instructions)
    system = try container.decode(String.self, forKey: .system)
    memory = try container.count(.memory)
    date = try container.decode(Date.self, forKey: .date)
    data = try container.decodeIfPresent(String.self, forKey: .data)
    files = try container.decodeIfPresent([String: String].self, forKey: .files)
    samples = try container.decodeIfPresent(TrainingSamples.self, forKey: .samples)
  }
}

extension RunEnvironment.TrainingSamples {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    trained = try container.count(.trained)
    unlabelled = try container.count(.unlabelled)
  }
}
