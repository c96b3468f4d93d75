/// The experiments: one for each arm and corpus.
extension LowLevelStudy {
  /// The steps of a task in an epoch: one pass through the sentences of the main task.
  static func steps(of corpus: Corpus, _ scale: StudyCard.Scale = .standard) -> Int {
    scale == .quick ? 7 : corpus == .treebank ? 170 : 531
  }

  static func yaml(_ arm: Arm, _ corpus: Corpus, _ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick, isFull = scale == .full
    let sharing =
      switch arm.level {
      case nil, layers: "hard"
      case .some(let level):
        "{kind: layer-assignment, levels: {\(corpus.main.task): \(layers), \(corpus.low): \(level)}}"
      }
    let steps = steps(of: corpus, scale)
    let seeds = isQuick ? 2 : corpus == .treebank || isFull ? 10 : 5
    return """
      \(data(arm, corpus, isQuick: isQuick))
      network: {trunk: bi-lstm, layers: \(layers), hidden: \(isFull ? 100 : 50), sharing: \(sharing)}
      training:
        epochs: \(isQuick ? 1 : isFull ? 20 : epochs)
        updates-per-epoch: \(arm == .single ? steps : 2 * steps)
        batch: 16
        learning-rate: 2e-3
        schedule: constant
        select: {criterion: last}
        early-stopping: none
        threads: 1
      comparison:
        single-task: false
        seeds: \(seeds)
        methods: [ew]
      """
  }

  private static func data(_ arm: Arm, _ corpus: Corpus, isQuick: Bool) -> String {
    func set(_ task: String) -> String {
      corpus == .treebank ? sentences(task, isQuick: isQuick) : words(task, isQuick: isQuick)
    }
    guard arm != .single else { return "data: \(set(corpus.main.task))" }
    return """
      data:
        sets:
          main: \(set(corpus.main.task))
          low: \(set(corpus.low))
        mix: one
        power: 0
      """
  }

  /// The treebank with one task. Only the main task lacks the labels of the target domain.
  private static func sentences(_ task: String, isQuick: Bool) -> String {
    func file(_ part: String) -> String { "\"${EQUIPOISE_DATA:-data}/ud-english-ewt/en_ewt-ud-\(part).conllu.gz\"" }
    let genres = task == Corpus.treebank.main.task ? "[reviews]" : "[reviews, weblog]"
    return "{kind: text, format: conll-u, tasks: [\(task)], files: {train: \(file(isQuick ? "dev" : "train")), "
      + "validation: \(file("test")), test: [\(file("dev")), \(file("test"))]}, "
      + "select: {train: {genres: \(genres)\(isQuick ? ", count: 100" : "")}, validation: {genres: [reviews]}, "
      + "test: {genres: [weblog]}}, \(form)}"
  }

  private static func words(_ task: String, isQuick: Bool) -> String {
    func file(_ part: String) -> String { "\"${EQUIPOISE_DATA:-data}/conll2000/\(part).txt.gz\"" }
    return "{kind: text, format: columns, columns: [word, pos, chunk], tasks: [\(task)], "
      + "files: {train: \(file(isQuick ? "test" : "train")), test: \(file("test"))}, split: {validation: 0.05}, "
      + "\(isQuick ? "select: {train: {count: 100}, test: {count: 100}}, " : "")\(form)}"
  }

  private static let form = "words: {lower-case: true, dropout: 0.25}, longest: 60, longer: drop"
}
