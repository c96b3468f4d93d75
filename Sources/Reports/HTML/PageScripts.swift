import Printing

/// The scripts of a page and the data that they read, with the policy that lets these scripts run and no others.
package struct PageScripts {
  private let running: [String]
  private let reading: [(id: String, value: JSONTree)]
  private let otherwise: String?

  /// Creates the scripts.
  ///
  /// - Parameters:
  ///   - running: the text of each script.
  ///   - reading: the data that scripts find by its identifier, as JSON.
  ///   - otherwise: the text for a reader without JavaScript; plain text.
  init(running: [String], reading: [(id: String, value: JSONTree)] = [], otherwise: String? = nil) {
    self.running = running.map(Self.normalised)
    self.reading = reading
    self.otherwise = otherwise
  }

  /// The policy of the whole page: it loads nothing, sends nothing, and runs only the scripts whose digests are given
  /// here. Handlers in attributes and the compilation of text to code are not permitted.
  var policy: String {
    let scripts = running.map { "'\(SHA256.source(of: $0))'" }.joined(separator: " ")
    return
      "default-src 'none'; script-src \(scripts); style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
  }

  var html: String {
    var elements: [String] = []
    if let otherwise { elements.append("<noscript><p class=\"caption\">\(HTMLText.escaped(otherwise))</p></noscript>") }
    elements += reading.map { "<script type=\"application/json\" id=\"\($0.id)\">\($0.value.scriptText)</script>" }
    elements += running.map { "<script>\($0)</script>" }
    return elements.joined(separator: "\n")
  }

  /// The text as a reader of HTML sees it, from which the digest is made: it has one kind of line end, and no NUL.
  private static func normalised(_ script: String) -> String {
    var text = String.UnicodeScalarView()
    var last: Unicode.Scalar?
    for scalar in script.unicodeScalars {
      switch scalar {
      case "\n" where last == "\r": break
      case "\r": text.append("\n")
      case "\0": text.append("\u{FFFD}")
      default: text.append(scalar)
      }
      last = scalar
    }
    return String(text)
  }
}
