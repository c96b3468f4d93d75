import ArgumentParser
import Experiments
import Foundation
import Processes

struct Certify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A bound on the errors of a run in a shared subspace, from the length of a message that describes it.",
    discussion: """
      With `sharing: subspace` a run's networks are a few numbers. The command quantises and encodes them (certificate.eqpm in the
      run's folder), decodes the message, and counts the errors of the decoded networks on the training samples. With
      probability 1 − δ, the mean error on new samples is at most the bound. Tasks should be classifications whose heads have one
      size, and the network should have no batch normalisation and no pretrained start values.

      EXAMPLE
        equipoise certify runs/digits
        equipoise certify 0a1b2c3d --delta 0.01
        equipoise certify 0a1b2c3d --tried 12
      """)

  @Argument(help: RunReference.help, completion: .directory)
  var reference: RunReference

  @OptionGroup var runs: RunsFolder

  @Option(help: "The probability δ with which the bound may fail.")
  var delta = 0.05

  @Option(
    help:
      "From how many configurations this one was chosen by figures of the training samples; their number costs bits.")
  var tried = 1

  @Flag(help: "Prints the figures as JSON.")
  var json = false

  func validate() throws {
    guard delta > 0, delta < 1 else {
      throw ValidationError("`--delta` should be between 0 and 1. Found \(delta).")
    }
    try BoundedOption.check("--tried", tried, in: 1...10_000)
  }

  func run() throws {
    let found = try reference.resolved(in: runs.url)
    if let sentence = found.sentence { StandardStreams.tell(sentence + "\n") }
    let certificate = try RunCertificate(of: reference.run(in: runs.url).url, delta: delta, tried: tried)
    print(json ? try certificate.json() : certificate.text)
  }
}
