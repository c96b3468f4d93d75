import Configuration
import Foundation
import Printing

/// A script for Slurm, `sbatch FILE`.
package enum SlurmScript {
  /// An array of jobs, a worker each, on the plan in an experiment's folder. One job alone makes progress, so a cluster
  /// may run as few at once as it likes.
  ///
  /// - Parameters:
  ///   - configuration: a job asks for the processors that its `comparison.jobs` trainings of `training.threads`
  ///     threads use; one if it does not say.
  ///   - program: the program's name for a shell.
  ///   - currentFolder: the folder in which the jobs start.
  package static func text(
    of configuration: ExperimentConfiguration, workers: Int, program: String, currentFolder: String
  ) -> String {
    let name = configuration.name
    let processors = (configuration.comparison.jobs ?? 1) * (configuration.training.threads ?? 1)
    return """
      #!/bin/bash
      #SBATCH --job-name=\(name)
      #SBATCH --array=1-\(workers)
      #SBATCH --ntasks=1
      #SBATCH --cpus-per-task=\(processors)
      #SBATCH --output=\(name)-%a.log
      # Every job needs the folder of runs; ask for time, memory and GPUs as your machines want them. A job that begins after
      # the last training has nothing to do.
      cd \(ShellText.word(currentFolder)) || exit 1
      exec \(program) work \(ShellText.word(configuration.folder.relativeToCurrentFolder)) --wait
      """
  }
}
