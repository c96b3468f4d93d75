/// The files of a table, as absolute paths, and the division of rows for splits without a file.
package struct TableFiles: Sendable {
  package var train: String
  package var validation: String?
  package var test: String?

  /// Reads the section `files`.
  init(reading section: ConfigurationSection) throws {
    train = try section.path("train")
    validation = try section.optionalPath("validation")
    test = try section.optionalPath("test")
  }

  /// Reads the section `split`, which divides the training file into what is missing.
  func split(reading section: ConfigurationSection) throws -> TableSplit {
    try TableSplit(reading: section, hasTestFile: test != nil, hasValidationFile: validation != nil)
  }
}
