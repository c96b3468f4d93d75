/// The experiments: one for each way to share, with the networks of the single tasks in the first.
extension LanguageStudy {
  static func yaml(_ arm: Arm, _ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick, isFull = scale == .full
    let sets = Task.allCases.map { "    \($0.rawValue): \(data($0, isQuick: isQuick))" }.joined(separator: "\n")
    return """
      data:
        sets:
      \(sets)
        mix: one
        power: 0
      network: \(arm.network)
      training:
        epochs: \(isQuick ? 1 : isFull ? 30 : epochs)
        batch: 16
        learning-rate: 2e-3
        schedule: constant
        select: {criterion: last}
        early-stopping: none
        threads: 1
      comparison:
        single-task: \(arm == .fullyShared)
        seeds: \(isQuick ? 2 : isFull ? 10 : 5)
        methods: [ew]
      """
  }

  /// A corpus with one task. A quick run reads the smallest files.
  private static func data(_ task: Task, isQuick: Bool) -> String {
    func file(_ path: String) -> String { "\"${EQUIPOISE_DATA:-data}/\(path)\"" }
    let files: [(split: String, path: String)], form: String
    switch task {
    case .intent, .slots:
      form = "slots"
      files = [("train", isQuick ? "valid" : "train"), ("validation", "valid"), ("test", "test")].map {
        ($0, "snips-slu/\($1)")
      }
    case .upos, .genre:
      form = "conll-u"
      files = [("train", isQuick ? "dev" : "train"), ("validation", "dev"), ("test", "test")].map {
        ($0, "ud-english-ewt/en_ewt-ud-\($1).conllu.gz")
      }
    case .chunk:
      form = "columns, columns: [word, \"-\", chunk]"
      files = [("train", isQuick ? "test" : "train"), ("test", "test")].map { ($0, "conll2000/\($1).txt.gz") }
    }
    let paths = files.map { "\($0.split): \(file($0.path))" }.joined(separator: ", ")
    let count = isQuick ? 60 : sentences, held = isQuick ? 60 : validation
    return "{kind: text, format: \(form), files: {\(paths)}, "
      + "tasks: [{column: \(task.rawValue), metrics: [\(task.metric)]}], "
      + "select: {train: {count: \(count)}, validation: {count: \(held)}\(isQuick ? ", test: {count: 60}" : "")}, "
      + "words: {lower-case: true, dropout: 0.25}}"
  }

  /// The validation sentences of a task, which choose nothing but the way to share.
  private static let validation = 500
}

extension LanguageStudy.Arm {
  /// The trunk and the scheme. Widths make all of them equally large.
  var network: String {
    func text(_ hidden: Int, layers: Int = 1, _ sharing: String) -> String {
      "{trunk: bi-lstm, layers: \(layers), hidden: \(hidden), sharing: {kind: \(sharing)}}"
    }
    let (overlap, adversary) = ("orthogonality: 0.05", "adversarial: 0.05")
    let (gated, embedded) = ("gate: true", "label-embedding: true")
    return switch self {
    case .fullyShared: text(96, "hard")
    case .sharedPrivate: text(50, "shared-private")
    case .hierarchy:
      text(56, layers: 2, "layer-assignment, levels: {intent: 2, slots: 2, upos: 1, genre: 2, chunk: 1}")
    case .orthogonality: text(50, "shared-private, \(overlap)")
    case .adversarial: text(50, "shared-private, \(adversary)")
    case .gate: text(34, "shared-private, \(gated)")
    case .labelEmbedding: text(50, "shared-private, \(embedded)")
    case .hybrid: text(34, "shared-private, \(overlap), \(adversary), \(gated), \(embedded)")
    }
  }
}
