/// The files of a table, as absolute paths, and how rows are divided where a split has no file of its own.
public struct TableFiles: Sendable {
  public var train: String
  public var validation: String?
  public var test: String?

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
