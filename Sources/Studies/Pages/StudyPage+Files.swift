import Foundation
import Printing
import Reports
import Runs

extension StudyPage {
  /// The page as Markdown (GitHub's tables).
  package func markdown() -> String {
    var parts = ["# \(MarkdownText.escaped(study.title))"] + introduction.map(MarkdownText.escaped)
    for section in sections {
      parts.append("## \(MarkdownText.escaped(section.title))")
      parts += section.sentences.map(MarkdownText.escaped)
      if let table = section.table { parts.append(Comparison.markdown(table)) }
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The page as one file that loads nothing from outside.
  ///
  /// - Parameter vegaBundle: as for a comparison's page; nil leaves the plot out.
  /// - Throws: `ResultsError` if the bundle cannot be read.
  package func html(vegaBundle: URL?) throws(ResultsError) -> String {
    let bundle = try vegaBundle.map { url throws(ResultsError) in try VegaBundle.read(url) }
    let drawn = plots.map { HTMLPage.section($0).html }.joined(separator: "\n")
    let parts = sections.enumerated().map { index, section -> String in
      let id = "section-\(index)"
      let text =
        section.table.map {
          var table = $0
          table.title = section.title
          return HTMLPage.plain(table, id: id, about: section.sentences).html
        } ?? HTMLPage.words(section.title, section.sentences, id: id)
      return index == 0 && bundle != nil ? text + "\n" + drawn : text
    }
    let main = """
      \(introduction.map { "<p>\(HTMLText.escaped($0))</p>" }.joined(separator: "\n"))
      \(parts.joined(separator: "\n"))
      \(bundle == nil ? HTMLPage.plotsAbsent : "")
      """
    return HTMLPage.document(
      study.title, about: "claims and verdicts", kind: "\(claims.count) claims", main: main,
      scripts: HTMLPage.scripts(plots, bundle: bundle))
  }

  /// Writes `report.md`, `claims.csv`, `report.tex` and `evidence.json` into a folder, each replaced as a whole.
  ///
  /// - Parameter withPage: whether `report.html`, which holds its own scripts, is written too.
  /// - Returns: the files, the page first.
  @discardableResult
  package func write(to folder: URL, withPage: Bool) throws -> [URL] {
    let place = try RunFolder.create(at: folder)
    var files = texts + [(StudyEvidence.fileName, try evidence.text())]
    if withPage { files.insert(("report.html", try html(vegaBundle: PlotBundle.find())), at: 0) }
    for (name, text) in files { try place.write(Data(text.utf8), as: name) }
    return files.map { folder.appending(path: $0.0) }
  }

  /// The files that say what the claims' verdicts are, by name.
  var texts: [(name: String, text: String)] {
    let caption = JudgedClaim.sentences(on: claims, level: "95\u{202F}%").joined(separator: " ")
    return [
      ("report.md", markdown()), ("claims.csv", JudgedClaim.csv(of: claims, experiment: study.name)),
      ("report.tex", Comparison.latex(JudgedClaim.table(of: claims), caption: caption)),
    ]
  }

  /// The claims with their verdicts, for a terminal.
  package func terminal(width: Int = 110) -> String {
    let lines = claims.enumerated().map { TextWrap.wrapped($1.line($0 + 1), width: width) }
    return ([study.title] + lines).joined(separator: "\n") + "\n"
  }

  package func json() -> String {
    JSONTree.object([
      .init(key: "study", value: .string(study.name)), .init(key: "scale", value: .string(evidence.scale.rawValue)),
      .init(key: "claims", value: .array(claims.map(\.json))),
    ]).text
  }
}
