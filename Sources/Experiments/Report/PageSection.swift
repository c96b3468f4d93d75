/// A part of a page that its list of contents names.
struct PageSection: Sendable {
  /// Its heading has this identifier with `-title` behind it.
  var id: String
  /// Plain text.
  var title: String
  var html: String

  /// Sections with a link to each: the list of contents, as HTML.
  static func contents(_ sections: [PageSection]) -> String {
    let items = sections.map { "<li><a href=\"#\($0.id)-title\">\(HTMLText.escaped($0.title))</a></li>" }
    return "<nav class=\"contents\" aria-label=\"Contents\"><ul>\n\(items.joined(separator: "\n"))\n</ul></nav>"
  }
}
