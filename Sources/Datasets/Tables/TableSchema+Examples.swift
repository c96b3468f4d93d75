/// Schemas of well-known tables.
extension TableSchema {
  /// Parkinson's telemonitoring (A. Tsanas et al., 2009): 5,875 voice recordings of 42 people, two clinical scores. All
  /// recordings of a person are in one split.
  public static func parkinsons(folder: String) -> TableSchema {
    var schema = TableSchema(
      train: folder + "/parkinsons_updrs.data.gz",
      targets: [Target(name: "motor_UPDRS", kind: .regression), Target(name: "total_UPDRS", kind: .regression)])
    schema.numeric = [
      "age", "sex", "test_time", "Jitter(%)", "Jitter(Abs)", "Jitter:RAP", "Jitter:PPQ5", "Jitter:DDP", "Shimmer",
      "Shimmer(dB)", "Shimmer:APQ3", "Shimmer:APQ5", "Shimmer:APQ11", "Shimmer:DDA", "NHR", "HNR", "RPDE", "DFA", "PPE",
    ]
    schema.division.rule = .group
    schema.division.column = "subject#"
    return schema
  }

  /// Adult (census income, 1996): income above 50,000 dollars, married or not, and hours of work a week. The sampling
  /// weight `fnlwgt` is no property of a person; `relationship` would give away who is married.
  public static func adult(folder: String) -> TableSchema {
    var schema = TableSchema(
      train: folder + "/adult.data.gz",
      targets: [
        Target(name: "income", column: "target", kind: .binary, positive: [">50K"]),
        Target(
          name: "married", column: "marital-status", kind: .binary,
          positive: ["Married-civ-spouse", "Married-AF-spouse"]),
        Target(name: "hours", column: "hours-per-week", kind: .regression),
      ])
    schema.test = folder + "/adult.test.gz"
    schema.numeric = ["age", "education-num", "capital-gain", "capital-loss"]
    schema.categorical = ["workclass", "education", "occupation", "race", "sex", "native-country"]
    schema.division.validation = 0.15
    return schema
  }

  /// SARCOS (S. Vijayakumar, S. Schaal, 2000): 21 positions, velocities and accelerations of a robot arm, 7 torques.
  /// These are the 4,449 rows of the published test part.
  public static func sarcos(folder: String) -> TableSchema {
    var schema = TableSchema(
      train: folder + "/sarcos_inv_test.f64le.gz",
      targets: (1...7).map { Target(name: "torque\($0)", column: "\(20 + $0)", kind: .regression) })
    schema.format = .float64
    schema.width = 28
    schema.numeric = ["0...20"]
    return schema
  }
}
