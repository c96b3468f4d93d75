/// The schema of pictures in a folder with a CSV file that says what they show.
public struct ImageFolderSchema: Hashable, Sendable {
  /// The path of the folder; the cells of `imageColumn` are paths below it.
  public var folder: String
  /// The column of the table with the pictures' paths.
  public var imageColumn: String
  /// The CSV file with its targets and its division. Its input columns are not used.
  public var table: TableSchema
  /// The height in pixels to which pictures are resized, without regard to their proportions.
  public var height: Int
  /// The width in pixels to which pictures are resized.
  public var width: Int

  public init(folder: String, imageColumn: String, table: TableSchema, height: Int, width: Int) {
    self.folder = folder
    self.imageColumn = imageColumn
    self.table = table
    self.height = height
    self.width = width
  }
}
