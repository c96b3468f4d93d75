extension Settings {
  /// These values, with numbers by class name as lists in the order of the classes.
  ///
  /// - Parameter classes: the classes' names in the order of their numbers; empty if they have none.
  /// - Throws: ``SettingError`` for a name that is no class, and for a class without a number.
  package func listing(_ classes: [String]) throws(SettingError) -> Settings {
    var listed = self
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard case .named(let numbers) = value else { continue }
      guard !classes.isEmpty else {
        throw .shouldBe(name, "a list of numbers, as the task's classes have no names", found: "numbers by name")
      }
      if let stranger = numbers.keys.filter({ !classes.contains($0) }).min() {
        let hint = Suggestion.sentence(for: stranger, among: classes)
        throw SettingError(
          "`\(name)` should name classes of the task. Found `\(Found.cut(stranger))`.\(hint) \(Self.sentence(classes))")
      }
      if let missing = classes.first(where: { numbers[$0] == nil }) {
        throw SettingError(
          "`\(name)` should have a number for each class. Found none for `\(missing)`. \(Self.sentence(classes))")
      }
      listed.values[name] = .numbers(classes.map { numbers[$0]! })
    }
    return listed
  }

  /// The largest number of classes that an error lists.
  private static let mostListed = 50

  private static func sentence(_ classes: [String]) -> String {
    let more = classes.count - mostListed
    return "The classes are \(classes.prefix(mostListed).quotedList)\(more > 0 ? " and \(more) more" : "")."
  }
}
