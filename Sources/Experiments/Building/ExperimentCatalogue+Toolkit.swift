import Balancing
import Datasets
import Tasks

extension ExperimentCatalogue {
  /// Everything that the toolkit has.
  public static var toolkit: ExperimentCatalogue {
    ExperimentCatalogue(
      methods: Catalogue.cards.map { MethodSchema(name: $0.name, title: $0.title, parameters: $0.parameters) },
      tasks: [.scenes: DataSource.sceneTasks.map(\.name), .multiDigit: ["left", "right"]],
      imperfections: SceneImperfections.settings.map(Setting.init), metrics: Metrics.names, augmentations: Augmentations.names)
  }
}

extension Setting {
  /// A fault of the scenes as the configuration sees it.
  fileprivate init(_ fault: SceneImperfections.Setting) {
    let range = Range.between(fault.range.lowerBound, fault.range.upperBound)
    self.init(
      fault.name, fault.isWhole ? .wholeNumber(range) : .number(range), default: .number(fault.standard), fault.summary)
  }
}
