import Foundation
import Printing
import Runs

extension HTMLPage {
  /// The section with a few test samples, their targets and predictions, which the page carries; nil if no run kept
  /// any.
  var samples: PageSection? {
    let kept = comparison.keptAnswers.filter { ($0.record.pictures?.samples ?? 0) > 0 }
    guard let first = kept.first, let count = kept.compactMap({ $0.record.pictures?.samples }).min() else { return nil }
    let blocks = (0..<count).compactMap { sample -> String? in
      guard let input = Self.picture(AnswerRecord.Pictures.input(sample), in: first.folder, "input") else { return nil }
      let rows = comparison.tasks.compactMap { task -> String? in
        let pictures = Self.pictures(of: task, sample, kept)
        return pictures.isEmpty
          ? nil : "<div class=\"sample\"><p>\(HTMLText.escaped(task))</p>\(pictures.joined(separator: "\n"))</div>"
      }
      return "<div class=\"sample\"><p>sample \(sample + 1)</p>\(input)</div>\n\(rows.joined(separator: "\n"))"
    }
    guard !blocks.isEmpty else { return nil }
    let title = "Predicted pictures"
    return PageSection(
      id: "samples", title: title,
      html: """
        <section class="samples" aria-labelledby="samples-title">
        <h2 id="samples-title">\(title)</h2>
        <p class="caption">The first samples of the test split, by the runs with the lowest validation loss. Black in a target: \
        no label. Depth: near is bright, in the range of the target.</p>
        \(blocks.joined(separator: "\n"))
        </section>
        """)
  }

  /// The target of a task and each row's prediction.
  private static func pictures(of task: String, _ sample: Int, _ kept: [KeptAnswers]) -> [String] {
    var pictures: [String] = []
    for run in kept {
      guard let number = run.record.pictures?.tasks.firstIndex(of: task) else { continue }
      if pictures.isEmpty,
        let target = picture(
          AnswerRecord.Pictures.file(sample, task: number, isTarget: true), in: run.folder, "target")
      {
        pictures.append(target)
      }
      if let prediction = picture(
        AnswerRecord.Pictures.file(sample, task: number, isTarget: false), in: run.folder, run.label)
      {
        pictures.append(prediction)
      }
    }
    return pictures
  }

  /// A file of a run as a picture of the page; nil if it is missing, too large or no PNG.
  private static func picture(_ name: String, in folder: URL, _ caption: String) -> String? {
    guard let data = try? RunFolder.contents(of: folder.appending(path: name)), data.count <= mostBytes,
      data.starts(with: [0x89, 0x50, 0x4E, 0x47])
    else { return nil }
    let text = HTMLText.escaped(caption)
    return "<figure><img alt=\"\(text)\" src=\"data:image/png;base64,\(data.base64EncodedString())\">"
      + "<figcaption>\(text)</figcaption></figure>"
  }

  /// The largest file in bytes: more than a picture of ``SamplePictures/mostPixels`` to a side can have.
  private static let mostBytes = 1 << 20
}
