package io.gamekeeper.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gamekeeper.cli.Project;
import io.gamekeeper.cli.Synthesis;
import io.gamekeeper.local.Stage;
import io.gamekeeper.local.StageOptions;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.testing.Proofs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stage refuses templates from which something is missing, and names the resource. All starts
 * share the engines and the folder of unpacked functions, so that a start takes a moment only.
 */
@Tag(Proofs.SAMPLED)
@Timeout(600) // for a start that hangs: a very busy machine needs minutes for one that does not
final class MutationTest {
  /** Of each kind of mutation. */
  private static final int SAMPLE = 4;

  /**
   * Of each kind in a whole proof: code of functions outlives its stage, so that one JVM cannot
   * start a stage for each of some 650 mutations.
   */
  private static final int MOST = 15;

  @TempDir private static Path shared;
  private static Engines engines;

  @TempDir private Path folder;

  @BeforeAll
  static void prepareEngines() {
    engines = Engines.ofManyStages(shared.resolve("engines"));
  }

  @AfterAll
  static void stopEngines() {
    engines.close();
  }

  @Test
  void theStageStartsFromTheTemplatesAsTheyAre() {
    new Synthesis(Project.current()).refresh();
    Mutation none = new Mutation("nothing changed", "no template", Set.of(), root -> {});

    Stage stage = start(none);

    assertThat(stage.port()).isPositive();
    stage.close();
  }

  @ParameterizedTest
  @MethodSource
  void theStageRefusesToStartAndNamesTheResource(Mutation mutation) {
    StageException refusal =
        catchThrowableOfType(StageException.class, () -> start(mutation).close());

    assertThat(refusal).as("%s: the stage started", mutation.name()).isNotNull();
    assertThat(mutation.suspects())
        .as("%s", refusal.getMessage())
        .anyMatch(id -> String.valueOf(refusal.getMessage()).contains(id));
  }

  static List<Mutation> theStageRefusesToStartAndNamesTheResource() throws IOException {
    Project project = Project.current();
    new Synthesis(project).refresh();
    Mutations mutations = new Mutations(project.assembly().resolve("assembly-Dev"));
    Map<String, List<Mutation>> kinds = new TreeMap<>();
    kinds.put("missing environment variables", mutations.withoutEnvironmentVariable());
    kinds.put("missing statements", mutations.withoutStatement());
    for (String type :
        List.of(
            "AWS::Lambda::Permission",
            "AWS::ElasticLoadBalancingV2::ListenerRule",
            "AWS::Logs::LogGroup",
            "AWS::Lambda::Alias",
            "AWS::Scheduler::Schedule")) {
      kinds.put("missing " + type, mutations.without(type));
    }
    kinds.put("missing targets of schedules", mutations.withoutScheduleTarget());
    kinds.put("swapped handlers", mutations.withHandlerOfAnother());
    kinds.put("renamed tables", mutations.withRenamedTable());
    kinds.put("names of no table", mutations.withNameOfNoTable());
    assertThat(kinds.values()).noneMatch(List::isEmpty);
    return kinds.entrySet().stream()
        .flatMap(kind -> Proofs.current().of(kind.getKey(), kind.getValue(), SAMPLE, MOST).stream())
        .toList();
  }

  private Stage start(Mutation mutation) {
    Path copy = folder.resolve("cdk.out");
    mutation.applyTo(Project.current().assembly(), copy);
    return Stage.start(
        StageOptions.dev(folder, copy, 0, Optional.of(shared.resolve("stage"))), engines);
  }
}
