import Certificates
import Components
import Printing

extension RunCertificate {
  /// The certificate in words: bits by part, errors and bounds.
  package var text: String {
    let bits = message.bits, levels = message.shared.codebook.count
    func line(_ name: String, _ value: String, _ remark: String = "") -> String {
      let padded = name + String(repeating: " ", count: max(1, 22 - name.count))
      let value = String(repeating: " ", count: max(0, 8 - value.count)) + value
      return "  " + padded + value + (remark.isEmpty ? "" : "  " + remark)
    }
    func part(_ name: String, _ part: MessageBits.Part) -> String {
      line(
        name, NumberText.grouped(part.total),
        "symbols \(NumberText.grouped(part.symbols)), codebook \(NumberText.grouped(part.codebook)), frequencies "
          + NumberText.grouped(part.frequencies))
    }
    func share(_ value: Double) -> String { NumberText.fixed(value, 4) }
    let layout = message.layout, numbers = layout.sharedNumbers + layout.taskNumbers
    let doubt = RunCertificate.confidence(bounds.delta)
    var lines = [
      "\(NumberText.grouped(numbers)) trained numbers of \(tasks.count) \(tasks.count == 1 ? "task" : "tasks"), "
        + "\(levels) levels, \(NumberText.grouped(bounds.samples)) training samples",
      "bits",
      part("shared vector", bits.shared),
      part("coefficients", bits.tasks),
      line("choices", NumberText.grouped(bits.choices)),
      line("message", NumberText.grouped(bits.total), "\(RunCertificate.fileName), \(NumberText.grouped(bytes)) bytes"),
      "error",
      line("trained network", share(trained), "on the training samples"),
      line("decoded network", share(bounds.empiricalRisk), "on the training samples"),
      tested.map { line("", share($0), "on the test samples") },
      line("bound", share(bounds.fastRate), "fast rate, with probability \(doubt) for new samples"),
      line("Hoeffding's bound", share(bounds.hoeffding), "with probability \(doubt)"),
      line("guessing", share(guessing)),
    ].compactMap(\.self)
    if tasks.count > 1 {
      let alone = single.map(\.fastRate), least = tasks[alone.firstIndex(of: alone.min()!)!]
      lines.insert(
        line(
          "each task alone", share(alone.reduce(0, +) / Double(alone.count)),
          "mean of the tasks' own bounds, which hold at once; the least is \(share(alone.min()!)), of \(Found.quoted(least))"
        ),
        at: lines.count - 1)
    }
    lines.append(
      bounds.fastRate < guessing
        ? "The bound is below the error of guessing." : "The bound says nothing: guessing has no larger error.")
    if isOnTable {
      lines.append("Scales of the columns come from the training samples and are not counted.")
    }
    return lines.joined(separator: "\n")
  }

  private static func confidence(_ delta: Double) -> String { NumberText.printed(1 - delta) }

  /// The certificate as JSON.
  package func json() throws -> String {
    let bits = message.bits
    func part(_ part: MessageBits.Part) -> Record.Part {
      .init(symbols: part.symbols, codebook: part.codebook, frequencies: part.frequencies)
    }
    return try JSONText.encode(
      Record(
        bits: .init(
          shared: part(bits.shared), tasks: part(bits.tasks), choices: bits.choices, total: bits.total),
        bound: bounds.fastRate, decodedError: bounds.empiricalRisk, delta: bounds.delta, guessing: guessing,
        hoeffdingBound: bounds.hoeffding, levels: message.shared.codebook.count, samples: bounds.samples,
        singleBounds: single.map(\.fastRate), tasks: tasks, testError: tested,
        trainedError: trained))
  }

  private struct Record: Encodable {
    struct Part: Encodable { let symbols, codebook, frequencies: Int }
    struct Bits: Encodable {
      let shared, tasks: Part
      let choices, total: Int
    }
    let bits: Bits
    let bound, decodedError, delta, guessing, hoeffdingBound: Double
    let levels, samples: Int
    let singleBounds: [Double]
    let tasks: [String]
    let testError: Double?
    let trainedError: Double
  }
}
