package io.gamekeeper.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gamekeeper.cli.Project;
import io.gamekeeper.cli.Synthesis;
import io.gamekeeper.local.Stage;
import io.gamekeeper.local.StageException;
import io.gamekeeper.local.StageOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stage refuses templates from which something is missing, and names the resource. Where that
 * takes a start of the engines, a usual run does the first of a kind only; {@code
 * -Dgamekeeper.mutations=all} does all that the templates offer.
 */
final class MutationTest {
  private static final boolean ALL = "all".equals(System.getProperty("gamekeeper.mutations"));

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource
  void theStageRefusesToStartAndNamesTheResource(Mutation mutation) {
    Path copy = folder.resolve("cdk.out");
    mutation.applyTo(Project.current().assembly(), copy);

    StageException refusal = catchThrowableOfType(StageException.class, () -> start(copy).close());

    assertThat(refusal).as("the stage started").isNotNull();
    assertThat(mutation.suspects())
        .as("%s", refusal.getMessage())
        .anyMatch(id -> String.valueOf(refusal.getMessage()).contains(id));
  }

  static Stream<Mutation> theStageRefusesToStartAndNamesTheResource() throws IOException {
    Project project = Project.current();
    new Synthesis(project).refresh();
    Mutations mutations = new Mutations(project.assembly().resolve("assembly-Dev"));
    Stream<Mutation> slow =
        Stream.of(
                mutations.withoutEnvironmentVariable(),
                mutations.withoutStatement("logs:CreateLogStream"),
                mutations.withoutStatement("xray:PutTelemetryRecords"),
                mutations.without("AWS::Lambda::Permission"))
            .flatMap(kind -> (ALL ? kind : kind.subList(0, 1)).stream());
    Stream<Mutation> quick =
        Stream.of(
                mutations.without("AWS::Logs::LogGroup"),
                mutations.without("AWS::Lambda::Alias"),
                mutations.withRenamedTable())
            .flatMap(List::stream);
    return Stream.concat(slow, quick);
  }

  private Stage start(Path assembly) {
    return Stage.start(StageOptions.dev(folder, assembly, 0, Optional.<Path>empty()));
  }
}
