/// The classes of a task: the tags of training in the order of code points, and one more for tags that training does not have. That
/// one is never right, unless a network predicts what it has never seen.
struct TagClasses: Sendable {
  private let known: Vocabulary
  /// The name of the last class.
  let unseen: String

  /// Creates classes.
  ///
  /// - Parameters:
  ///   - tags: those of training.
  ///   - others: different tags of the other splits, which training may have or not. A single one that training does not have
  ///     gives the last class its name, so that metrics that read tags see it as it is.
  init(_ tags: some Sequence<String>, others: Set<String>) {
    let known = Vocabulary(tags)
    self.known = known
    let strangers = others.filter { known.code($0) == known.count }
    if strangers.count == 1 {
      unseen = strangers.first!
    } else {
      var name = "unseen"
      while known.code(name) < known.count { name = "other " + name }
      unseen = name
    }
  }

  var names: [String] { known.labels + [unseen] }

  var count: Int { known.count + 1 }

  /// The number of tags of training.
  var knownCount: Int { known.count }

  /// The number of a tag's class.
  func number(_ tag: String) -> Int { known.code(tag) }

  /// Whether training lacks a tag.
  func isUnseen(_ tag: String) -> Bool { known.code(tag) == known.count }
}
