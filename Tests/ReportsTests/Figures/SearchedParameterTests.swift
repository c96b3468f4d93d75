import Testing

@testable import Components
@testable import Configuration

/// A row that leaves open what its method's card says is to be searched has a grid.
@Suite struct SearchedParameterTests {
  private func read(_ yaml: String) throws -> ExperimentConfiguration {
    try ExperimentConfiguration(
      reading: ConfigurationDocument(yaml: yaml, file: "experiment.yaml"), catalogue: .toolkit)
  }

  private func row(_ yaml: String, balancing: String = "ew") throws -> ComparedMethod {
    try read("balancing: \(balancing)\ncomparison: {methods: [\(yaml)]}").comparison.methods[0]
  }

  private func values(_ row: ComparedMethod, _ name: String) -> [SettingValue?] {
    row.points(tasks: 3).map { $0.balancing.parameters[name] }
  }

  @Test func softOptimalWeightingIsSearchedRelatively() throws {
    for row in [try row("uw-so"), try row("uw-so", balancing: "uw-so"), try row("{method: uw-so, floor: 0.1}")] {
      #expect(values(row, "relative-temperature") == [1, 3, 10, 30, 100])
      #expect(values(row, "temperature") == [nil, nil, nil, nil, nil])
      #expect(row.hasGrid)
    }
  }

  @Test func whatIsGivenIsNotSearched() throws {
    #expect(try values(row("{method: uw-so, temperature: 3}"), "temperature") == [3])
    #expect(try values(row("uw-so", balancing: "{method: uw-so, temperature: 7}"), "temperature") == [7])
    let relative = try row("uw-so", balancing: "{method: uw-so, relative-temperature: 7}")
    #expect(values(relative, "relative-temperature") == [7] && values(relative, "temperature") == [nil])
    let own = try row("{method: uw-so, relative-temperature: 2}", balancing: "{method: uw-so, temperature: 7}")
    #expect(values(own, "relative-temperature") == [2] && values(own, "temperature") == [nil])
    #expect(try values(row("{method: uw-so, grid: {temperature: [1, 2]}}"), "temperature") == [1, 2])
    #expect(try row("uw").points(tasks: 3).count == 1)
  }

  @Test func theGridCanBeTurnedOff() throws {
    let row = try row("{method: uw-so, grid: none}")
    #expect(values(row, "temperature") == [1] && !row.hasGrid && row.searchAxes.isEmpty)
    #expect(try self.row("{method: uw-so, grid: }").hasGrid)
  }

  @Test func anExperimentReadsBackWithTheSameGrids() throws {
    let first = try read("comparison: {methods: [uw-so, {method: uw-so, label: plain, grid: none}, uw-so+pcgrad]}")
    let second = try read(first.resolved.yaml())
    for (one, other) in zip(first.comparison.methods, second.comparison.methods) {
      #expect(one.points(tasks: 3).map(\.texts) == other.points(tasks: 3).map(\.texts))
    }
    #expect(second.resolved.contentHash() == first.resolved.contentHash())
  }

  @Test func aLossWeightingBesideAGradientMethodIsSearched() throws {
    let row = try row("uw-so+pcgrad")
    let points = row.points(tasks: 3)
    #expect(points.map { $0.balancing.losses?.parameters["relative-temperature"] } == [1, 3, 10, 30, 100])
    #expect(points.allSatisfy { $0.balancing.losses?.parameters["temperature"] == nil })
    #expect(points[1].texts["losses.relative-temperature"] == "3")
    #expect(try self.row("{method: pcgrad, losses: {method: uw-so, temperature: 3}}").points(tasks: 3).count == 1)
    let own = try self.row("{method: pcgrad, losses: uw-so, grid: {losses: {temperature: [2, 4]}}}")
    #expect(own.points(tasks: 3).map { $0.balancing.losses?.parameters["temperature"] } == [2, 4])
    let inherited = try self.row("pcgrad", balancing: "{method: pcgrad, losses: {method: uw-so, temperature: 5}}")
    #expect(inherited.points(tasks: 3).map { $0.balancing.losses?.parameters["temperature"] } == [5])
  }

  @Test(arguments: [("stch", "mu", 4), ("dtp", "gamma", 3), ("bandit-mtl", "rho", 3), ("scalarization", "weights", 36)])
  func everyCardThatSaysSoIsSearched(_ method: String, _ parameter: String, _ count: Int) throws {
    let row = try row(method)
    #expect(Set(values(row, parameter)).count == count && row.points(tasks: 3).count == count)
  }

  @Test func tuneSearchesThePublishedTemperatures() throws {
    let row = try row("uw-so")
    #expect(row.searchAxes.map(\.name) == ["temperature"] && row.searchAxes[0].values(tasks: 3).count == 10)
    #expect(try self.row("{method: uw-so, relative-temperature: 3}").searchAxes.isEmpty)
    #expect(try self.row("stch").searchAxes.map(\.name) == ["mu"])
  }

  @Test func aPointReadsBackFromItsConfiguration() throws {
    let experiment = try read("comparison: {methods: [uw-so, uw-so+pcgrad]}")
    for method in experiment.comparison.methods {
      let cell = try experiment.run(method.points(tasks: 3)[2], seed: 1)
      let again = try ExperimentConfiguration(
        reading: ConfigurationDocument(yaml: cell.resolved.yaml(), file: "config.yaml"), catalogue: .toolkit)
      #expect(try again.run().hash() == cell.hash())
      let parameters = again.balancing.losses?.parameters ?? again.balancing.parameters
      #expect(parameters["relative-temperature"] == 10 && parameters["temperature"] == nil)
    }
  }

  @Test(arguments: [
    "balancing: {method: uw-so, temperature: 3, relative-temperature: 2}",
    "comparison: {methods: [{method: uw-so, temperature: 3, grid: {relative-temperature: [2]}}]}",
    "comparison: {methods: [{method: uw-so, grid: {temperature: [3], relative-temperature: [2]}}]}",
  ])
  func onlyOneTemperatureIsGiven(_ yaml: String) {
    #expect {
      _ = try read(yaml)
    } throws: {
      "\($0)".contains("temperature` should be left out where `")
    }
  }
}
