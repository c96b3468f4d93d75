import Foundation
import TestSupport
import Testing

/// A Python that imports TensorBoard: that of `EQUIPOISE_PYTHON`, or `python3`.
struct TensorBoardReader {
  private let executable: URL

  /// Nil with a message where there is none; the test should end then.
  static let found: TensorBoardReader? = {
    let given = ProcessInfo.processInfo.environment["EQUIPOISE_PYTHON"].map { URL(filePath: $0) }
    for executable in [given, URL(filePath: "/usr/bin/python3")].compactMap({ $0 }) {
      let reader = TensorBoardReader(executable: executable)
      if (try? reader.run(["-c", "import tensorboard"])) != nil { return reader }
    }
    print("Skipped, since no Python here imports tensorboard.")
    return nil
  }()

  struct Content: Decodable {
    /// Tag to steps and values.
    var scalars: [String: [[Double]]]
    /// The different times of all scalars.
    var times: [Double]
    var text: String
    var hyperparameters: [String: String]
  }

  private static let script = """
    import json, sys
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.plugins.hparams import plugin_data_pb2
    events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "tensors": 0})
    events.Reload()
    scalars = {tag: events.Scalars(tag) for tag in events.Tags()["scalars"]}
    assert events.PluginTagToContent("text") is not None
    text = events.Tensors("configuration/text_summary")[0].tensor_proto.string_val[0].decode()
    content = events.PluginTagToContent("hparams")["_hparams_/session_start_info"]
    session = plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info
    def plain(value):
        kind = value.WhichOneof("kind")
        return str(getattr(value, kind))
    print(json.dumps({
      "scalars": {tag: [[s.step, s.value] for s in values] for tag, values in scalars.items()},
      "times": sorted({s.wall_time for values in scalars.values() for s in values}), "text": text,
      "hyperparameters": {name: plain(value) for name, value in session.hparams.items()}}))
    """

  func read(_ folder: URL) throws -> Content {
    try JSONDecoder().decode(Content.self, from: try run(["-c", Self.script, folder.path]))
  }

  struct Failure: Error, CustomStringConvertible { let description: String }

  private func run(_ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    // Files and not pipes: reading a pipe to its end is interrupted where another process of this one ends.
    let scratch = TemporaryFolder()
    let (output, errors) = (scratch.url.appending(path: "output"), scratch.url.appending(path: "errors"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: try String(contentsOf: errors, encoding: .utf8))
    }
    return try Data(contentsOf: output)
  }
}
