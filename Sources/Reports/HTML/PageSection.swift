import Printing

/// A part of a page that its list of contents names.
package struct PageSection: Sendable {
  /// The section's identifier; its heading has this identifier followed by `-title`.
  var id: String
  /// The title as plain text.
  var title: String
  package var html: String

  /// The list of contents as HTML, with a link to each section.
  static func contents(_ sections: [PageSection]) -> String {
    let items = sections.map { "<li><a href=\"#\($0.id)-title\">\(HTMLText.escaped($0.title))</a></li>" }
    return "<nav class=\"contents\" aria-label=\"Contents\"><ul>\n\(items.joined(separator: "\n"))\n</ul></nav>"
  }
}
