package io.gamekeeper.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Writes the templates of all stages. */
@Command(
    name = "synth",
    description = "Write the CloudFormation templates of all stages to cdk.out; needs no account.")
final class SynthCommand implements Callable<Integer> {
  private final Console console;

  SynthCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Project project = Project.current();
    new Synthesis(project).run();
    console.out().println("templates written to " + project.assembly());
    return 0;
  }
}
