import Components
import Tasks

extension GridAxis {
  /// The grids that a comparison tries for settings that a row leaves open and that its method's card says are to be searched.
  static func compared(_ method: MethodSchema, _ quantity: (Setting) -> Quantity) -> [GridAxis] {
    method.parameters.compactMap { $0.search?.isForSearchAlone == false ? GridAxis($0, quantity) : nil }
  }

  /// The grids that a search tries for such settings: those of a comparison, and grids that take too many trainings for one, which
  /// replace those of the settings that they exclude.
  static func searched(_ method: MethodSchema, _ quantity: (Setting) -> Quantity) -> [GridAxis] {
    let own = method.parameters.filter { $0.search?.isForSearchAlone == true }
    return method.parameters.filter { setting in !own.contains { $0.excludes(setting) } }
      .compactMap { GridAxis($0, quantity) }
  }

  /// The grid of a setting's card; nil where it has none.
  private init?(_ setting: Setting, _ quantity: (Setting) -> Quantity) {
    guard let search = setting.search else { return nil }
    // The origin that `config.yaml` gives for a value that was not written.
    self.init(
      quantity: quantity(setting), values: search.values, refinement: search.refinement, origin: .option("comparison"))
  }
}
