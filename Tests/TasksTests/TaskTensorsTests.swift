import Tasks
import Testing
import Torch

@Suite struct TaskTensorsTests {
  /// Three tasks in a block and one of its own.
  private func mixed() -> TaskTensors {
    let block = TaskTensors.Block(.init(["b", "c", "d"]), Tensor.arange(0, 12, dtype: .float32).view([2, 3, 2]))
    return TaskTensors(["c", "a", "b", "d"], single: ["a": Tensor.ones([2])], blocks: [block])
  }

  @Test func aTaskOfABlockHasAView() {
    let tensors = mixed()
    #expect(tensors["c"]?.array(of: Double.self) == [2, 3, 8, 9])
    #expect(tensors["a"]?.shape == [2])
    #expect(tensors["e"] == nil)
  }

  @Test func tasksComeInTheirOrder() {
    #expect(mixed().map(\.key) == ["c", "a", "b", "d"])
    #expect(mixed().map { $0.value.array(of: Double.self)[0] } == [2, 1, 0, 4])
    #expect(mixed().only(["d", "a"]).keys == ["d", "a"])
  }

  @Test func tasksOfOneBlockLieTogether() {
    #expect(mixed().together(["b", "c", "d"])?.shape == [2, 3, 2])
    #expect(mixed().together(["d", "b"])?.array(of: Double.self) == [4, 5, 0, 1, 10, 11, 6, 7])
    #expect(mixed().together(["a", "b"]) == nil)
  }

  @Test func aTensorThatIsReplacedLeavesItsBlock() {
    var tensors = mixed()
    tensors["c"] = Tensor.zeros([2])
    #expect(tensors.keys == ["c", "a", "b", "d"] && tensors.blocks.isEmpty)
    #expect(tensors["c"]?.array(of: Double.self) == [0, 0])
    #expect(tensors["d"]?.array(of: Double.self) == [4, 5, 10, 11])
    tensors["a"] = nil
    #expect(tensors.keys == ["c", "b", "d"])
  }

  @Test func batchesAreJoinedBlockByBlock() {
    let joined = TaskTensors(joining: [mixed(), mixed()]) { Tensor.cat($0) }
    #expect(joined.together(["b", "c", "d"])?.shape == [4, 3, 2])
    #expect(joined["a"]?.shape == [4])
  }
}
