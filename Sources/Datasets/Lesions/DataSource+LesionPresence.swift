import Foundation
import Localisation
import OrderedCollections
import Tasks

extension DataSource {
  /// Fundus photographs with a yes-or-no task for each lesion. Inputs are `[3, height, width]`, the local contrast of red, green and
  /// blue in − limit … limit.
  ///
  /// - Throws: `DatasetError` if a file, a photograph or the division is wrong.
  public static func lesionPresence(_ settings: LesionPresence) throws -> DataSource {
    let data = try settings.evaluation(), photographs = data.photographs
    let inputs = try (0..<photographs.count).map { photograph -> [Float] in
      do {
        return try settings.input(of: photographs.channels(of: photograph))
      } catch let error as LocalisationError {
        throw DatasetError("`\(settings.photographs)`, photograph \(photograph): \(error)")
      }
    }
    let presence = LesionStructure.lesions.map { ($0.rawValue, data.boxes.presence(of: $0)) }
    func dataset(_ split: Split) -> InMemoryDataset {
      let own = data.splits[split] ?? []
      return InMemoryDataset(
        inputs: Field(own.flatMap { inputs[$0] }, shape: [3, settings.height, settings.width]),
        targets: OrderedDictionary(
          uniqueKeysWithValues: presence.map { name, isThere in (name, Field(own.map { isThere[$0] ? 1 : 0 })) }))
    }
    var source = DataSource(
      name: "lesion-boxes", train: dataset(.train), validation: dataset(.validation), test: dataset(.test),
      tasks: try LesionPresence.tasks(),
      input: .image(channels: 3, height: settings.height, width: settings.width))
    let (path, splits) = (settings.photographs, data.splits)
    source.place = { sample, split in
      splits[split].flatMap { $0.indices.contains(sample) ? "`\(path)` photograph \($0[sample])" : nil }
    }
    return source
  }
}
