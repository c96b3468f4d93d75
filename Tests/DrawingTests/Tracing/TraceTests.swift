import Backbones
import Sharing
import TestSupport
import Testing
import Torch

@testable import Drawing

/// What a network does on a batch, as a record of its operations shows it.
@Suite struct TraceTests {
  @Test func operationsAreRecordedWithTheirTensorsAndWithoutTheirInsides() {
    let generator = Generator(seed: 1)
    let layer = Linear(3, 2, generator: generator), x = Tensor.ones([4, 3])
    let (output, operations) = recordingOperations { layer(x).relu() }
    #expect(operations.map(\.name) == ["linear", "relu"])
    #expect(operations[0].inputs.map(\.identity) == [x, layer.weight, layer.bias!].map(\.identity))
    #expect(operations[1].inputs.map(\.identity) == operations[0].outputs.map(\.identity))
    #expect(operations[1].outputs.map(\.identity) == [output.identity])
  }

  @Test func aRecordEndsWithItsScopeAlsoWhenItThrows() {
    struct Stop: Error {}
    #expect(throws: Stop.self) { try recordingOperations { throw Stop() } }
    let (_, operations) = recordingOperations { Tensor.ones([2]) * 3 }
    #expect(operations.map(\.name).contains("mul") && operations.count < 4)
  }

  @Test func aTraceHasTheOperationsFromTheInputToTheOutputs() throws {
    let trace = try Trace(DrawnNetworks.hard(), on: DrawnNetworks.vectors())
    #expect(trace.operations.map(\.name) == ["linear", "relu", "linear", "relu", "linear", "linear"])
    #expect(trace.outputs.map(\.task) == ["a", "b"])
    #expect(trace.operations[0].stored == ["trunk.layers.0.weight", "trunk.layers.0.bias"])
  }

  @Test func heldTogetherHeadsAreTracedOneByOne() throws {
    let tasks = (0..<5).map { "task \($0)" }
    let trace = try Trace(DrawnNetworks.hard(tasks), on: DrawnNetworks.vectors(tasks))
    #expect(trace.operations.count { $0.name == "linear" } == 2 + 5)
  }

  @Test func aNetworkThatCannotTakeTheSamplesThrows() {
    #expect(throws: TorchError.self) { try Trace(DrawnNetworks.hard(), on: DrawnNetworks.vectors(size: 7)) }
  }
}
