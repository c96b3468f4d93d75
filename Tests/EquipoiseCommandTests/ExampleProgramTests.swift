import Foundation
import TestSupport
import Testing

/// The program of `examples/swift`, which the package builds as its product `Buildings`.
@Suite struct ExampleProgramTests {
  @Test func theExampleTrainsSavesLoadsAndPredicts() throws {
    let program = Program()
    let table = packageFolder.appending(path: "examples/data/energy/energy.csv")
    let executable = Program.executable.deletingLastPathComponent().appending(path: "Buildings")
    let output = try program.run(
      [], through: ["env", "OMP_NUM_THREADS=1", executable.path, table.path, program.folder.path])
    #expect(output.status == 0, "\(output.error)")
    let lines = output.out.split(separator: "\n").map(String.init)
    #expect(lines.count == 5, "\(output.out)")
    // Loads lie between 6 and 48; their standard deviations are near 10.
    for line in lines[1...2] {
      let error = try #require(line.firstMatch(of: /mae ([0-9.]+)/)?.1)
      #expect(try #require(Double(error)) < 2, "\(line)")
    }
    let loads = lines[3].matches(of: /"([0-9.]+)"/).compactMap { Double($0.1) }
    #expect(loads.count == 3 && loads.allSatisfy { abs($0 - 15.55) < 3 }, "\(lines[3])")
    #expect(FileManager.default.fileExists(atPath: program.folder.appending(path: "buildings.safetensors").path))
  }
}
