import Foundation

/// Trainings of an instant: sixty rows, two numbers in, two numbers out.
enum TinyTable {
  static let yaml = """
    name: tiny
    data:
      kind: table
      files: {train: table.csv}
      targets:
        - {name: sum, column: s, kind: regression}
        - {name: difference, column: d, kind: regression}
    network: {trunk: mlp, hidden: [4]}
    training: {epochs: 1, batch: 16, learning-rate: 1e-2, threads: 1}
    comparison:
      methods: [ew, {method: scalarization, grid: {weights: {step: 0.25}}}]
      seeds: 2
    output: {folder: runs}
    """

  static let csv: String = {
    let rows = (0..<60).map { row in
      let (a, b) = (Double(row * 7 % 13) / 13, Double(row * 5 % 11) / 11)
      return "\(a),\(b),\(a + b),\(a - b)"
    }
    return (["a,b,s,d"] + rows).joined(separator: "\n") + "\n"
  }()

  /// A folder with the experiment `tiny.yaml` and its table.
  static func program() throws -> Program {
    let program = Program()
    try program.write(yaml, to: "tiny.yaml")
    try program.write(csv, to: "table.csv")
    return program
  }
}

extension Program {
  func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: folder.appending(path: path).path) }

  /// The folders of an experiment's runs.
  func runs(of experiment: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "runs/\(experiment)").path)
      .filter { has("runs/\(experiment)/\($0)/config.yaml") }.map { "runs/\(experiment)/\($0)" }
  }

  /// Whether so many trainings of an experiment have made updates.
  func hasBegun(_ experiment: String, runs count: Int) -> Bool {
    ((try? runs(of: experiment)) ?? []).count { has("\($0)/metrics.jsonl") } >= count
  }

  /// When the kept weights of a run were written.
  func changed(_ run: String) throws -> Date? {
    let file = folder.appending(path: "\(run)/checkpoints/best/model.safetensors").path
    return try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
  }

  /// Processes `equipoise cell FOLDER…` that train runs in the folder.
  func trainings() -> [pid_t] {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap(pid_t.init).filter { process in
      let command = (try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))) ?? Data()
      let words = command.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return words.count > 2 && words[1] == "cell" && words[2].contains(folder.path)
    }
  }
}
