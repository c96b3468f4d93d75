import Foundation

/// One entry of an event file: TensorBoard's `Event` with a `Summary`.
///
/// The field numbers are those of TensorFlow's `event.proto`, `summary.proto` and `tensor.proto`, and of the hparams
/// plugin's `plugin_data.proto`.
struct TrainingEvent: Equatable {
  /// A named number.
  struct Scalar: Equatable {
    var tag: String
    var value: Double
  }

  /// The number of optimiser steps.
  var step: Int
  var scalars: [Scalar]

  // MARK: writing

  /// The first event of a file.
  static func version(at time: Double) -> [UInt8] {
    var event = ProtobufMessage()
    event.add(1, time)
    event.add(3, "brain.Event:2")
    return event.bytes
  }

  func encoded(at time: Double) -> [UInt8] {
    var summary = ProtobufMessage()
    for scalar in scalars {
      var value = ProtobufMessage()
      value.add(1, scalar.tag)
      value.add(2, Float(scalar.value))
      summary.add(1, value)
    }
    return Self.event(time, step, summary)
  }

  /// A text of the Text page, in Markdown.
  static func text(_ tag: String, _ text: String, at time: Double) -> [UInt8] {
    var size = ProtobufMessage(), shape = ProtobufMessage(), tensor = ProtobufMessage()
    size.add(1, 1)
    shape.add(2, size)
    tensor.add(1, 7)  // strings
    tensor.add(2, shape)
    tensor.add(8, text)
    return event(time, 0, value("\(tag)/text_summary", plugin: "text", content: ProtobufMessage(), tensor))
  }

  /// A hyper-parameter of the HParams page.
  enum Hyperparameter: Equatable {
    case number(Double)
    case truth(Bool)
    case text(String)
  }

  static func hyperparameters(_ values: [(name: String, value: Hyperparameter)], at time: Double) -> [UInt8] {
    var session = ProtobufMessage()
    for (name, value) in values {
      var entry = ProtobufMessage(), content = ProtobufMessage()
      switch value {
      case .number(let number): content.add(2, number)
      case .text(let text): content.add(3, text)
      case .truth(let truth): content.add(4, truth ? 1 : 0)
      }
      entry.add(1, name)
      entry.add(2, content)
      session.add(1, entry)
    }
    session.add(5, time)
    var plugin = ProtobufMessage(), tensor = ProtobufMessage()
    plugin.add(3, session)
    // This number is not shown: the page reads only the plugin's content.
    tensor.add(1, 1)  // float32
    tensor.add(2, ProtobufMessage())
    tensor.add(5, Float(0))
    return event(time, 0, value("_hparams_/session_start_info", plugin: "hparams", content: plugin, tensor))
  }

  private static func event(_ time: Double, _ step: Int, _ summary: ProtobufMessage) -> [UInt8] {
    var event = ProtobufMessage()
    event.add(1, time)
    event.add(2, step)
    event.add(5, summary)
    return event.bytes
  }

  private static func value(
    _ tag: String, plugin: String, content: ProtobufMessage, _ tensor: ProtobufMessage
  ) -> ProtobufMessage {
    var data = ProtobufMessage(), metadata = ProtobufMessage(), value = ProtobufMessage(), summary = ProtobufMessage()
    data.add(1, plugin)
    data.add(2, content)
    metadata.add(1, data)
    metadata.add(4, 2)  // the class of tensors
    value.add(1, tag)
    value.add(8, tensor)
    value.add(9, metadata)
    summary.add(1, value)
    return summary
  }

  // MARK: reading

  /// Reads the step and the scalars of an encoded event; nil if it is none. Tensors are left out.
  init?(_ bytes: some Collection<UInt8>) {
    guard let fields = ProtobufMessage.fields(bytes) else { return nil }
    (step, scalars) = (0, [])
    for (field, value) in fields {
      switch (field, value) {
      case (2, .varint(let number)): step = Int(truncatingIfNeeded: number)
      case (5, .bytes(let summary)):
        guard let values = ProtobufMessage.fields(summary) else { return nil }
        scalars += values.compactMap { if case .bytes(let value) = $0.value { Self.scalar(value) } else { nil } }
      default: break
      }
    }
  }

  init(step: Int, scalars: [Scalar]) {
    self.step = step
    self.scalars = scalars
  }

  private static func scalar(_ bytes: [UInt8]) -> Scalar? {
    var tag: String?, number: Float?
    for (field, value) in ProtobufMessage.fields(bytes) ?? [] {
      switch (field, value) {
      case (1, .bytes(let name)): tag = String(decoding: name, as: UTF8.self)
      case (2, .fixed32(let bits)): number = Float(bitPattern: bits)
      default: break
      }
    }
    guard let tag, let number else { return nil }
    return Scalar(tag: tag, value: Double(number))
  }
}
