extension SearchedData {
  /// The data sets of a standard run.
  static let all = [scenes, wideScenes, multiMNIST, school, sarcos, adult, tox21, sepsis]
  /// Those that count as different data sets.
  static let different = all.filter { $0.name != wideScenes.name }
  /// Those whose constant weights are searched.
  static let weighted = all.filter { $0.quickStep != nil }

  static let scenes = rooms("scenes", widths: [4, 8, 16])
  static let wideScenes = rooms("scenes-wide", widths: [16, 32, 64])

  private static func rooms(_ name: String, widths: [Int]) -> SearchedData {
    SearchedData(
      name: name,
      data: { scale in
        switch scale {
        case .quick: "{kind: scenes, train: 16, validation: 8, test: 8, height: 24, width: 32}"
        case .standard: "{kind: scenes, train: 160, validation: 48, test: 96, height: 24, width: 32}"
        case .full: "{kind: scenes, train: 640, validation: 128, test: 256, height: 48, width: 64}"
        }
      }, network: "{trunk: segnet, widths: \(widths)}", batch: 8, epochs: (16, 60), quickStep: 0.25)
  }

  static let multiMNIST = SearchedData(
    name: "multi-mnist",
    data: { scale in
      let sizes =
        switch scale {
        case .quick: "train: 256, validation: 128, test: 128"
        case .standard: "train: 3000, validation: 2000, test: 4000"
        case .full: "train: 50000, validation: 10000, test: 10000"
        }
      return "{kind: multi-digit, folder: \"${EQUIPOISE_DATA:-data}/mnist\", \(sizes)}"
    }, network: "{trunk: lenet, heads: {width: 50}}", batch: 64, epochs: (8, 30), quickStep: 0.5)

  static let school = SearchedData(
    name: "school",
    data: { _ in
      """
      {kind: table, files: {train: "${EQUIPOISE_DATA:-data}/school/school.csv.gz"}, targets: [{name: score, column: y, \
      kind: regression, task-by: task, metrics: [rmse]}], split: {by: random, validation: 0.2, test: 0.25}}
      """
    }, network: "{trunk: mlp, hidden: [64, 32]}", batch: 256, epochs: (20, 60))

  static let sarcos = SearchedData(
    name: "sarcos",
    data: { _ in
      let torques = (1...7).map { "{name: torque \($0), column: \(20 + $0), kind: regression, metrics: [rmse]}" }
      return """
        {kind: table, files: {train: "${EQUIPOISE_DATA:-data}/sarcos/sarcos_inv_test.f64le.gz"}, format: float64, columns: 28, \
        inputs: {numeric: [0...20]}, targets: [\(torques.joined(separator: ", "))], \
        split: {by: random, validation: 0.15, test: 0.25}}
        """
    }, network: "{trunk: mlp, hidden: [64, 64]}", batch: 64, epochs: (40, 100), quickStep: 0.125)

  static let adult = SearchedData(
    name: "adult",
    data: { _ in
      """
      {kind: table, files: {train: "${EQUIPOISE_DATA:-data}/adult/adult.data.gz", test: "${EQUIPOISE_DATA:-data}/adult/adult.test.gz"}, \
      missing: ["?"], inputs: {numeric: [age, education-num, capital-gain, capital-loss], \
      categorical: [workclass, education, occupation, race, sex, native-country]}, targets: [\
      {name: income, column: target, kind: binary, positive: ">50K", metrics: [accuracy, auc]}, \
      {name: married, column: marital-status, kind: binary, positive: [Married-civ-spouse, Married-AF-spouse], metrics: [accuracy, auc]}, \
      {name: hours, column: hours-per-week, kind: regression, metrics: [mae]}], split: {validation: 0.15}}
      """
    }, network: "{trunk: mlp, hidden: [64, 32]}", batch: 256, epochs: (12, 40), quickStep: 0.25)

  static let tox21 = SearchedData(
    name: "tox21",
    data: { _ in
      "{kind: moleculenet, file: \"${EQUIPOISE_DATA:-data}/moleculenet/tox21.csv.gz\", split: {validation: 0.1, test: 0.1}}"
    }, network: "{trunk: mlp, hidden: [128, 64], dropout: 0.5}",
    tasks: "{"
      + [
        "NR-AR", "NR-AR-LBD", "NR-AhR", "NR-Aromatase", "NR-ER", "NR-ER-LBD", "NR-PPAR-gamma", "SR-ARE", "SR-ATAD5",
        "SR-HSE", "SR-MMP",
        "SR-p53",
      ].map { "\($0): {metrics: [auc]}" }.joined(separator: ", ") + "}",
    batch: 128, epochs: (12, 40))

  static let sepsis = SearchedData(
    name: "sepsis",
    data: { scale in
      let longest =
        switch scale {
        case .quick: ", longest: 8"
        case .standard: ", longest: 24"
        case .full: ""
        }
      return """
        {kind: event-log, file: "${EQUIPOISE_DATA:-data}/process-monitoring/Sepsis.csv.gz", protocol: clean, split-seed: 0\(longest)}
        """
    }, network: "{trunk: cnn}", batch: 128, epochs: (8, 60), training: ["last-batch: keep", "share: 0.5"],
    quickStep: 0.25)

  /// The data set of a full run alone.
  static let camvid = SearchedData(
    name: "camvid", data: { _ in "{kind: camvid, folder: \"${EQUIPOISE_DATA:-data}/camvid/160x120\"}" },
    network: "{trunk: segnet}", batch: 8, epochs: (60, 60), quickStep: 0.25)

  // MARK: of the study of temperatures alone

  static let waterQuality = SearchedData(
    name: "water-quality",
    data: { _ in
      """
      {kind: arff, files: {train: "${EQUIPOISE_DATA:-data}/mulan-multitarget/wq.arff.gz"}, targets: 14, \
      split: {validation: 0.15, test: 0.2}}
      """
    }, network: "{trunk: mlp, hidden: [32, 32]}", batch: 32, epochs: (30, 60))

  static let parkinsons = SearchedData(
    name: "parkinsons",
    data: { _ in
      let measures = [
        "age", "sex", "test_time", "Jitter(%)", "Jitter(Abs)", "Jitter:RAP", "Jitter:PPQ5", "Jitter:DDP", "Shimmer",
        "Shimmer(dB)", "Shimmer:APQ3", "Shimmer:APQ5", "Shimmer:APQ11", "Shimmer:DDA", "NHR", "HNR", "RPDE", "DFA",
        "PPE",
      ].map { "\"\($0)\"" }
      return """
        {kind: table, files: {train: "${EQUIPOISE_DATA:-data}/parkinsons-telemonitoring/parkinsons_updrs.data.gz"}, \
        inputs: {numeric: [\(measures.joined(separator: ", "))]}, targets: [\
        {name: motor, column: motor_UPDRS, kind: regression, metrics: [rmse]}, \
        {name: total, column: total_UPDRS, kind: regression, metrics: [rmse]}], \
        split: {by: group, column: "subject#", validation: 0.2, test: 0.2}}
        """
    }, network: "{trunk: mlp, hidden: [64, 64], dropout: 0.1}", batch: 64, epochs: (15, 30))
}
