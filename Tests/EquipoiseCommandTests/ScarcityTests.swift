import ExperimentFixtures
import Foundation
import Testing

/// Where the system gives no threads, few descriptors or no processes, work goes on with less, or ends with one sentence.
@Suite struct ScarcityTests {
  /// A library that fails `pthread_create` from the call on whose number is in `FAIL_THREADS`.
  private static let shim = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <pthread.h>
    #include <stdatomic.h>
    #include <stdlib.h>
    static atomic_int calls;
    int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *context) {
      static int (*next)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
      if (!next) next = dlsym(RTLD_NEXT, "pthread_create");
      if (atomic_fetch_add(&calls, 1) + 1 >= atoi(getenv("FAIL_THREADS"))) return EAGAIN;
      return next(thread, attributes, body, context);
    }
    """

  /// macOS has no limit on the memory of a process.
  private static var memoryCanBeLimited: Bool {
    #if os(Linux)
      true
    #else
      false
    #endif
  }

  private func weights(_ program: Program) throws -> Data {
    let runs = try program.runs(of: "small")
    #expect(runs.count == 1)
    return try program.read("\(runs.first ?? "")/checkpoints/best/model.safetensors")
  }

  @Test(arguments: [1, 2, 3]) func aTrainingWithoutThreadsEndsInTheSameBits(first: Int) throws {
    let program = Program()
    try program.write(SmallExperiment.yaml.replacing("epochs: 4", with: "epochs: 2"), to: "small.yaml")
    try program.write(Self.shim, to: "shim.c")
    let compiled = try program.run([], through: ["cc", "-shared", "-fPIC", "-o", "shim.so", "shim.c", "-ldl"])
    // A machine without a compiler for C has no way to show it.
    guard compiled.status == 0 else { return }
    #expect(try program.run(["train", "small.yaml"], through: ["env", "OMP_NUM_THREADS=1"]).status == 0)
    let expected = try weights(program)
    try FileManager.default.removeItem(at: program.folder.appending(path: "runs"))
    let library = program.folder.appending(path: "shim.so").path
    let output = try program.run(
      ["train", "small.yaml"],
      through: [
        "timeout", "-s", "KILL", "120", "env", "OMP_NUM_THREADS=1", "LD_PRELOAD=\(library)", "FAIL_THREADS=\(first)",
      ])
    #expect(output.status == 0, "\(output.error)")
    #expect(try weights(program) == expected)
  }

  /// A layer of four million units takes 640 MB a batch, twice.
  @Test(.enabled(if: Self.memoryCanBeLimited))
  func aStepForWhichThereIsNoMemoryIsOneError() throws {
    let program = try TinyTable.program()
    let output = try program.run(
      ["train", "tiny.yaml", "--set", "network.hidden=[4000000]", "--set", "training.batch=40"],
      through: ["env", "OMP_NUM_THREADS=1", "sh", "-c", "ulimit -v 1500000; exec \"$@\"", "sh"])
    #expect(!output.killed && output.status == 1, "\(output.status)")
    let error = output.error.split(separator: "\n").filter { $0.hasPrefix("Error: ") }
    #expect(error.count == 1 && error.first?.hasPrefix("Error: step 1: ") == true, "\(output.error)")
    #expect(error.first?.hasSuffix("A smaller batch needs less memory.") == true, "\(output.error)")
  }

  @Test(arguments: [5, 10, 16, 24, 32]) func aComparisonWithFewDescriptorsEnds(descriptors: Int) throws {
    let program = try TinyTable.program()
    let output = try program.run(
      ["compare", "tiny.yaml", "--balancing", "ew", "--seeds", "1"],
      through: ["timeout", "-s", "KILL", "120", "sh", "-c", "ulimit -n \(descriptors); exec \"$@\"", "sh"])
    #expect(!output.killed && output.status != 137, "\(output.error)")
    if descriptors >= 10 {
      #expect(output.status == 0 && output.out.contains("\nReport: runs/tiny/report.html"), "\(output.error)")
    } else {
      #expect(output.status == 1 && output.error.contains("Too many open files"), "\(output.error)")
    }
  }

  @Test(arguments: [6, 7, 16]) func aBenchmarkWithFewDescriptorsEnds(descriptors: Int) throws {
    let program = Program()
    let output = try program.run(
      ["bench", "steps", "--models", "mlp", "--seconds", "0.1", "--threads", "1", "--skip-parallel"],
      through: [
        "timeout", "-s", "KILL", "120", "env", "EQUIPOISE_PYTHON=/none", "sh", "-c",
        "ulimit -n \(descriptors); exec \"$@\"", "sh",
      ])
    if descriptors >= 16 {
      #expect(output.status == 0, "\(output.error)")
    } else {
      #expect(
        output.status == 0 || (output.status == 1 && output.error.contains("Too many open files")), "\(output.error)")
    }
  }
}
