import Datasets
import Foundation
import Localisation
import Printing
import Statistics

/// Heat maps of a run as pictures in a folder, and what they say in a table: of pictures in files, or of the test photographs of a run on
/// photographs of the retina.
package struct HeatMapFolder {
  /// One picture and task.
  package struct Row: Encodable {
    /// The file, or the number of the photograph.
    package let picture: String
    package let task: String
    /// The probability of the task's yes.
    package let probability: Double
    /// The place of the largest pixel of the map, from the top and from the left.
    package let row: Int
    package let column: Int
    /// Whether the place lies in one of the picture's boxes; nil without boxes.
    package let isHit: Bool?
    /// The file with the map over the picture, in the folder.
    package let file: String
  }

  package let rows: [Row]

  /// Writes the maps of pictures.
  ///
  /// - Parameters:
  ///   - url: the run.
  ///   - pictures: a file or a folder of pictures; nil for the test photographs of a run on photographs of the retina.
  ///   - folder: is created; files of other names in it stay.
  ///   - task: the task; nil for all with a yes or no.
  /// - Throws: `PredictionError` for a run that has no maps.
  package init(of url: URL, pictures: URL?, folder: URL, task: String?) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard let pictures else {
      rows = try Self.photographs(of: url, folder, task)
      return
    }
    let run = try TrainedRun(url)
    let tasks = try Self.chosen(task, of: run.mappedTasks, in: url)
    let read = try run.mappedPictures(PictureFiles(pictures))
    var rows: [Row] = []
    for (number, name) in read.files.names.enumerated() {
      let own = try read.colours(number..<number + 1), colours = try PictureInputs.planes(of: own[0])
      let input = try read.inputs(of: own, number..<number + 1)
      let maps = try run.heatMaps(input, of: tasks), outputs = try run.outputs(input)
      for task in tasks {
        let probability = TrainedRun.probabilities(of: task, in: outputs)[0]
        let map = try maps[task]![0].resized(height: colours[0].height, width: colours[0].width).rescaled()
        rows.append(
          try Self.write(
            name, task, probability, map: map, colours: colours, boxes: nil, field: nil,
            besides: Set(rows.map(\.file)), to: folder))
      }
    }
    self.rows = rows
  }

  private static func chosen(_ task: String?, of tasks: [String], in url: URL) throws -> [String] {
    guard !tasks.isEmpty else {
      throw PredictionError(
        "`\(url.relativeToCurrentFolder)` should have a task with a yes or no for each picture. Found none.")
    }
    guard let task else { return tasks }
    guard tasks.contains(task) else {
      throw PredictionError("`--task` should be one of \(tasks.quotedList). Found `\(task)`.")
    }
    return [task]
  }

  private static func photographs(of url: URL, _ folder: URL, _ task: String?) throws -> [Row] {
    let maps = try LesionMaps(of: url)
    let tasks = try chosen(task, of: maps.lesions.map(\.task), in: url)
    return try maps.lesions.filter { tasks.contains($0.task) }.flatMap { lesion in
      try maps.photographs.indices.map { place in
        try write(
          "photograph \(maps.photographs[place])", lesion.task, lesion.probabilities[place], map: lesion.maps[place],
          colours: maps.colours[place], boxes: lesion.boxes[place], field: maps.fields[place], to: folder)
      }
    }
  }

  private static func write(
    _ name: String, _ task: String, _ probability: Double, map: Plane, colours: [Plane], boxes: [Box]?, field: Mask?,
    besides taken: Set<String> = [], to folder: URL
  ) throws -> Row {
    let place = try map.largestPixel(inside: field)
    func word(_ text: String) -> String {
      text.map { $0.isLetter || $0.isNumber || $0 == "_" ? String($0) : "-" }.joined()
    }
    // Names that differ in other signs alone get a number.
    let stem = word((name as NSString).deletingPathExtension) + "-" + word(task)
    var file = stem + ".png", number = 2
    while taken.contains(file) {
      file = "\(stem)-\(number).png"
      number += 1
    }
    try HeatMapPicture(colours, map: map, boxes: boxes ?? []).picture.png()
      .write(to: folder.appending(path: file), options: .atomic)
    return Row(
      picture: name, task: task, probability: probability, row: place.row, column: place.column,
      isHit: boxes.flatMap { boxes in
        boxes.isEmpty ? nil : boxes.contains { $0.contains(row: place.row, column: place.column) }
      }, file: file)
  }

  /// The rows as a table, and for photographs with boxes the share of maps that point at one.
  package func text() -> String {
    let lines =
      [["picture", "task", "probability", "row", "column", "in a box", "file"]]
      + rows.map {
        [
          TerminalText.escaped($0.picture), $0.task, NumberText.fixed($0.probability, 3), "\($0.row)", "\($0.column)",
          $0.isHit.map { $0 ? "yes" : "no" } ?? "–", $0.file,
        ]
      }
    var text = TextColumns.lines(lines, right: [false, false, true, true, true, false, false]).joined(separator: "\n")
    for (task, own) in Dictionary(grouping: rows.filter { $0.isHit != nil }, by: \.task).sorted(by: { $0.key < $1.key })
    {
      let hits = own.count { $0.isHit == true }
      let interval = Binomial.interval(hits, of: own.count, level: 0.95)
      text +=
        "\n\(task): the largest pixel lies in a box in \(hits) of \(own.count) photographs, "
        + "\(NumberText.fixed(Double(hits) / Double(own.count), 2)) "
        + "[\(NumberText.fixed(interval.low, 2)), \(NumberText.fixed(interval.high, 2))]"
    }
    return text
  }
}
