import Foundation
import Testing

@testable import Benchmarks

@Suite struct PeerConfigurationTests {
  @Test func theOrderOfChannelsIsLeftOutWhereThereAreNoImages() {
    #expect(PeerConfiguration.all(on: .mlp, compiled: true) == [.standard, .fused, .compileFused])
    #expect(PeerConfiguration.all(on: .lenet, compiled: true) == PeerConfiguration.allCases)
  }

  @Test func theCompiledOnesCanBeLeftOut() {
    #expect(
      PeerConfiguration.all(on: .segnet, compiled: false) == [.standard, .channelsLast, .fused, .channelsLastFused])
  }
}

@Suite struct PeerLoopTests {
  @Test func aRoundIsTheMedianWithoutItsFirstStep() {
    var loop = PeerLoop(.fused, .fp32)
    loop.add([9, 1, 3, 2], of: 4)
    loop.add([5], of: 1)
    #expect(loop.seconds == [2, 5])
    #expect(loop.failure == nil)
  }

  @Test(arguments: [
    ([], "failed: it should have answered with 2 positive times. Found []."),
    ([0.1], "failed: it should have answered with 2 positive times. Found [0.1]."),
    ([0.1, -0.1], "failed: it should have answered with 2 positive times. Found [0.1, -0.1]."),
    ([0.1, .infinity], "failed: it should have answered with 2 positive times. Found [0.1, inf]."),
    ([.nan], "failed: out of memory"),
  ])
  func anotherAnswerIsAFailure(_ times: [Double], _ failure: String) {
    var loop = PeerLoop(.fused, .fp32)
    loop.add(times, of: 2, reason: "out of memory")
    #expect(loop.seconds.isEmpty)
    #expect(loop.failure == failure)
  }

  @Test func theBestHasTheLowestMedianOfItsPrecision() {
    let loops = [
      PeerLoop(.standard, .fp32, seconds: [4, 4, 4]), PeerLoop(.fused, .fp32, seconds: [3, 1, 9]),
      PeerLoop(.channelsLast, .fp32, seconds: [2, 2, 9]), PeerLoop(.standard, .bf16, seconds: [1, 1, 1]),
    ]
    #expect(PeerLoop.best(of: loops, in: .fp32)?.name == "channels_last")
    #expect(PeerLoop.best(of: loops, in: .bf16)?.name == "autocast")
  }

  @Test func whatFailedOrWasNotTimedIsNotTheBest() {
    var failed = PeerLoop(.compileFused, .fp32, seconds: [1])
    failed.failure = "failed: no memory"
    let loops = [PeerLoop(.fused, .fp32), failed]
    #expect(PeerLoop.best(of: loops, in: .fp32) == nil)
    #expect(PeerLoop.best(of: loops + [PeerLoop(.standard, .fp32, seconds: [2])], in: .fp32)?.name == "default")
  }
}

/// Loops of a peer that answers as a script says.
@Suite struct PeerLoopsTests {
  private func loops(_ answers: String) throws -> PeerLoops {
    let script = "echo ready 1 1 0; while read command rest; do \(answers); done"
    let process = try BenchmarkProcess("PyTorch", URL(filePath: "/bin/sh"), ["-c", script])
    return PeerLoops(process, [PeerLoop(.fused, .fp32), PeerLoop(.compileFused, .fp32), PeerLoop(.standard, .bf16)])
  }

  /// The failures after both precisions' first round, in the loops' order.
  private func failures(_ answers: String) throws -> [String?] {
    var loops = try loops(answers)
    loops.prepare { _ in }
    for precision in BenchmarkPrecision.allCases { loops.time(2, precision) }
    return loops.all.map(\.failure)
  }

  @Test func eachIsNamedPreparedAndTimedInItsPrecision() throws {
    var loops = try loops("echo $command $rest >&2; [ $command = prepare ] && echo 4.5 || echo 0.25 0.5")
    var names: [String] = []
    loops.prepare { names.append($0) }
    #expect(names == ["PyTorch's fused, fp32", "PyTorch's compile+fused, fp32", "PyTorch's autocast, bf16"])
    loops.time(2, .fp32)
    #expect(loops.all.map(\.seconds) == [[0.5], [0.5], []])
    loops.time(2, .bf16)
    #expect(loops.all.map(\.seconds) == [[0.5], [0.5], [0.5]])
    #expect(loops.all.allSatisfy { $0.failure == nil })
  }

  @Test func oneThatDoesNotCompileLeavesTheOthers() throws {
    let found = try failures(
      """
      case "$command $rest" in
        *compile*) echo no compiler >&2; echo nan;; prepare*) echo 4.5;; *) echo 0.25 0.5;;
      esac
      """)
    #expect(found == [nil, "did not compile: no compiler", nil])
  }

  @Test func aDamagedAnswerIsAFailure() throws {
    let found = try failures("[ $command = prepare ] && echo 4.5 || echo 0.25 half a second")
    #expect(found == Array(repeating: "failed: PyTorch should have answered. Found: 0.25 half a second.", count: 3))
  }

  @Test func theEndOfThePeerIsAFailureOfEachThatIsLeft() throws {
    let found = try failures("case \"$rest\" in *compile*) echo killed >&2; exit;; *) echo 4.5;; esac")
    #expect(found[1] == "did not compile: PyTorch should have answered. Found: killed.")
    // Whether the pipe is closed already when the next is told its command is up to the system.
    #expect(found[2]?.hasPrefix("did not start: ") == true)
    #expect(found[0]?.hasPrefix("failed: ") == true)
  }

  @Test func aPeerThatDoesNotAnswerIsEnded() throws {
    let process = try BenchmarkProcess("PyTorch", URL(filePath: "/bin/sh"), ["-c", "echo ready 1 1 0; exec sleep 60"])
    #expect { _ = try process.ask("prepare", within: 0.2) } throws: {
      "\($0)" == "PyTorch should have answered within 0.2 seconds."
    }
    #expect { _ = try process.ask("loop") } throws: { _ in true }
  }
}

/// The loops of `Scripts/step_peer.py`, where Python has torch.
@Suite(.enabled(if: BenchmarkPeer.find() != nil, "Python has no torch")) struct TorchPeerTests {
  /// The peer refuses a loop whose first loss is not that of the default loop.
  @Test func theConfigurationsMakeStepsFromTheSameLoss() throws {
    let process = try BenchmarkProcess("PyTorch", #require(BenchmarkPeer.find()), .lenet, threads: 1)
    let some = BenchmarkPrecision.allCases.flatMap { precision in
      PeerConfiguration.all(on: .lenet, compiled: false).map { PeerLoop($0, precision) }
    }
    var loops = PeerLoops(process, some)
    loops.prepare { _ in }
    for precision in BenchmarkPrecision.allCases { loops.time(2, precision) }
    #expect(loops.all.compactMap(\.failure) == [])
    #expect(loops.all.allSatisfy { $0.seconds.count == 1 })
  }

  @Test func whatTakesTooLongOrIsNotPreparedFailsWithItsReason() throws {
    let process = try BenchmarkProcess("PyTorch", #require(BenchmarkPeer.find()), .lenet, threads: 1)
    var loops = PeerLoops(process, [PeerLoop(.fused, .fp32)])
    loops.prepare(within: 0.001) { _ in }
    #expect(loops.all[0].failure == "did not start: TimeoutError: it took longer than 0.001 seconds")
    #expect(try process.ask("loop 2 fused fp32").allSatisfy(\.isNaN))
    #expect(process.reason.hasPrefix("KeyError"))
    #expect(try process.steps(1)[0] > 0)
  }
}
