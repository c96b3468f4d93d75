/// An input, an output or a loss of an evaluation that is not finite. No figure is made from it.
///
/// "`y` outputs should be finite. Found nan for sample 13 of the validation split at epoch 3."
public struct EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of value that is not finite.
  public enum Subject: String, Sendable, Hashable {
    case inputs = "inputs"
    case outputs = "outputs"
    case labels = "labels"
    case loss = "loss"
  }

  /// A value of one batch.
  struct Fault {
    var task: String?
    var subject: Subject
    var value: Double
    /// The sample's place in the batch.
    var row: Int?
  }

  /// The task; nil for inputs, which all tasks share.
  public let task: String?
  /// The kind of value that is not finite.
  public let subject: Subject
  /// The value: NaN or an infinity.
  public let value: Double
  /// The sample's place in the split, from 0; nil for a loss that comes from several samples.
  public package(set) var sample: Int?
  /// The split: "validation" or "test".
  public var split: String
  /// The place of the data set among several; nil for data of one set.
  public var set: Int?
  /// The epoch after which the split was evaluated, from 1; nil outside of a training.
  public var epoch: Int?
  /// The sample's place in its file, if it is known: "`rows.csv` line 29".
  public var place: String?
  /// The number of updates before it; nil outside of a training.
  public var step: Int?

  init(_ fault: Fault, sample: Int?, split: String) {
    task = fault.task
    subject = fault.subject
    value = fault.value
    self.sample = sample
    self.split = split
  }

  /// The error's sentence. Samples are counted from 1, like the rows of a file.
  public var description: String {
    let what = task.map { "`\($0)` \(subject.rawValue)" } ?? "the \(subject.rawValue)"
    // The sign of a NaN says nothing.
    let found = value.isNaN ? "nan" : "\(value)"
    let place = (sample.map { "for sample \($0 + 1) of" } ?? "on") + " the \(split) split"
    let file = self.place.map { " (\($0))" } ?? ""
    let time = epoch.map { " at epoch \($0)" } ?? ""
    return "\(what) should be finite. Found \(found) \(place)\(file)\(time)."
  }
}
